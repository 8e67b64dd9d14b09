"use strict";
// Data arrive as calls to servanda.take(name, value); pages wait for what they need.
const servanda = (() => {
  const held = {};
  const waiting = {};
  const take = (name, value) => {
    held[name] = value;
    (waiting[name] || []).forEach((then) => then(value));
    delete waiting[name];
  };
  // Ask for a shard: from memory, or by a script element of this site.
  const ask = (name, then) => {
    if (name in held) return then(held[name]);
    const first = !waiting[name];
    (waiting[name] = waiting[name] || []).push(then);
    if (!first) return undefined;
    const script = document.createElement("script");
    script.src = "data/" + name + ".js";
    script.addEventListener("error", () => take(name, null));
    document.head.append(script);
    return undefined;
  };
  // Characters that hide or turn the direction of text are shown as ‹U+202E›, as publish/marks.py does.
  const seen = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (char) => "‹U+" + char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "›");
  // An element: tag, attributes or class name, children (text is only ever text).
  const el = (tag, about, ...children) => {
    const node = document.createElement(tag);
    if (typeof about === "string") { if (about) node.className = about; }
    else for (const [key, value] of Object.entries(about || {})) node.setAttribute(key, value);
    node.append(...children.flat().filter((child) => child !== null && child !== "").map((child) =>
      typeof child === "string" ? seen(child) : child));
    return node;
  };
  const bdi = (text) => el("bdi", "", String(text));
  const web = (address) => /^https?:\/\//i.test(address || "") ? address : "";
  const joined = (nodes, between) => nodes.flatMap((node, place) => place ? [between, node] : [node]);
  return { take, ask, held, el, bdi, web, joined };
})();
