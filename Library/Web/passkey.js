// Passkeys: shown where the browser has them for this address; everything else on the page works without.
"use strict";
(() => {
  const can = window.isSecureContext && window.PublicKeyCredential
    && PublicKeyCredential.parseRequestOptionsFromJSON && location.hostname === "localhost";
  const problem = document.getElementById("passkey-problem");
  const say = text => { if (problem) problem.textContent = text; };
  async function post(path, body, token) {
    const headers = { "Accept": "application/json" };
    if (token) headers["X-Form-Token"] = token;
    if (body !== undefined) headers["Content-Type"] = "application/octet-stream";
    const answer = await fetch(path, { method: "POST", headers, body });
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.problem + ". " + json.remedy);
    return json;
  }
  const signIn = document.getElementById("passkey");
  if (can && signIn) {
    signIn.hidden = false;
    document.getElementById("passkey-button").addEventListener("click", async () => {
      say("");
      try {
        const token = document.querySelector("input[name=token]")?.value;
        const options = await post("/passkeys/ask", undefined, token);
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
        const credential = await navigator.credentials.get({ publicKey });
        await post("/passkeys/sign-in", JSON.stringify(credential.toJSON()), token);
        location.assign(signIn.dataset.to);
      } catch (error) { say(error.message); }
    });
  }
  const make = document.getElementById("new-passkey");
  if (can && make) {
    make.hidden = false;
    const hint = document.getElementById("no-passkeys");
    if (hint) hint.hidden = true;
    document.getElementById("new-passkey-button").addEventListener("click", async () => {
      say("");
      try {
        const token = document.getElementById("passkey-token").value;
        const name = document.getElementById("passkey-name").value || "passkey";
        const options = await post("/passkeys/new/ask", undefined, token);
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
        const credential = await navigator.credentials.create({ publicKey });
        await post("/passkeys/new?name=" + encodeURIComponent(name), JSON.stringify(credential.toJSON()), token);
        location.reload();
      } catch (error) { say(error.message); }
    });
  }
})();
