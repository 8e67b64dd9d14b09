"use strict";
// A time line of counts: bars a day, week or month, and two handles that choose a span by mouse, touch or keys.
servanda.timeline = (() => {
  const DAY = 86400000;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const HEIGHT = 104, TOP = 16, FOOT = 22, EDGE = 12;
  const date = (day) => new Date(day * DAY);
  const spelt = (day) => {
    const at = date(day);
    return at.getUTCDate() + "\u00a0" + MONTHS[at.getUTCMonth()] + "\u00a0" + at.getUTCFullYear();
  };
  const monthOf = (day) => date(day).getUTCFullYear() * 12 + date(day).getUTCMonth();
  // Weeks begin on Monday: 1 January 1970 was a Thursday.
  const UNITS = {
    day: { bin: (day) => day, start: (bin) => bin },
    week: { bin: (day) => Math.floor((day + 3) / 7), start: (bin) => bin * 7 - 3 },
    month: { bin: monthOf, start: (bin) => Date.UTC(Math.floor(bin / 12), bin % 12, 1) / DAY },
  };
  const unitOf = (days) => days <= 150 ? "day" : days <= 1100 ? "week" : "month";
  const svg = (tag, about, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(about)) node.setAttribute(key, String(value));
    node.append(...children);
    return node;
  };

  // host: an empty element; first: day of each incident or null; pick(from, to): a span was chosen, null for none.
  return (host, first, pick) => {
    const known = first.filter((day) => day !== null);
    if (!known.length) return () => undefined;
    let low = Infinity, high = -Infinity;
    for (const day of known) { if (day < low) low = day; if (day > high) high = day; }
    const unit = unitOf(high - low + 1), { bin, start } = UNITS[unit];
    const begin = bin(low), bins = bin(high) - begin + 1;
    const at = Int32Array.from(first, (day) => day === null ? -1 : bin(day) - begin);
    let counts = new Int32Array(bins), chosen = [0, bins - 1], width = 0, dragged = null, keyed = "";

    const x = (place) => EDGE + (width - 2 * EDGE) * place / bins;
    const nearest = (event) => {
      const left = event.clientX - host.getBoundingClientRect().left;
      return Math.max(0, Math.min(bins - 1, Math.floor((left - EDGE) / (width - 2 * EDGE) * bins)));
    };
    const told = (place) => unit === "day" ? spelt(start(begin + place)) :
      spelt(start(begin + place)) + " – " + spelt(start(begin + place + 1) - 1);
    const commit = () => chosen[0] === 0 && chosen[1] === bins - 1 ? pick(null, null) :
      pick(start(begin + chosen[0]), start(begin + chosen[1] + 1) - 1);

    const ticks = () => {
      const most = Math.max(2, Math.floor(width / 110)), step = Math.max(1, Math.ceil(bins / most));
      return Array.from({ length: Math.ceil(bins / step) }, (_, k) => k * step).map((place) =>
        svg("text", { x: x(place), y: HEIGHT - 6, class: "tick",
          "text-anchor": x(place) > width - 80 ? "end" : "start" }, spelt(start(begin + place)).replace(/\u00a0\d{4}$/, (year) =>
          unit === "day" && place ? "" : year)));
    };
    const handle = (which, name) => {
      const place = x(chosen[which] + which);
      return svg("g", { class: "handle", tabindex: "0", role: "slider", "aria-label": name, "data-which": which,
        "aria-valuemin": 0, "aria-valuemax": bins - 1, "aria-valuenow": chosen[which], "aria-valuetext": told(chosen[which]) },
      svg("rect", { class: "catch", x: place - 12, y: TOP, width: 24, height: HEIGHT - TOP - FOOT }),
      svg("line", { x1: place, x2: place, y1: TOP - 4, y2: HEIGHT - FOOT }),
      svg("rect", { class: "grip", x: place - 4, y: TOP + 14, width: 8, height: 26, rx: 3 }));
    };
    const paint = () => {
      width = host.clientWidth;
      if (!width) return;
      let top = 1, most = 0;
      counts.forEach((count, place) => { if (count > top) top = count; if (count > counts[most]) most = place; });
      const floor = HEIGHT - FOOT, thick = Math.max(.6, x(1) - x(0) - (bins < width / 4 ? 1 : 0));
      const bars = [...counts].map((count, place) => count ? svg("rect", {
        class: place < chosen[0] || place > chosen[1] ? "bar-out" : "bar-in", x: x(place).toFixed(1),
        y: (floor - (floor - TOP) * count / top).toFixed(1), width: thick.toFixed(1),
        height: ((floor - TOP) * count / top).toFixed(1) }) : null).filter(Boolean);
      const drawing = svg("svg", { class: "timeline", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "group",
        "aria-label": "Incidents per " + unit + ", with two handles that choose a span of time", focusable: "false" },
      svg("rect", { class: "span", x: x(chosen[0]), y: TOP, width: x(chosen[1] + 1) - x(chosen[0]), height: floor - TOP }),
      svg("line", { class: "floor", x1: EDGE, x2: width - EDGE, y1: floor, y2: floor }), ...bars,
      svg("text", { class: "top", x: Math.min(x(most), width - 70), y: TOP - 5 }, counts[most] ? String(counts[most]) + " a " + unit : ""),
      ...ticks(), handle(0, "First " + unit + " shown"), handle(1, "Last " + unit + " shown"));
      host.replaceChildren(drawing);
      if (keyed !== "") { drawing.querySelector(`[data-which="${keyed}"]`).focus(); keyed = ""; }
    };

    host.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest(".handle");
      const place = nearest(event);
      dragged = grip ? { which: Number(grip.dataset.which) } : { from: place };
      if (!grip) chosen = [place, place];
      host.setPointerCapture(event.pointerId);
      event.preventDefault();
      paint();
    });
    host.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const place = nearest(event);
      if ("from" in dragged) chosen = [Math.min(dragged.from, place), Math.max(dragged.from, place)];
      else chosen[dragged.which] = dragged.which ? Math.max(place, chosen[0]) : Math.min(place, chosen[1]);
      paint();
    });
    host.addEventListener("pointerup", () => { if (dragged) { dragged = null; commit(); } });
    host.addEventListener("pointercancel", () => { dragged = null; });
    host.addEventListener("keydown", (event) => {
      const grip = event.target.closest(".handle");
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -bins, End: bins }[event.key];
      if (!grip || (step === undefined && event.key !== "Escape")) return;
      event.preventDefault();
      const which = Number(grip.dataset.which);
      if (step === undefined) chosen = [0, bins - 1];
      else chosen[which] = Math.max(which ? chosen[0] : 0, Math.min(which ? bins - 1 : chosen[1], chosen[which] + step));
      keyed = String(which);
      commit();
    });
    window.addEventListener("resize", paint);

    // hits: places of the incidents that pass every other filter; from, to: the days chosen, null for no bound.
    return (hits, from, to) => {
      counts = new Int32Array(bins);
      for (const place of hits) if (at[place] >= 0) counts[at[place]] += 1;
      const clamp = (day, other) => day === null ? other : Math.max(0, Math.min(bins - 1, bin(day) - begin));
      chosen = [clamp(from, 0), clamp(to, bins - 1)];
      if (chosen[0] > chosen[1]) chosen = [chosen[1], chosen[0]];
      paint();
      return { unit };
    };
  };
})();
