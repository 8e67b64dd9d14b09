"use strict";
// The slider of days: without it every stand is shown with its days; with it those of one day.
(() => {
  const form = document.querySelector("form.slider");
  const days = [...document.querySelectorAll("ol.days li")];
  if (!form || !days.length) return;
  const stands = [...document.querySelectorAll("div.stand")];
  const show = () => {
    const place = Number(form.day.value);
    const day = place < days.length ? days[place].dataset.day : "";
    for (const stand of stands) {
      const { from, to } = stand.dataset;
      stand.hidden = Boolean(day) && (from > day || (to !== "" && to <= day));
    }
    form.shown.textContent = day ? "as of " + days[place].textContent : "all days";
    form.day.setAttribute("aria-valuetext", form.shown.textContent);
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.day.addEventListener("input", show);
  show();
})();
