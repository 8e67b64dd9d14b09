"use strict";
// The drawn map in the section #map: loaded when it is wanted, filtered by `servanda:filtered`, with a list beside it.
(() => {
  const { ask, el, bdi } = servanda;
  const section = document.getElementById("map");
  if (!section) return;
  const LISTED = 24, IN_POPUP = 25;
  let stage = section;
  let head, layer, map, draw, base, ground = [], rows = [], sites = [], wanted = null, groupsInView = [], reading = "", provision = "";

  const number = (count, one, many) => count + " " + (count === 1 ? one : many || one + "s");
  const bring = (tag, about, then) => {
    const node = el(tag, about);
    node.addEventListener("load", () => then(true));
    node.addEventListener("error", () => then(false));
    document.head.append(node);
  };
  const styles = (name, then) => document.querySelector('link[href="static/' + name + '"]') ? then(true) :
    bring("link", { rel: "stylesheet", href: "static/" + name }, then);
  const all = (steps, then) => {
    let left = steps.length;
    const results = [];
    if (!left) then(results);
    steps.forEach((step, k) => step((value) => { results[k] = value; left -= 1; if (!left) then(results); }));
  };
  const shard = (kind, k) => kind + "-" + String(k).padStart(3, "0");

  // Longitudes run on eastwards from a little west of the box, so that 180 degrees is no edge.
  const unwrap = (lon) => {
    const [west, , east] = head.box;
    const start = west - Math.max(0, 360 - (east - west)) / 2;
    return ((lon - start) % 360 + 360) % 360 + start;
  };
  const decode = (lines) => lines.map((steps) => {
    let lon = 0, lat = 0;
    const points = [];
    for (let k = 0; k < steps.length; k += 2) {
      lon += steps[k]; lat += steps[k + 1];
      points.push([lat * head.unit, lon * head.unit]);
    }
    return points;
  });
  const mercator = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + Math.max(-85, Math.min(85, lat)) * Math.PI / 360)) / (2 * Math.PI);

  const take = (pieces) => {
    const known = new Map();
    pieces.forEach((piece, k) => {
      if (!piece) return;
      const own = piece.sites.map(([lat, lon, km, area, name]) => {
        const key = lat + "," + lon + "," + km + "," + area;
        if (!known.has(key)) {
          known.set(key, { lat, lon: unwrap(lon), km, area: !!area, name, x: (unwrap(lon) + 180) / 360, y: mercator(lat), rows: [], counts: [], total: 0 });
        }
        return known.get(key);
      });
      piece.ids.forEach((id, n) => {
        const row = { id, day: piece.days[piece.day[n]], site: piece.at[n] < 0 ? null : own[piece.at[n]], pattern: piece.pattern[n], shard: k, n };
        if (row.site) row.site.rows.push(row);
        rows.push(row);
      });
    });
    sites = [...known.values()];
  };

  // The strongest outcome of a pattern under the chosen reading; the place of its name in KINDS.
  const kindsOf = {};
  const kinds = () => {
    const chosen = reading + "\n" + provision;
    return kindsOf[chosen] || (kindsOf[chosen] = strongest());
  };
  const strongest = () => {
    const columns = head.combinations.map(([r, p], k) => (r === reading && (!provision || p === provision) ? k : -1)).filter((k) => k >= 0);
    return head.patterns.map((pattern) => {
      const found = columns.map((k) => pattern[k]).filter((digit) => digit && digit !== ".");
      return found.length ? Number(found.sort()[0]) : 5;
    });
  };
  const shown = (site) => wanted ? site.rows.filter((row) => wanted.has(row.id)) : site.rows;
  const count = () => {
    const of = kinds(), empty = draw.KINDS.map(() => 0);
    let unplaced = 0, areas = 0, total = 0;
    for (const site of sites) { site.counts = [...empty]; site.total = 0; }
    for (const row of rows) {
      if (wanted && !wanted.has(row.id)) continue;
      total += 1;
      if (!row.site) { unplaced += 1; continue; }
      if (row.site.area) areas += 1;
      row.site.counts[of[row.pattern]] += 1;
      row.site.total += 1;
    }
    found.textContent = number(total, "incident") + ": " + (total - areas - unplaced) + " at a place, " +
      areas + " of which only the area is known, " + unplaced + " of no known place";
    held.sites = sites;
  };

  const address = (id) => "incident.html#" + encodeURIComponent(id);
  const precision = (site) => site.km === null ? "precision not stated" : (site.area ? "somewhere within " : "within ") + site.km + " km";
  const whereOf = (group) => {
    if (group.sites.length === 1) return (group.sites[0].name || "no name") + ", " + precision(group.sites[0]);
    const names = [...group.sites].sort((a, b) => b.total - a.total).map((site) => site.name).filter(Boolean);
    return number(group.sites.length, group.sites[0].area ? "area" : "place") + ": " + names.slice(0, 2).join(", ") + (group.sites.length > 2 ? " …" : "");
  };
  const named = (list, then) => all([...new Set(list.map((row) => row.shard))].map((k) => (done) => ask(shard("titles", k), done)),
    () => then(list.map((row) => [row, (servanda.held[shard("titles", row.shard)] || [])[row.n] || row.id])));
  const outcome = (row) => head.names[draw.KINDS[kinds()[row.pattern]]];
  const link = (row, title) => [el("a", { href: address(row.id) }, bdi(title)), " ",
    el("span", "small-inline", row.day + " · " + outcome(row))];

  const popup = (group) => {
    const list = group.sites.flatMap(shown);
    named(list.slice(0, IN_POPUP), (titled) => {
      const node = el("div", "map-popup", el("p", "", el("strong", "", whereOf(group))),
        el("ul", "plain", titled.map(([row, title]) => el("li", "", ...link(row, title)))),
        list.length > IN_POPUP ? el("p", "note", "and " + (list.length - IN_POPUP) + " more: come nearer, or filter the list") : "");
      if (group.sites.length > 1 && map.getZoom() < map.getMaxZoom()) {
        const nearer = el("button", { type: "button" }, "Come nearer");
        nearer.addEventListener("click", () => { map.closePopup(); map.fitBounds(L.latLngBounds(group.sites.map((s) => [s.lat, s.lon])).pad(0.2)); });
        node.append(nearer);
      }
      L.popup({ maxWidth: 320, maxHeight: 280, autoPanPadding: [20, 20] }).setLatLng(layer.where(group)).setContent(node).openOn(map);
      const first = node.querySelector("a, button");
      if (first) first.focus({ preventScroll: true });
    });
  };
  // One incident opens its page; several are listed.
  const open = (group) => {
    const list = group.sites.flatMap(shown);
    if (list.length === 1) location.href = address(list[0].id);
    else popup(group);
  };

  const found = el("p", { class: "note", role: "status", "aria-live": "polite" });
  const beside = el("ol", "map-list");
  const held = { head: null, base: null, sites: [] };
  const list = (groups) => {
    groupsInView = [...groups].sort((a, b) => b.total - a.total);
    const top = groupsInView.slice(0, LISTED), single = top.filter((group) => group.total === 1).flatMap((group) => group.sites.flatMap(shown));
    named(single, (titled) => {
      const titles = new Map(titled.map(([row, title]) => [row.id, title]));
      beside.replaceChildren(...top.map((group) => {
        const rowsHere = group.total === 1 ? group.sites.flatMap(shown) : [];
        const node = rowsHere.length ? el("li", "", ...link(rowsHere[0], titles.get(rowsHere[0].id))) :
          el("li", "", el("button", { type: "button", class: "plain" }, number(group.total, "incident")), " ", el("span", "small-inline", whereOf(group)));
        const control = node.querySelector("a, button");
        control.addEventListener("focus", () => layer.mark(group));
        control.addEventListener("blur", () => layer.mark(null));
        if (control.tagName === "BUTTON") control.addEventListener("click", () => popup(group));
        return node;
      }), groupsInView.length > LISTED ? el("li", "note", "and " + number(groupsInView.length - LISTED, "more mark") + " in view") : "");
    });
  };

  const paintGround = () => {
    const paint = draw.colours(map.getContainer());
    ground.forEach(([part, kind]) => part.setStyle(kind === "shore" ? { color: paint.shore } : { fillColor: paint[kind === "lakes" ? "sea" : kind] }));
  };
  const select = (label, name, options, chosen) => {
    const control = el("select", { name }, ...options.map(([value, text]) => el("option", { value, ...(value === chosen ? { selected: "" } : {}) }, text)));
    control.addEventListener("change", () => {
      if (name === "map-reading") reading = control.value; else provision = control.value;
      refresh();
    });
    return el("label", "", label + " ", control);
  };
  const refresh = () => { count(); layer.redraw(); };
  const legend = () => el("ul", "legend map-legend", ...draw.KINDS.map((kind) => {
    const canvas = el("canvas", { width: "36", height: "36", "aria-hidden": "true", "data-kind": kind });
    return el("li", "", canvas, head.names[kind]);
  }), ...head.keys.map((words) => el("li", "", words)));
  const paintLegend = () => section.querySelectorAll(".map-legend canvas").forEach((canvas) => {
    const g = canvas.getContext("2d");
    g.setTransform(2, 0, 0, 2, 0, 0); g.clearRect(0, 0, 18, 18);
    draw.symbol(g, 9, 9, canvas.dataset.kind, draw.colours(map.getContainer()), 6);
  });

  const build = () => {
    const [west, south, east, north] = head.box;
    const box = L.latLngBounds([south, west], [north, east]);
    const place = el("div", { class: "map-live", role: "region", "aria-label": head.label + " Arrow keys move the map, plus and minus change its scale; the list names what is in view." });
    stage.replaceChildren(el("div", "filters", select("Symbols under the reading", "map-reading", head.readings, reading),
        select("Provision", "map-provision", [["", "any: the strongest outcome"], ...head.provisions], "")),
      found, el("div", "map-both", el("div", "map-frame", place, legend()),
        el("div", "map-beside", el("h2", "", "In view"), beside)),
      ...stage.querySelectorAll(".map-still"));
    section.classList.add("live");
    map = L.map(place, { zoomAnimation: false, fadeAnimation: false, inertia: false, maxZoom: head.zoom, attributionControl: false,
      zoomSnap: 0.1, zoomDelta: 0.5, maxBounds: box.pad(0.35), maxBoundsViscosity: 1, preferCanvas: true });
    L.control.attribution({ prefix: false }).addTo(map).addAttribution(el("span", "", head.credit).textContent);
    L.control.scale({ imperial: false }).addTo(map);
    map.fitBounds(box);
    map.setMinZoom(Math.max(0, map.getZoom() - 0.5));
    const renderer = L.canvas({ padding: 0.3 });
    if (base) {
      const fill = { renderer, stroke: false, fill: true, fillOpacity: 1, interactive: false, smoothFactor: 0.7 };
      const [w, s, e, n] = base.box;
      ground.push([L.polygon([[s, w], [n, w], [n, e], [s, e]], fill).addTo(map), head.base ? "sea" : "land"]);
      if (base.land.length) ground.push([L.polygon(decode(base.land), fill).addTo(map), "land"]);
      if (base.lakes.length) ground.push([L.polygon(decode(base.lakes), fill).addTo(map), "lakes"]);
      ground.push([L.polyline(decode(base.shores), { renderer, weight: 0.8, interactive: false, smoothFactor: 0.7 }).addTo(map), "shore"]);
    }
    held.head = head; held.base = base;
    head.zones.forEach((zone) => { zone.rings = decode(zone.rings); zone.edges = decode(zone.edges); });
    head.borders.forEach((border) => { border.lines = decode(border.lines); });
    paintGround();
    layer = draw.layer(held, list);
    count();
    layer.addTo(map);
    paintLegend();
    place.servandaPlace = (lat, lon) => map.latLngToContainerPoint([lat, unwrap(lon)]);
    let tip = null, over = null;
    map.on("mousemove", (event) => {
      const group = layer.at(event);
      if (group === over) return;
      over = group;
      place.classList.toggle("over", !!group);
      if (tip) { map.removeLayer(tip); tip = null; }
      if (!group) return;
      named(group.total === 1 ? group.sites.flatMap(shown) : [], ([one]) => {
        if (over !== group) return;
        const words = one ? [el("strong", "", bdi(one[1])), el("br"), one[0].day + " · " + outcome(one[0]), el("br")] :
          [el("strong", "", number(group.total, "incident")), el("br")];
        tip = L.tooltip({ direction: "top", offset: [0, -10], className: "map-tip" }).setLatLng(layer.where(group))
          .setContent(el("div", "", ...words, whereOf(group))).addTo(map);
      });
    });
    map.on("popupclose", () => { if (document.activeElement === document.body || place.contains(document.activeElement)) place.focus({ preventScroll: true }); });
    map.on("click", (event) => { const group = layer.at(event); if (group) open(group); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { paintGround(); paintLegend(); layer.redraw(); });
    section.dispatchEvent(new CustomEvent("servanda:mapped"));
  };

  const refuse = (why) => { stage.prepend(el("p", "note", why)); };
  const start = () => ask("map", (value) => {
    head = value;
    if (!head) return refuse("The map’s data could not be read.");
    if (!head.box) return section.dataset.open !== undefined || refuse("No place is known of any incident: there is nothing to draw.");
    if (!head.library) return section.querySelector("svg") || refuse("The drawn map needs Leaflet, which was not fetched for this build (make assets); the still map stands on its own page.");
    reading = chosenReading() || head.reading;
    all([(done) => styles("leaflet.css", done), (done) => styles("map.css", done), (done) => bring("script", { src: "static/leaflet.js" }, done),
      (done) => bring("script", { src: "static/map-draw.js" }, done), (done) => head.base ? ask("map-base", done) : done(null),
      ...Array.from({ length: head.shards }, (_, k) => (done) => ask(shard("points", k), done))], (came) => {
      if (!window.L || !servanda.mapDraw) return refuse("The drawn map could not be loaded.");
      draw = servanda.mapDraw;
      base = came[4];
      take(came.slice(5));
      return build();
    });
    return undefined;
  });
  // Beside the list of incidents the map follows its filters, and its reading where one is chosen.
  const chosenReading = () => {
    const named_ = new URLSearchParams(location.hash.slice(1)).get("reading");
    return head && head.readings.some(([id]) => id === named_) ? named_ : "";
  };
  document.addEventListener("servanda:filtered", (event) => {
    const { ids, all: total } = event.detail;
    wanted = ids.length === total ? null : new Set(ids);
    if (!layer) return;
    const named_ = chosenReading();
    if (named_ && named_ !== reading) {
      reading = named_;
      section.querySelector("[name=map-reading]").value = reading;
    }
    refresh();
  });

  if (section.dataset.open !== undefined) start();
  else {
    stage = el("div");
    const fold = el("details", "map-fold", el("summary", "", "Map of these incidents"), stage);
    section.append(fold);
    section.hidden = false;
    fold.addEventListener("toggle", () => {
      if (!fold.open || head) return;
      start();
    });
  }
})();
