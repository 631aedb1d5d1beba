// A night as it goes: what the server writes is put where it belongs, and commands go without leaving the page.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  const field = (name) => live.querySelector(`[data-f="${name}"]`);
  const lost = live.querySelector("[data-lost-note]");
  const rows = ["W", "R", "1", "2", "3"];
  const set = (name, text) => {
    const place = field(name);
    if (place && place.textContent !== text) place.textContent = text;
  };
  let drawn = -1;
  const draw = (epochs) => {
    if (epochs.length === drawn) return;
    drawn = epochs.length;
    const svg = field("epochs").querySelector("svg");
    for (const bar of [...svg.querySelectorAll("rect")]) bar.remove();
    const all = Math.max(epochs.length, 120);
    for (let start = 0; start < epochs.length;) {
      let end = start + 1;
      while (end < epochs.length && epochs[end] === epochs[start]) end += 1;
      const row = rows.indexOf(epochs[start]);
      if (row >= 0) {
        const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        const thick = row === 1 ? 14 : 10;
        const values = { class: "s" + row, x: start * 720 / all, y: row * 22 + (22 - thick) / 2,
          width: (end - start) * 720 / all, height: thick };
        for (const [name, value] of Object.entries(values)) bar.setAttribute(name, value);
        svg.append(bar);
      }
      start = end;
    }
  };
  let wasOver = null;
  const show = (night) => {
    lost.hidden = true;
    for (const name of ["sentence", "stage_text", "sound_text", "moves_text", "bed_text", "alarm_text", "clock"]) {
      set(name, night[name]);
    }
    field("meter").value = night.meter;
    draw(night.epochs);
    const list = field("receipts");
    if (list.children.length !== night.receipts.length || [...list.children].some((line, i) => line.textContent !== night.receipts[i])) {
      list.replaceChildren(...night.receipts.map((text) => {
        const line = document.createElement("li");
        line.textContent = text;
        return line;
      }));
    }
    live.querySelector("[data-none]")?.toggleAttribute("hidden", night.receipts.length > 0);
    const isOver = night.ended !== null;
    // What can be done is another page's then; the server draws it.
    if (wasOver === false && isOver) setTimeout(() => location.reload(), 4000);
    wasOver = isOver;
  };
  const source = window.luma.listen(new EventSource(live.dataset.live));
  source.addEventListener("night", (event) => show(JSON.parse(event.data)));
  source.addEventListener("error", () => { lost.hidden = false; });
  source.addEventListener("open", () => { lost.hidden = true; });

  for (const form of live.querySelectorAll("form")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form, event.submitter);
      const body = new URLSearchParams(data);
      if (event.submitter) event.submitter.disabled = true;
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        if (!answer.ok) location.reload();
      } catch {
        lost.hidden = false;
      }
      if (event.submitter) event.submitter.disabled = false;
    });
  }
  const ask = document.querySelector(".listen");
  ask.hidden = false;
  ask.querySelector("[data-listen]").addEventListener("click", () => {
    window.luma.wakeAudio();
    if ("Notification" in window && Notification.permission === "default") Notification.requestPermission().catch(() => {});
    ask.hidden = true;
  });
})();
