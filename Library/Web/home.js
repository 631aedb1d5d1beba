// What every page does, once it reads as well without: the service worker, clocks, deeds without leaving, alerts.
"use strict";
(() => {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});

  // Clocks that go on.
  const clocks = document.querySelectorAll("[data-clock]");
  const tick = () => {
    for (const clock of clocks) {
      try {
        const twelve = clock.dataset.twelve === "true";
        const parts = new Intl.DateTimeFormat("en", {
          timeZone: clock.dataset.zone, hour: twelve ? "numeric" : "2-digit", minute: "2-digit",
          hourCycle: twelve ? "h12" : "h23",
        }).formatToParts(new Date());
        const part = (name) => parts.find((one) => one.type === name).value;
        clock.textContent = part("hour") + ":" + part("minute");
      } catch { /* A zone that this browser does not know: the clock of the page's coming stays. */ }
    }
  };
  if (clocks.length) { tick(); setInterval(tick, 1000); }

  // A sound that can only be made once somebody has touched the page.
  let audio = null;
  const wakeAudio = () => {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return;
    audio ??= new Audio();
    audio.resume().catch(() => {});
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wakeAudio, { passive: true });
  const ring = () => {
    if (!audio || audio.state !== "running") return;
    for (const [i, pitch] of [660, 880, 660, 880].entries()) {
      const tone = audio.createOscillator(), level = audio.createGain(), at = audio.currentTime + i * 0.35;
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(0.35, at + 0.03);
      level.gain.linearRampToValueAtTime(0, at + 0.3);
      tone.connect(level).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.32);
    }
  };

  // Alerts take the page, and come again until somebody answers.
  const open = new Map();
  const title = document.title;
  let flash = 0;
  const flashTitle = () => {
    clearInterval(flash);
    const first = open.values().next().value;
    document.title = title;
    if (!first) return;
    let on = false;
    flash = setInterval(() => { on = !on; document.title = on ? "❗ " + first.text : title; }, 900);
  };
  const close = (id) => {
    open.get(id)?.dialog.remove();
    open.delete(id);
    document.querySelector(`section[data-alert="${id}"]`)?.remove();
    flashTitle();
  };
  const show = (alert) => {
    const known = open.get(alert.id);
    if (known) {
      known.dialog.classList.remove("again");
      void known.dialog.offsetWidth;
      known.dialog.classList.add("again");
    } else {
      const dialog = document.createElement("dialog");
      dialog.className = "alert";
      dialog.setAttribute("role", "alertdialog");
      dialog.setAttribute("aria-labelledby", "alert-" + alert.id);
      dialog.setAttribute("aria-describedby", "alert-text-" + alert.id);
      const inner = document.createElement("div");
      inner.className = "inner";
      const head = document.createElement("h2"), text = document.createElement("p");
      const button = document.createElement("button");
      head.id = "alert-" + alert.id;
      text.id = "alert-text-" + alert.id;
      head.textContent = alert.title;
      text.textContent = alert.text;
      button.textContent = alert.button;
      button.addEventListener("click", async () => {
        button.disabled = true;
        try {
          const answer = await fetch(`/alerts/${alert.id}/answer`, {
            method: "POST", body: "{}",
            headers: { "Content-Type": "application/json", "X-Form-Token": alert.token },
          });
          if (answer.ok) return close(alert.id);
        } catch { /* It stays, and can be answered again. */ }
        button.disabled = false;
      });
      // Nothing but an answer ends it.
      dialog.addEventListener("cancel", (event) => event.preventDefault());
      inner.append(head, text, button);
      dialog.append(inner);
      document.body.append(dialog);
      open.set(alert.id, { dialog, text: alert.title });
      dialog.showModal();
      button.focus();
      if ("Notification" in window && Notification.permission === "granted") {
        try { new Notification(alert.title, { body: alert.text, tag: "alert-" + alert.id, requireInteraction: true }); }
        catch { /* Some browsers let only the service worker do it. */ }
      }
    }
    flashTitle();
    ring();
    if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.([400, 150, 400, 150, 400]);
  };
  const listen = (source) => {
    source.addEventListener("alert", (event) => show(JSON.parse(event.data)));
    source.addEventListener("answered", (event) => close(JSON.parse(event.data).id));
    return source;
  };
  // Charts say what is pointed at in a line of text of their own: the legend of dygraphs would need styles in its HTML,
  // which the page's policy forbids.
  const chart = (place, say) => {
    Dygraph.PLUGINS = (Dygraph.PLUGINS || []).filter((one) => String(one.prototype) !== "Legend Plugin");
    const line = document.createElement("p");
    line.className = "read";
    place.before(line);
    return {
      highlightCallback: (event, x, points) => { line.textContent = points[0] ? say(x, points[0].yval) : ""; },
      unhighlightCallback: () => { line.textContent = ""; },
    };
  };
  window.luma = { listen, wakeAudio, chart };
  // A page that watches a night hears of its alerts with it.
  if ("alerts" in document.documentElement.dataset && !document.querySelector("[data-live]")) {
    listen(new EventSource("/alerts/events"));
  }
})();
