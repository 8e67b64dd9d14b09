"use strict";
// The list of incidents: filters live in the address after #, rows are drawn in pieces.
(() => {
  const { held, el, bdi } = servanda;
  const PIECE = 200;
  const WIDEST = "widest", COMMON = "common_ground";
  const FAR = ["not_covered", "not_in_force"];
  const LADDER = ["", "alleged", "corroborated", "verified"];
  const head = held.index, words = held.words;
  const rows = Object.keys(held).filter((name) => /^index-\d+$/.test(name)).sort().flatMap((name) => held[name]);
  const ID = 0, TITLE = 1, PLACE = 2, WHEN = 3, AUTHORS = 4, STANDING = 5, DENIED = 8, REPORTS = 9, TURNS = 12,
    VERDICTS = 13;
  const form = document.getElementById("filters");
  const body = document.querySelector("#list tbody");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  let matching = [], drawn = 0;
  const texts = rows.map((row) => [row[ID], row[TITLE], row[PLACE]].join(" ").toLowerCase());
  const title = (id) => words.titles[id] || id;

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
  };
  const toHash = () => {
    const hash = new URLSearchParams(state()).toString();
    history.replaceState(null, "", hash ? "#" + hash : location.pathname);
  };

  // One verdict against one wanted outcome; `possible` bit 1 is a potential violation.
  const fits = (wanted, outcome, possible) =>
    !wanted || (wanted === "possible" ? (possible & 1) === 1 : head.outcomes[outcome] === wanted);
  const triples = (row) => {
    const list = [];
    for (let i = 0; i < row[VERDICTS].length; i += 3) {
      const [provision, reading, author] = head.combinations[row[VERDICTS][i]];
      list.push({ provision, reading, author, outcome: row[VERDICTS][i + 1], possible: row[VERDICTS][i + 2] });
    }
    return list;
  };
  const chosen = (row, want) => triples(row).filter((v) =>
    (!want.provision || v.provision === want.provision) && (!want.author || v.author === want.author) &&
    (!want.reading || v.reading === want.reading ||
      ((want.reading === WIDEST || want.reading === COMMON) && head.compare.includes(v.reading))));
  // Over the compared readings: common ground where all stand so, widest where one does.
  const joint = (list, want) => {
    const groups = new Map();
    for (const v of list) {
      const key = v.provision + "\n" + v.author;
      groups.set(key, [...(groups.get(key) || []), v]);
    }
    const test = (v) => fits(want.outcome, v.outcome, v.possible);
    return [...groups.values()].filter((group) => group.length > 1).some((group) => want.reading === COMMON ? group.every(test) : group.some(test));
  };
  const judged = (row, want) => {
    if (want.outcome === "outside") {
      const list = triples(row);
      return list.length > 0 && list.every((v) => !(v.possible & 1));
    }
    if (!want.outcome && !want.reading && !want.provision && !want.author) return true;
    const list = chosen(row, want);
    if (want.reading === COMMON || want.reading === WIDEST) return joint(list, want);
    return list.some((v) => fits(want.outcome, v.outcome, v.possible));
  };
  // `corroborated`: occurrence, author and object all are; `occurrence:corroborated`: that it happened.
  const established = (row, want) => {
    const [first, second] = want.split(":");
    const standings = second ? [row[STANDING]] : row.slice(STANDING, STANDING + 3);
    return standings.every((standing) => LADDER.indexOf(standing) >= LADDER.indexOf(second || first));
  };
  const matches = (row, place, want) =>
    (!want.standing || established(row, want.standing)) &&
    (!want.turns || row[TURNS] & (want.turns === "reading" ? 1 : 2)) &&
    (!want.q || want.q.toLowerCase().split(/\s+/).every((word) => texts[place].includes(word))) && judged(row, want);

  // What the list says of a row's outcomes, provision by provision: each outcome once, with the readings that
  // yield it.  Provisions under which every compared reading excludes it are left to the incident's own page.
  const outcomes = (row, want) => {
    const list = chosen(row, want).filter((v) => want.reading || head.compare.includes(v.reading));
    const lines = Object.keys(words.provisions).flatMap((provision) => {
      const here = list.filter((v) => v.provision === provision);
      if (!want.provision && here.every((v) => FAR.includes(head.outcomes[v.outcome]))) return [];
      const by = new Map();
      for (const v of here) by.set(v.outcome, (by.get(v.outcome) || new Set()).add(title(v.reading)));
      return [...by].map(([key, readings]) => el("div", "line",
        el("span", "outcome " + head.outcomes[key], words.outcomes[head.outcomes[key]]), " ",
        el("span", "small-inline", [...readings].join("; ") + (want.provision ? "" : " · " + words.provisions[provision]))));
    });
    return lines.length || !list.length ? lines : el("span", "small-inline", "not covered or not in force under each");
  };
  const line = (row, want) => el("tr", "",
    el("td", "when", row[WHEN]),
    el("th", { scope: "row" }, el("a", { href: "incident.html#" + encodeURIComponent(row[ID]) }, bdi(row[TITLE] || row[ID])),
      " ", el("span", "id", row[ID])),
    el("td", "", row[AUTHORS].length ? row[AUTHORS].map(title).join(" / ") : "nobody named",
      row[DENIED].length ? el("span", "small", "denied by " + row[DENIED].map(title).join(", ")) : ""),
    el("td", "", outcomes(row, want)), el("td", "", row[STANDING]),
    ...[0, 1, 2].map((k) => el("td", "n", String(row[REPORTS + k]))));

  const draw = () => {
    const want = state();
    const piece = matching.slice(drawn, drawn + PIECE);
    body.append(...piece.map((place) => line(rows[place], want)));
    drawn += piece.length;
    more.hidden = drawn >= matching.length;
    more.textContent = "Show " + Math.min(PIECE, matching.length - drawn) + " more of " + (matching.length - drawn);
  };
  const show = () => {
    const want = state();
    matching = rows.map((_, place) => place).filter((place) => matches(rows[place], place, want));
    body.replaceChildren();
    drawn = 0;
    document.dispatchEvent(new CustomEvent("servanda:filtered", { detail: { ids: matching.map((place) => rows[place][ID]), all: rows.length } }));
    found.textContent = matching.length === rows.length ? rows.length + " incidents" :
      matching.length + " of " + rows.length + " incidents";
    draw();
  };
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { toHash(); show(); }, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { toHash(); show(); }, 0));
  more.addEventListener("click", draw);
  window.addEventListener("hashchange", () => { fromHash(); show(); });
  fromHash();
  show();
})();
