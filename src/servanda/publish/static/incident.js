"use strict";
// The page of one incident: incident.html#ID; its details lie in the shard that the id falls into.
(() => {
  const { held, el, bdi, web, joined, ask } = servanda;
  const words = held.words;
  const page = document.getElementById("incident");
  const count = Number(document.body.dataset.shards) || 1;
  const title = (id) => words.titles[id] || id;
  const reason = (code) => words.reasons[code] || code;
  const FAR = ["not_covered", "not_in_force"];
  const ELEMENTS = Object.keys(words.elements).filter((name) => name !== "accounts");

  // FNV-1a, 32 bits, over UTF-8: the same as publish/shards.py.
  const bucket = (key) => {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(key)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
    return value % count;
  };
  const shard = (key) => "incidents-" + String(bucket(key)).padStart(3, "0");
  const wanted = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return location.hash.slice(1); }
  };

  const section = (heading, ...children) => el("section", "", el("h2", "", heading), ...children);
  const scroll = (label, table) => el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, table);
  const pairs = (list) => el("dl", "pairs", list.filter(([, value]) => value && value.length !== 0).flatMap(
    ([name, value]) => [el("dt", "", name), el("dd", "", value)]));
  const list = (items, of) => el("ul", "plain", items.map((item) => el("li", "", of(item))));
  const mark = (value) => el("span", "answer " + value, el("span", { class: "key", "aria-hidden": "true" }),
    words.answers[value] || value);
  const outcome = (value) => el("span", "outcome " + value, words.outcomes[value] || value);
  const toReport = (id) => el("a", { href: "#" + encodeURIComponent(id), "data-report": id }, id);

  const summary = (item) => pairs([
    ...item.times.map(([zone, text]) => ["When, " + zone, text]),
    ["Where", [item.place, item.admin1].filter(Boolean).join(", ") + (item.point.length ?
      " (" + item.point.join(", ") + (item.radius ? ", within " + item.radius + " km" : "") + ")" : "")],
    ["How well established", item.standing.filter(([, s]) => s).map(([name, s]) => name + " " + s).join("; ")],
    ["Denied by", item.denied_by.join(", ")],
    ["Held here", ["report", "origin", "account"].map((one, k) => item.n[k] + " " + one + (item.n[k] === 1 ? "" : "s")).join(", ")],
    ["First told, of what is held", item.first], ["Killed", item.killed], ["Injured", item.injured],
  ]);
  const disputed = (item) => item.disputed.length ? section("What the reports do not agree on",
    item.divergence ? el("p", "small", "Divergence of its origins over all fields that two or more state: " + item.divergence +
      ". In each field it is the share of pairs of origins that disagree: 0 where they differ in precision only, 1 where no two agree. A value is broader where one that agrees with it is more precise; rivals stand side by side.") : "",
    scroll("Disputed values", el("table", "", el("tbody", "", item.disputed.map((matter) => el("tr", "",
      el("th", { scope: "row" }, matter.what, matter.divergence ? el("span", "small", "divergence " + matter.divergence) : ""),
      el("td", "", matter.values.map(([value, ids, origins, less]) =>
        el("div", "line", bdi(value), " ", el("span", "small-inline", less ? "(" + less + ") " : "", joined(origins.map(bdi), ", "),
          " ", joined(ids.map(toReport), ", "))))))))))) : "";
  const counts = (item) => item.counts.length ? section("Counts that it may be among",
    el("p", "small", "Reports that tell of several happenings at once. A part adds to no count, and no count to this incident."),
    list(item.counts, (count) => [el("a", { href: "tallies.html#" + encodeURIComponent(count.id) }, count.id), " counts ",
      count.n, count.place ? [": ", bdi(count.place)] : "", ", ", count.time, count.source ? [" (", bdi(count.source), ")"] : "", ". ",
      count.fits === "yes" ? "Fits, and an origin of the count tells of it too." : "May fit.",
      count.open.length ? " Not known: " + count.open.join(", ") + "." : ""].flat())) : "";

  const account = (told) => el("article", "entry",
    el("h3", "", joined(told.origins.map(bdi), ", "), " ", el("span", "id", told.id)),
    told.aside ? el("p", "note", "Set aside by a decision.") : "",
    told.covered_by ? el("p", "note", "Says less of the same than " + told.covered_by + ": left out of the outcome beside it.") : "",
    pairs([["Names as author", told.author ? title(told.author) : "nobody"],
      ["Told by", told.parties.map(title).join(", ")], ["When", told.time],
      ...told.facts.map(([label, values]) => [label, values.join("; ") || "not stated"]),
      ["Reports", joined(told.reports.map(toReport), ", ")]]));

  const report = (item) => el("article", { class: "entry", id: "report-" + item.id, tabindex: "-1" },
    el("h3", "", el("span", "id", item.id), " ", web(item.url) ?
      el("a", { href: item.url, rel: "noopener noreferrer external" }, bdi(item.source || item.url)) : bdi(item.source)),
    item.hidden ? el("p", "note", item.hidden) : "",
    item.summary ? el("p", { class: "reported", dir: "auto" }, item.summary) : "",
    pairs([["Origin", joined(item.origin.map(bdi), ", ")], ["Published", item.published],
      ["Its words for the time", item.time_words], ["Read in zone", item.zone], ["Effect, in the coder’s words", item.words],
      ["How known", item.how_known],
      ["Words", item.echo.length ? joined([item.echo[2] ? "the same as in " : "nearly those of ", toReport(item.echo[0]),
        item.echo[2] ? ": counted as one origin" : " (" + item.echo[1] + " alike): may be one origin"], "") : ""],
      ["Denied by", item.denied_by.join(", ") + (item.denies.length ? ": " + item.denies.join(", ") : "")],
      ["Claimed or admitted by the author named", item.admitted_by.join(", ")], ["Raises", item.raises.join(", ")],
      ["Belongs to this incident by", item.link.filter(Boolean).join(", ")], ["Row", item.from]]));

  const verdict = (v) => {
    const [, reading, author, result, possible, answers, reasons, excluded, must, would, after, rival, boundary] = v;
    const because = (name) => [...reasons.filter((code) => code.startsWith(name + ":")).map(reason),
      name === "where" ? boundary : ""].filter(Boolean).join("; ");
    const compared = words.compare.includes(reading) && !FAR.includes(result);
    return el("details", { class: "verdict", ...(compared ? { open: "" } : {}) },
      el("summary", "", el("strong", "", bdi(title(reading))), "; author: ", bdi(title(author)), ": ", outcome(result),
        result === "undetermined" ? el("span", "small-inline", " still open: " +
          possible.map((p) => words.outcomes[p] || p).join(", ")) : ""),
      rival ? el("p", "note", "Its accounts do not agree on the outcome.") : "",
      after.length ? el("p", "note", "Stated after the happening: " + after.map((n) => (words.elements[n] || n.replaceAll("_", " ")).toLowerCase()).join(", ") + ".") : "",
      scroll("Elements", el("table", "elements", el("tbody", "", ELEMENTS.map((name, place) => el("tr", answers[place],
        el("th", { scope: "row" }, words.elements[name]), el("td", "", mark(answers[place])), el("td", "", because(name))))))),
      excluded.length ? el("p", "", el("strong", "", "Excluded by: "), excluded.map((n) => words.elements[n] || n).join(", ")) : "",
      must.length ? el("div", "", el("p", "", el("strong", "", "What must all hold for a potential violation")), list(must, reason)) : "",
      would.length ? el("div", "", el("p", "", el("strong", "", "Any one of these excludes it")), list(would, reason)) : "");
  };
  const order = (v) => [words.compare.includes(v[1]) ? 0 : 1, words.readings.indexOf(v[1])];
  const sorted = (group) => [...group].sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);

  // The outcome in words, under each compared reading beside the others: what would decide it, or what excludes it.
  const decided = (v) => {
    const [, reading, author, result, possible, , reasons, excluded, must, would, , rival] = v;
    const because = (name) => reasons.filter((code) => code.startsWith(name + ":")).map(reason).join("; ");
    return el("div", "decided", el("h4", "", bdi(title(reading))),
      el("p", "", outcome(result), " ", el("span", "small-inline", "named as author: ", bdi(title(author)),
        result === "undetermined" ? "; still open: " + possible.map((p) => words.outcomes[p] || p).join(", ") : "")),
      rival ? el("p", "small", "Its accounts do not agree on the outcome.") : "",
      must.length ? el("div", "", el("p", "ask", "What must all hold for a potential violation"), list(must, reason)) : "",
      would.length ? el("div", "", el("p", "ask", "Any one of these excludes it"), list(would, reason)) : "",
      excluded.length ? el("div", "", el("p", "ask", "Excluded by"), list(excluded, (name) =>
        (words.elements[name] || name) + (because(name) ? ": " + because(name) : ""))) : "",
      !must.length && !would.length && !excluded.length ? el("p", "small", "Every element answers yes; no exception of the text applies.") : "");
  };
  const decides = (item) => {
    const compared = item.verdicts.filter((v) => words.compare.includes(v[1]));
    const named = Object.keys(words.provisions).filter((p) => compared.some((v) => v[0] === p));
    const near = named.filter((p) => compared.some((v) => v[0] === p && !FAR.includes(v[3])));
    const far = named.filter((p) => !near.includes(p));
    const blocks = near.flatMap((provision) => [el("h3", "", bdi(words.provisions[provision])),
      el("div", "side-by-side", sorted(compared.filter((v) => v[0] === provision)).map(decided))]);
    const rest = far.map((provision) => {
      const outcomes = [...new Set(compared.filter((v) => v[0] === provision).map((v) => words.outcomes[v[3]]))];
      const by = [...new Set(compared.filter((v) => v[0] === provision).flatMap((v) => v[7]))];
      return el("p", "", el("strong", "", bdi(words.provisions[provision])), ": " + outcomes.join(" or ") +
        " under each compared reading" + (by.length ? "; excluded by " + by.map((n) => (words.elements[n] || n).toLowerCase()).join(", ") : "") + ".");
    });
    return section("Outcome, and what would decide it", ...(blocks.length || rest.length ? [...blocks, ...rest] :
      [el("p", "none", "No compared reading says anything that could reach it.")]));
  };
  const verdicts = (item) => {
    const named = Object.keys(words.provisions).filter((p) => item.verdicts.some((v) => v[0] === p));
    return section("Element by element, under every reading", ...(named.length ? named.flatMap((provision) => [
      el("h3", "", bdi(words.provisions[provision])),
      ...sorted(item.verdicts.filter((v) => v[0] === provision)).map(verdict)]) :
      [el("p", "none", "No reading says anything that could reach it.")]));
  };

  const draw = (item, report_id) => {
    document.title = item.title;
    page.replaceChildren(el("p", "small", el("a", { href: "incidents.html" }, "All incidents")),
      el("h1", "", bdi(item.title), " ", el("span", "id", item.id)), summary(item), decides(item),
      disputed(item) || "", counts(item) || "", section("Accounts", el("div", "side-by-side", item.accounts.map(account))), verdicts(item),
      section("Reports", ...item.reports.map(report)));
    if (report_id) go(report_id);
  };
  const go = (id) => {
    const target = document.getElementById("report-" + id);
    if (target) { target.scrollIntoView(); target.focus({ preventScroll: true }); }
  };
  const missing = (id) => page.replaceChildren(el("h1", "", "Incident"),
    el("p", "note", id ? "No incident or report of this id is held: " : "No incident is named in the address. ", bdi(id)),
    el("p", "", el("a", { href: "incidents.html" }, "All incidents")));
  const open = (id, report_id) => ask(shard(id), (data) => {
    if (data && Object.hasOwn(data.items, id)) return draw(data.items[id], report_id);
    const other = data && Object.hasOwn(data.aliases, id) ? data.aliases[id] : "";
    return other && !report_id ? open(other, id) : missing(id);
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-report]");
    if (link) { event.preventDefault(); go(link.dataset.report); }
  });
  window.addEventListener("hashchange", () => open(wanted()));
  if (wanted()) open(wanted()); else missing("");
})();
