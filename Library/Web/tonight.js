// The evening: the pictures of a child, and the program that is handed over with the device.
"use strict";
(() => {
  const form = document.getElementById("assent");
  if (form) {
    const selects = [...form.querySelectorAll(".selects select")];
    const picked = form.querySelector(".picked"), output = picked.querySelector("output");
    const words = picked.dataset.words.split("|");
    let count = 0;
    const show = () => { output.textContent = words[count]; };
    form.querySelector(".selects").hidden = true;
    form.querySelector(".pictures").hidden = picked.hidden = false;
    form.querySelector(".pictures").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || count === selects.length) return;
      selects[count].value = button.value;
      count += 1;
      show();
    });
    form.querySelector("[data-again]").addEventListener("click", () => {
      for (const select of selects) select.value = "";
      count = 0;
      show();
    });
    show();
  }
  const link = document.querySelector("[data-assent]");
  document.getElementById("tonight")?.addEventListener("change", (event) => {
    if (!link || event.target.name !== "program") return;
    link.href = link.pathname + "?program=" + encodeURIComponent(event.target.value);
  });
})();
