// The editor checks itself while one writes. Without this script the form works all the same.
"use strict";
(() => {
  const form = document.getElementById("wb-form");
  const text = document.getElementById("wb-text");
  const verdict = document.getElementById("wb-verdict");
  const status = document.getElementById("wb-status");
  const caret = document.getElementById("wb-caret");
  if (!form || !text || !verdict || !status) return;

  // Where the cursor is, in the words of the page.
  const showCaret = () => {
    if (!caret) return;
    const before = text.value.slice(0, text.selectionStart).split("\n");
    caret.textContent = form.dataset.caret
      .replace("{l}", before.length)
      .replace("{c}", before[before.length - 1].length + 1);
  };
  for (const event of ["keyup", "click", "focus", "input"]) text.addEventListener(event, showCaret);

  // A mistake's link selects its line. Columns count characters, the field counts UTF-16 units.
  verdict.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = text.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length) - 1;
    const from = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    const column = Array.from(lines[line]).slice(0, Number(link.dataset.column) - 1).join("").length;
    text.focus();
    text.setSelectionRange(from + column, from + Math.max(lines[line].length, column));
    const height = parseFloat(getComputedStyle(text).lineHeight) || 20;
    text.scrollTop = Math.max(0, line * height - text.clientHeight / 2);
    showCaret();
  });

  // The verdict below says the same to the eye, so what it came to is only for the ear.
  const say = (words, isSeen) => {
    status.classList.toggle("wb-heard", !isSeen);
    status.textContent = words;
  };

  const address = form.dataset.check;
  if (!address) return;
  let timer = 0;
  let running = null;
  let checked = text.value;

  const check = async () => {
    // Only the newest text is of interest; an older question is dropped.
    if (running) running.abort();
    if (text.value === checked) return say("", false);
    const asked = text.value;
    const mine = (running = new AbortController());
    say(form.dataset.checking, true);
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "text/html" },
        signal: mine.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const html = await answer.text();
      if (mine.signal.aborted) return;
      checked = asked;
      // The fragment is escaped where it is made; it never holds a script.
      verdict.innerHTML = html;
      const line = verdict.querySelector("[data-status]");
      say(line ? line.textContent.trim() : "", false);
      text.setAttribute("aria-invalid", verdict.querySelector("a[data-line]") ? "true" : "false");
    } catch (error) {
      if (error.name !== "AbortError") say(form.dataset.unreachable, true);
    }
  };

  // Undo and Tab stay the browser's own: nothing here writes into the field or takes a key.
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  });
})();
