// The psychomotor vigilance test of three minutes (PVT-B; Basner, Mollicone and Dinges 2011): signs after 1 to 4 s at
// random, a lapse at 355 ms or more, a false start before the sign or within 100 ms of it.
"use strict";
(() => {
  const place = document.getElementById("pvt"), form = document.getElementById("pvt-result");
  if (!place || !form) return;
  const sign = place.querySelector(".sign"), left = place.querySelector("[data-left-text]");
  const LENGTH = 180000, LAPSE = 355, FALSE = 100, LONGEST = 30000;
  const times = [];
  let falseStarts = 0, began = 0, shown = 0, timer = 0, state = "idle";
  place.hidden = false;

  const say = (text, on) => {
    sign.textContent = text;
    sign.classList.toggle("on", on);
  };
  const random = () => crypto.getRandomValues(new Uint32Array(1))[0] / 4294967296;
  const wait = () => {
    if (performance.now() - began >= LENGTH) return finish();
    state = "waiting";
    timer = setTimeout(() => requestAnimationFrame((frame) => {
      state = "shown";
      // The moment of the frame in which it appears.
      shown = frame;
      say("0", true);
      count();
    }), 1000 + random() * 3000);
  };
  const count = () => {
    if (state !== "shown") return;
    const now = performance.now() - shown;
    if (now > LONGEST) { times.push(LONGEST); return rest(String(LONGEST)); }
    sign.textContent = String(Math.max(0, Math.round(now)));
    requestAnimationFrame(count);
  };
  const rest = (text) => {
    state = "resting";
    say(text, false);
    // A second in which the time can be read.
    setTimeout(() => { if (state === "resting") { say(place.dataset.wait, false); wait(); } }, 1000);
  };
  const answer = (event) => {
    if (event.type === "keydown" && event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (event.repeat) return;
    if (state === "idle") {
      began = performance.now();
      sign.focus();
      say(place.dataset.wait, false);
      wait();
    } else if (state === "waiting") {
      clearTimeout(timer);
      falseStarts += 1;
      rest(place.dataset.early);
    } else if (state === "shown") {
      // The event's own time is nearer to the finger than the moment at which it is handled.
      const time = event.timeStamp - shown;
      if (time < FALSE) { falseStarts += 1; return rest(place.dataset.early); }
      times.push(time);
      rest(Math.round(time) + " ms");
    }
  };
  const finish = () => {
    state = "done";
    const sorted = [...times].sort((a, b) => a - b), n = sorted.length;
    const median = n ? (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2 : 0;
    const speed = n ? times.reduce((sum, time) => sum + 1000 / time, 0) / n : 0;
    form.elements.lapses.value = times.filter((time) => time >= LAPSE).length;
    form.elements.false_starts.value = falseStarts;
    form.elements.median_ms.value = Math.round(median);
    form.elements.speed_milli.value = Math.round(speed * 1000);
    form.elements.trials.value = Math.max(1, n);
    form.submit();
  };
  setInterval(() => {
    if (state === "idle" || state === "done") return;
    const seconds = Math.max(0, Math.ceil((LENGTH - (performance.now() - began)) / 1000));
    left.textContent = place.dataset.left.replace("%1", seconds);
  }, 1000);
  sign.addEventListener("pointerdown", answer);
  sign.addEventListener("keydown", answer);
})();
