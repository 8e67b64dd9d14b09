"use strict";
// What the map draws on a canvas over Leaflet: towns, zones, borders, and incidents by the precision they have.
// The same shapes and groups as publish/maps/symbols.py and groups.py.
servanda.mapDraw = (() => {
  const KINDS = ["potential_violation", "undetermined", "excepted", "not_covered", "not_in_force", "none"];
  const CELL = 24, MOST = { place: 150, area: 60 }, CIRCLED = 12, TAU = 2 * Math.PI, KM_PER_DEGREE = Math.PI * 6371.0088 / 180, LABELS = 45, REACHES = 1500;

  const colours = (node) => {
    const css = getComputedStyle(node);
    const of = (name) => css.getPropertyValue("--map-" + name).trim();
    return Object.fromEntries(["sea", "land", "shore", "zone", "ink", "soft", "paper", "focus", ...KINDS].map((name) => [name, of(name)]));
  };

  const shape = (g, x, y, corners, size) => {
    g.beginPath();
    corners.forEach(([a, b], k) => g[k ? "lineTo" : "moveTo"](x + a * size, y + b * size));
    g.closePath();
  };
  const disc = (g, x, y, r) => { g.beginPath(); g.arc(x, y, r, 0, TAU); };
  const symbol = (g, x, y, kind, paint, size = 7) => {
    g.setLineDash([]);
    g.lineWidth = 2;
    g.strokeStyle = paint[kind];
    g.fillStyle = paint.paper;
    if (kind === "potential_violation") {
      shape(g, x, y, [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], size);
      g.fillStyle = paint[kind]; g.strokeStyle = paint.paper; g.lineWidth = 1.2;
    } else if (kind === "excepted") shape(g, x, y, [[0, -1.1], [1.1, 0.9], [-1.1, 0.9]], size);
    else if (kind === "not_covered") shape(g, x, y, [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]], size);
    else disc(g, x, y, size * (kind === "none" ? 0.5 : 0.9));
    g.fill(); g.stroke();
    if (kind === "undetermined") {
      g.beginPath(); g.arc(x, y, size * 0.9, Math.PI / 2, 1.5 * Math.PI); g.fillStyle = paint[kind]; g.fill();
    }
    if (kind === "not_in_force") {
      g.beginPath(); g.moveTo(x - size * 0.6, y + size * 0.6); g.lineTo(x + size * 0.6, y - size * 0.6); g.stroke();
    }
  };
  const ring = (g, x, y, r, counts, total, paint) => {
    g.setLineDash([]);
    disc(g, x, y, r); g.fillStyle = paint.paper; g.fill();
    g.lineWidth = 4;
    let from = -TAU / 4;
    counts.forEach((count, kind) => {
      if (!count) return;
      g.beginPath(); g.arc(x, y, r, from, from + TAU * count / total); g.strokeStyle = paint[KINDS[kind]]; g.stroke();
      from += TAU * count / total;
    });
  };
  const halo = (g, words, x, y, paint, fill) => {
    g.lineWidth = 3; g.lineJoin = "round"; g.setLineDash([]); g.strokeStyle = paint.paper; g.strokeText(words, x, y);
    g.fillStyle = fill; g.fillText(words, x, y);
  };
  const font = (g, size, weight) => { g.font = weight + " " + size + "px system-ui, 'Noto Sans', 'Liberation Sans', sans-serif"; };
  const folded = (g, words, width) => {
    const lines = [""];
    for (const word of words.split(" ")) {
      const longer = (lines[lines.length - 1] + " " + word).trim();
      if (lines[lines.length - 1] && g.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  };

  // Where something is written already; looked up by squares, so that a full map stays quick.
  const room = () => {
    const SQUARE = 64, squares = new Map();
    const over = ([left, top, right, bottom], visit) => {
      for (let x = Math.floor(left / SQUARE); x <= right / SQUARE; x += 1) {
        for (let y = Math.floor(top / SQUARE); y <= bottom / SQUARE; y += 1) if (visit(x * 65536 + y)) return true;
      }
      return false;
    };
    return {
      take: (rect) => over(rect, (key) => { squares.has(key) ? squares.get(key).push(rect) : squares.set(key, [rect]); return false; }),
      free: (rect) => !over(rect, (key) => (squares.get(key) || []).some((t) =>
        rect[0] < t[2] && rect[2] > t[0] && rect[1] < t[3] && rect[3] > t[1])),
    };
  };

  // Groups of sites in view: cells of a grid over the world, then each takes up the smaller ones near it.
  const groups = (sites, scale, inside, most) => {
    for (let side = CELL; ; side *= 1.25) {
      const found = grouped(sites, scale, inside, side, 3 * most);
      if (found && found.length <= most) return found;
    }
  };
  const grouped = (sites, scale, inside, side, most) => {
    const cells = new Map();
    for (const site of sites) {
      if (!site.total) continue;
      const x = site.x * scale, y = site.y * scale;
      if (!inside(x, y)) continue;
      const key = Math.floor(x / side) * 4194304 + Math.floor(y / side);
      const cell = cells.get(key);
      if (cell) { cell.sites.push(site); cell.total += site.total; cell.x += x * site.total; cell.y += y * site.total; }
      else cells.set(key, { key, sites: [site], total: site.total, x: x * site.total, y: y * site.total });
    }
    if (cells.size > most) return null;
    const made = [...cells.values()].sort((a, b) => b.total - a.total || a.key - b.key);
    const gone = new Set(), found = [];
    for (const cell of made) {
      if (gone.has(cell)) continue;
      const near = [cell], x = cell.x / cell.total, y = cell.y / cell.total;
      for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) {
        const other = cells.get(cell.key + dx * 4194304 + dy);
        if (other && other !== cell && !gone.has(other) &&
            Math.hypot(other.x / other.total - x, other.y / other.total - y) < side) near.push(other);
      }
      near.forEach((one) => gone.add(one));
      const total = near.reduce((sum, one) => sum + one.total, 0);
      found.push({ total, x: near.reduce((sum, one) => sum + one.x, 0) / total, y: near.reduce((sum, one) => sum + one.y, 0) / total,
        sites: near.flatMap((one) => one.sites) });
    }
    for (const group of found) {
      group.counts = KINDS.map((_, kind) => group.sites.reduce((sum, site) => sum + site.counts[kind], 0));
    }
    return found;
  };

  // The layer: `held` is {head, base, sites, unwrap}; `onDrawn` is told the groups in view.
  const layer = (held, onDrawn) => {
    const made = new L.Layer();
    let canvas, map, hits = [], marked = null, paint = {};
    const world = (lat, lon) => map.project([lat, lon]);
    const lines = (g, origin, list, close) => list.forEach((line) => {
      line.forEach(([lat, lon], k) => {
        const point = world(lat, lon).subtract(origin);
        g[k ? "lineTo" : "moveTo"](point.x, point.y);
      });
      if (close) g.closePath();
    });
    const hatch = (g, colour) => {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const t = tile.getContext("2d");
      t.strokeStyle = colour; t.globalAlpha = 0.4; t.lineWidth = 2;
      t.beginPath(); t.moveTo(-2, 10); t.lineTo(10, -2); t.moveTo(-2, 2); t.lineTo(2, -2); t.moveTo(6, 10); t.lineTo(10, 6); t.stroke();
      return g.createPattern(tile, "repeat");
    };
    const zones = (g, origin) => held.head.zones.forEach((zone) => {
      g.beginPath(); lines(g, origin, zone.rings, true);
      if (zone.vague) g.fillStyle = hatch(g, paint.zone);
      else { g.fillStyle = paint.zone; g.globalAlpha = 0.13; }
      g.fill("evenodd");
      g.globalAlpha = 1;
      if (zone.vague) return;
      g.beginPath(); lines(g, origin, zone.edges, false);
      g.strokeStyle = paint.zone; g.lineWidth = 1.6; g.setLineDash([8, 4]); g.stroke();
    });
    const borders = (g, origin) => held.head.borders.forEach((border) => {
      g.beginPath(); lines(g, origin, border.lines, false);
      g.strokeStyle = paint.ink; g.lineWidth = 1.5; g.setLineDash([2, 5]); g.stroke();
    });
    const radius = (site, scale) => (site.km || 0) / (360 * KM_PER_DEGREE * Math.cos(site.lat * Math.PI / 180)) * scale;

    const redraw = () => {
      const size = map.getSize(), pad = size.multiplyBy(0.25).round(), full = size.add(pad.multiplyBy(2));
      const topLeft = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      canvas.width = full.x * ratio; canvas.height = full.y * ratio;
      canvas.style.width = full.x + "px"; canvas.style.height = full.y + "px";
      L.DomUtil.setPosition(canvas, topLeft);
      const g = canvas.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, full.x, full.y);
      paint = colours(map.getContainer());
      const origin = map.getPixelBounds().min.subtract(pad), scale = 256 * 2 ** map.getZoom();
      const inside = (x, y) => x >= origin.x - 40 && y >= origin.y - 40 && x <= origin.x + full.x + 40 && y <= origin.y + full.y + 40;
      zones(g, origin); borders(g, origin);
      const { take, free } = room();
      const within = ([left, top, right, bottom]) => left >= pad.x && top >= pad.y && right <= pad.x + size.x && bottom <= pad.y + size.y;
      const write = (words, x, y, gap, fill, size_, weight) => {
        font(g, size_, weight);
        const wide = g.measureText(words).width;
        const over = [[-wide / 2, size_ * 0.35]];
        const beside = [[gap, size_ * 0.35], [-gap - wide, size_ * 0.35], [-wide / 2, -gap], [-wide / 2, gap + size_ * 0.8]];
        for (const [dx, dy] of gap ? beside : over) {
          const rect = [x + dx - 1, y + dy - size_ * 0.85, x + dx + wide + 1, y + dy + size_ * 0.25];
          if (within(rect) && free(rect)) { take(rect); halo(g, words, x + dx, y + dy, paint, fill); return true; }
        }
        return false;
      };

      const places = groups(held.sites.filter((site) => !site.area), scale, inside, MOST.place);
      const areas = groups(held.sites.filter((site) => site.area), scale, () => true, MOST.area).filter((group) =>
        inside(group.x, group.y) || group.sites.some((site) => {
          const reach = radius(site, scale), x = site.x * scale, y = site.y * scale;
          return inside(x - reach, y) || inside(x + reach, y) || inside(x, y - reach) || inside(x, y + reach);
        }));
      // The circle within which each lies, of its true radius in metres.
      let reaches = 0;
      for (const group of [...places, ...areas]) for (const site of group.sites.length > CIRCLED ? [] : group.sites) {
        const r = radius(site, scale);
        if (r < 4 || reaches > REACHES) continue;
        reaches += 1;
        disc(g, site.x * scale - origin.x, site.y * scale - origin.y, r);
        g.setLineDash(site.area ? [4, 4] : []);
        if (!site.area) { g.globalAlpha = 0.07; g.fillStyle = paint.ink; g.fill(); g.globalAlpha = 1; }
        g.lineWidth = site.area ? 1.1 : 0.7; g.strokeStyle = paint.soft; g.stroke();
      }
      hits = [];
      for (const group of places) {
        const x = group.x - origin.x, y = group.y - origin.y, r = group.total === 1 ? 8 : 9.5 + Math.log10(group.total) * 4;
        take([x - r, y - r, x + r, y + r]);
        hits.push({ group, x, y, r: r + 3 });
      }
      for (const group of areas) {
        // The slip of an area stands on the rim of its circle: its middle is no place.
        font(g, 12, 700);
        const wide = Math.max(20, g.measureText(String(group.total)).width + 10) / 2;
        const reach = group.sites.length === 1 ? radius(group.sites[0], scale) : 0;
        let spot = null;
        for (const far of [Math.max(reach, 11), reach * 0.6, reach + 22, reach + 40]) for (let turn = 0; turn < 8 && !spot; turn += 1) {
          const x = group.x - origin.x + far * Math.sin(turn * TAU / 8), y = group.y - origin.y - far * Math.cos(turn * TAU / 8);
          const rect = [x - wide, y - 10, x + wide, y + 11];
          if (free(rect) && (within(rect) || !within([x, y, x, y]))) spot = [x, y];
        }
        const [x, y] = spot || [group.x - origin.x, group.y - origin.y - Math.max(reach, 11)];
        take([x - wide, y - 10, x + wide, y + 11]);
        hits.push({ group, x, y, r: Math.max(wide, 11), wide });
      }
      const towns = (held.base ? held.base.towns : []).map(([name, lat, lon]) => [name, world(lat, lon).subtract(origin)])
        .filter(([, p]) => p.x >= 0 && p.y >= 0 && p.x <= full.x && p.y <= full.y).slice(0, LABELS * 2);
      for (const hit of hits) {
        const { group, x, y } = hit;
        if (hit.wide) {
          g.beginPath(); g.roundRect(x - hit.wide, y - 9, hit.wide * 2, 19, 3);
          g.fillStyle = paint.paper; g.fill(); g.setLineDash([3, 2]); g.lineWidth = 1; g.strokeStyle = paint.ink; g.stroke();
          let left = x - hit.wide + 2;
          group.counts.forEach((count, kind) => {
            const part = (hit.wide * 2 - 4) * count / group.total;
            g.fillStyle = paint[KINDS[kind]]; g.fillRect(left, y + 6, part, 2.5); left += part;
          });
          font(g, 12, 700); g.textAlign = "center"; g.fillStyle = paint.ink; g.fillText(String(group.total), x, y + 4); g.textAlign = "start";
        } else if (group.total === 1) symbol(g, x, y, KINDS[group.counts.indexOf(1)], paint);
        else {
          ring(g, x, y, hit.r - 3, group.counts, group.total, paint);
          font(g, 12, 700); g.textAlign = "center"; g.fillStyle = paint.ink; g.fillText(String(group.total), x, y + 4); g.textAlign = "start";
        }
        if (marked && marked.sites[0] === group.sites[0]) {
          g.setLineDash([]); disc(g, x, y, hit.r + 4); g.lineWidth = 3; g.strokeStyle = paint.focus; g.stroke();
        }
      }
      for (const zone of held.head.zones) {
        zone.at.some(([lat, lon]) => { const p = world(lat, lon).subtract(origin); return write(zone.title, p.x, p.y, 0, paint.zone, 13, 600); });
      }
      for (const border of held.head.borders) {
        font(g, 11, 600);
        const p = world(...border.at).subtract(origin);
        folded(g, border.label, 260).forEach((words, k) => write(words, p.x, p.y + 14 * k, 6, paint.ink, 11, 600));
      }
      for (const { group, x, y, r } of hits.slice(0, 400)) {
        if (group.sites.length === 1 && group.sites[0].name) write(group.sites[0].name, x, y, r + 2, paint.ink, 12, 600);
      }
      let labels = 0;
      for (const [name, p] of towns) {
        if (labels < LABELS && free([p.x - 2, p.y - 2, p.x + 2, p.y + 2]) && write(name, p.x, p.y, 4, paint.soft, 11, 400)) {
          labels += 1;
          disc(g, p.x, p.y, 1.8); g.fillStyle = paint.soft; g.fill();
        }
      }
      const seen = hits.filter(({ x, y }) => x >= pad.x && y >= pad.y && x <= pad.x + size.x && y <= pad.y + size.y);
      return seen.map((hit) => hit.group);
    };
    const refresh = () => { if (map) onDrawn(redraw()); };

    const at = (event) => {
      const size = map.getSize(), pad = size.multiplyBy(0.25).round();
      const p = event.containerPoint.add(pad);
      return hits.map((hit) => [Math.hypot(hit.x - p.x, hit.y - p.y), hit]).filter(([far, hit]) => far <= hit.r + 2)
        .sort((a, b) => a[0] - b[0]).map(([, hit]) => hit)[0];
    };
    return Object.assign(made, {
      onAdd(to) {
        map = to;
        canvas = L.DomUtil.create("canvas", "map-marks", map.getPanes().overlayPane);
        canvas.setAttribute("aria-hidden", "true");
        map.on("moveend resize", refresh);
        refresh();
      },
      redraw: refresh,
      mark(group) { marked = group; redraw(); },  // the list beside, which has the focus, stays as it is
      at: (event) => { const hit = at(event); return hit ? hit.group : null; },
      where: (group) => map.unproject([group.x, group.y]),
    });
  };
  return { layer, colours, symbol, KINDS };
})();
