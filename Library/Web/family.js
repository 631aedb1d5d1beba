// Opens the part of a page that an address names, and brings in a file: a form cannot send one as the whole body.
"use strict";
(() => {
  const part = location.hash && document.getElementById(location.hash.slice(1));
  if (part && part.tagName === "DETAILS") part.open = true;
  const form = document.getElementById("import");
  if (!form) return;
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  const words = form.dataset;
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    if (!file) return;
    if (file.size > Number(words.most)) {
      status.textContent = `${words.failed} ${words.large}`;
      return;
    }
    const query = new URLSearchParams({ kind: form.elements.kind.value });
    if (form.elements.night.value) query.set("night", form.elements.night.value);
    button.disabled = true;
    status.textContent = words.running;
    try {
      const answer = await fetch(`${form.getAttribute("action")}?${query}`, {
        method: "POST",
        body: file,
        headers: {
          "Content-Type": "application/octet-stream",
          Accept: "application/json",
          "X-Form-Token": form.elements.token.value,
        },
      });
      const said = await answer.json();
      status.textContent = answer.ok
        ? `${words.done} ${said.nights}`
        : `${words.failed} ${said.problem} (${said.place}). ${said.remedy}`;
    } catch (error) {
      status.textContent = `${words.failed} ${error.message}`;
    }
    button.disabled = false;
  });
})();
