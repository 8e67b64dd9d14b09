"use strict";
// The list of incidents: the address after # holds the whole state; a page of rows is drawn at a time.
(() => {
  const { held, el, bdi } = servanda;
  const PIECE = 50, DAY = 86400000;
  const WIDEST = "widest", COMMON = "common_ground";
  const FAR = ["not_covered", "not_in_force"];
  const DISPUTED = { reading: 1, account: 2, rival: 4, denied: 8, tolls: 16 };
  const STANDINGS = ["not stated", "alleged", "corroborated", "verified"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const head = held.index, words = held.words;
  const slices = Object.keys(held).filter((name) => /^index-\d+$/.test(name)).sort().map((name) => held[name]);
  const column = (name) => slices.flatMap((slice) => slice[name]);
  const ids = column("ids"), titles = column("titles"), places = column("places"), authors = column("authors"),
    denied = column("denied"), claimants = column("claimants"), things = column("things"), patterns = column("patterns"),
    first = column("first"), last = column("last"), standing = column("standing"), disputed = column("disputed"),
    reports = column("reports"), origins = column("origins"), accounts = column("accounts");
  const total = ids.length;
  const by = (id) => document.getElementById(id);
  const form = by("filters"), list = by("list"), found = by("found"), more = by("more-filters");
  const title = (id) => words.titles[id] || id;
  const numeral = (n) => n.toLocaleString("en-GB");
  let page = 1, matching = [], typing = "", texts = null;

  // State: the controls of the form and the page; written to the address, and read from it.
  const state = () => {
    const values = {};
    for (const control of form.elements) if (control.name && control.value) values[control.name] = control.value;
    return values;
  };
  const fromHash = () => {
    const values = new URLSearchParams(location.hash.slice(1));
    for (const control of form.elements) {
      if (!control.name) continue;
      const value = values.get(control.name) || "";
      if (control.tagName === "SELECT" && ![...control.options].some((o) => o.value === value)) {
        control.append(el("option", { value }, value));  // an unknown value filters everything out, visibly
      }
      control.value = value;
    }
    page = Math.max(1, Number(values.get("page")) || 1);
    if ([...more.querySelectorAll("[name]")].some((control) => control.value)) more.open = true;
  };
  const toHash = (replace) => {
    const values = new URLSearchParams(state());
    if (page > 1) values.set("page", String(page));
    const hash = values.toString();
    if (hash === location.hash.slice(1)) return;
    history[replace ? "replaceState" : "pushState"](null, "", hash ? "#" + hash : location.pathname);
  };

  // Verdicts: many incidents share a pattern of verdicts, so each pattern is judged once.
  const triples = (pattern) => {
    const made = [];
    for (let i = 0; i < pattern.length; i += 3) {
      const [provision, reading, author] = head.combinations[pattern[i]];
      made.push({ provision, reading, author, outcome: head.outcomes[pattern[i + 1]], possible: pattern[i + 2] });
    }
    return made;
  };
  const fits = (wanted, v) => !wanted || (wanted === "possible" ? (v.possible & 1) === 1 : v.outcome === wanted);
  const chosen = (pattern, want) => triples(pattern).filter((v) =>
    (!want.provision || v.provision === want.provision) && (!want.author || v.author === want.author) &&
    (!want.reading || v.reading === want.reading ||
      ((want.reading === WIDEST || want.reading === COMMON) && head.compare.includes(v.reading))));
  // Over the compared readings: common ground where all stand so, widest where one does.
  const joint = (verdicts, want) => {
    const groups = new Map();
    for (const v of verdicts) {
      const key = v.provision + "\n" + v.author;
      groups.set(key, [...(groups.get(key) || []), v]);
    }
    const test = (v) => fits(want.outcome, v);
    return [...groups.values()].filter((group) => group.length > 1).some((group) =>
      want.reading === COMMON ? group.every(test) : group.some(test));
  };
  const judged = (pattern, want) => {
    if (want.outcome === "outside") {
      const all = triples(pattern);
      return all.length > 0 && all.every((v) => !(v.possible & 1));
    }
    const verdicts = chosen(pattern, want);
    if (want.reading === COMMON || want.reading === WIDEST) return joint(verdicts, want);
    return verdicts.some((v) => fits(want.outcome, v));
  };
  // `corroborated`: occurrence, author and object all are; `occurrence:corroborated`: that it happened.
  const established = (code, wanted) => {
    const [head_, tail] = wanted.split(":");
    const least = STANDINGS.indexOf(tail || head_);
    return least > 0 && (tail ? [0] : [0, 2, 4]).every((shift) => ((code >> shift) & 3) >= least);
  };
  const dayOf = (value) => value ? Math.round(Date.parse(value + "T00:00:00Z") / DAY) : null;
  const isoOf = (day) => day === null ? "" : new Date(day * DAY).toISOString().slice(0, 10);
  const searched = (place) => (ids[place] + " " + titles[place] + " " + head.places[places[place]] + " " +
    head.things[things[place]].map((thing) => head.words[thing]).join(" ")).toLowerCase();

  // One test a filter that is set, each over a number that is looked up; free text last, since it costs most.
  const tests = (want) => {
    const over = (said, numbers, test) => {
      const yes = said.map(test);
      return (place) => yes[numbers[place]];
    };
    const made = [];
    if (want.outcome || want.reading || want.provision || want.author) {
      made.push(over(head.patterns, patterns, (pattern) => judged(pattern, want)));
    }
    if (want.claimant) made.push(over(head.claimants, claimants, (set) => set.includes(want.claimant)));
    if (want.object) made.push(over(head.things, things, (set) => set.includes(want.object)));
    if (want.turns) made.push((place) => (disputed[place] & DISPUTED[want.turns]) !== 0);
    if (want.standing) made.push((place) => established(standing[place], want.standing));
    if (want.place) {
      const text = want.place.toLowerCase();
      made.push(over(head.places, places, (name) => name.toLowerCase().includes(text)));
    }
    if (want.q) {
      texts = texts || ids.map((_, place) => searched(place));
      const parts = want.q.toLowerCase().split(/\s+/).filter(Boolean);
      made.push((place) => parts.every((part) => texts[place].includes(part)));
    }
    return made;
  };
  const within = (want) => {
    const from = dayOf(want.from), to = dayOf(want.to);
    return from === null && to === null ? () => true : (place) => first[place] !== null &&
      (from === null || last[place] >= from) && (to === null || first[place] <= to);
  };

  // What the list says of outcomes: a column a reading; under each, provisions that are not far from it.
  const columns = (want) => want.reading && want.reading !== COMMON && want.reading !== WIDEST ? [want.reading] : head.compare;
  const outcomes = (place, reading, want) => {
    const verdicts = chosen(head.patterns[patterns[place]], { ...want, reading });
    const near = verdicts.filter((v) => want.provision || !FAR.includes(v.outcome));
    const named = new Set(near.map((v) => v.provision)).size > 1 || Object.keys(words.provisions).length > 1;
    const lines = new Map();
    for (const v of near) lines.set(v.provision + v.outcome, v);
    if (lines.size) {
      return [...lines.values()].map((v) => el("div", "line", el("span", "outcome " + v.outcome, words.outcomes[v.outcome]),
        named && !want.provision ? el("span", "small", bdi(words.provisions[v.provision])) : ""));
    }
    const far = [...new Set(verdicts.map((v) => words.outcomes[v.outcome]))];
    return [el("span", "small-inline", far.join(" or ") || "says nothing")];
  };
  const spelt = (day, year = true) => {
    const at = new Date(day * DAY);
    return at.getUTCDate() + "\u00a0" + MONTHS[at.getUTCMonth()] + (year ? "\u00a0" + at.getUTCFullYear() : "");
  };
  const when = (place) => first[place] === null ? "not stated" : first[place] === last[place] ? spelt(first[place]) :
    spelt(first[place], isoOf(first[place]).slice(0, 4) !== isoOf(last[place]).slice(0, 4)) + " – " + spelt(last[place]);
  const number = (n, one) => numeral(n) + " " + one + (n === 1 ? "" : "s");
  const cell = (label, ...children) => el("td", { "data-label": label }, ...children);
  const line = (place, want) => el("tr", "",
    el("td", { class: "when", "data-label": "When" }, when(place)),
    el("th", { scope: "row" }, el("a", { href: "incident.html#" + encodeURIComponent(ids[place]) }, bdi(titles[place] || ids[place])),
      " ", el("span", "id", ids[place])),
    cell("Named as author", head.authors[authors[place]].map(title).join(" / ") || "nobody named",
      head.denied[denied[place]].length ? el("span", "small", "denied by " + head.denied[denied[place]].map(title).join(", ")) : ""),
    ...columns(want).map((reading) => cell(title(reading), ...outcomes(place, reading, want))),
    cell("That it happened", STANDINGS[standing[place] & 3], el("span", "small", number(reports[place], "report") + ", " +
      number(origins[place], "origin") + ", " + number(accounts[place], "account"))));

  const draw = () => {
    const want = state(), pages = Math.max(1, Math.ceil(matching.length / PIECE));
    page = Math.min(page, pages);
    const from = (page - 1) * PIECE, shown = matching.slice(from, from + PIECE);
    list.tHead.replaceChildren(el("tr", "", ["When", "Incident", "Named as author"].map((name) => el("th", { scope: "col" }, name)),
      columns(want).map((reading) => el("th", { scope: "col" }, bdi(title(reading)))), el("th", { scope: "col" }, "That it happened")));
    list.tBodies[0].replaceChildren(...shown.map((place) => line(place, want)));
    const counted = matching.length === total ? number(total, "incident") : numeral(matching.length) + " of " + number(total, "incident");
    found.textContent = counted + (matching.length > PIECE ? ", " + numeral(from + 1) + "–" + numeral(from + shown.length) + " shown" : "");
    by("pages").textContent = "Page " + numeral(page) + " of " + numeral(pages);
    by("paging").hidden = pages === 1;
    by("previous").disabled = page === 1;
    by("next").disabled = page === pages;
  };
  const timeline = servanda.timeline(by("timeline"), first, (from, to) => {
    form.elements.from.value = isoOf(from);
    form.elements.to.value = isoOf(to);
    turned();
  });
  const show = () => {
    const want = state(), made = tests(want), inTime = within(want), others = [];
    for (let place = 0; place < total; place += 1) if (made.every((test) => test(place))) others.push(place);
    matching = others.filter(inTime);
    timeline(others, dayOf(want.from), dayOf(want.to));
    draw();
    document.dispatchEvent(new CustomEvent("servanda:filtered", { detail: { ids: matching.map((place) => ids[place]), all: total } }));
  };
  const turned = (replace = false) => { page = 1; toHash(replace); show(); };

  // Typing in one field is one step back; every other choice is a step of its own.
  let timer = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    const typed = event.target.type === "search" ? event.target.name : "";
    timer = setTimeout(() => { turned(typed !== "" && typed === typing); typing = typed; }, typed ? 120 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { typing = ""; turned(); }, 0));
  const leaf = (step) => {
    page += step;
    toHash(false);
    draw();
    by("rows").scrollIntoView();
    by("rows").focus({ preventScroll: true });
  };
  by("previous").addEventListener("click", () => leaf(-1));
  by("next").addEventListener("click", () => leaf(1));
  window.addEventListener("hashchange", () => { typing = ""; fromHash(); show(); });
  fromHash();
  show();
})();
