// The stage of the gates page: maps, coloured text and clock share one selection, which lives here so that scrubbing never waits for the server.
import { write } from "/js/gates/words.js";
import { decodeInto, valueAt } from "/js/gates/values.js";
import { drawCursor, drawMap, fitAll, palette } from "/js/gates/draw.js";
import { buildText, colorText, markText } from "/js/gates/text.js";
import { onTheme } from "/js/tokens.js";

const stages = new WeakMap();
const clockKeys = new Set(["ArrowLeft", "ArrowRight", "Home", "End", " "]);
const clamp = (n, low, high) => Math.max(low, Math.min(high, n));

// Calls the server one at a time; of what comes meanwhile only the newest is sent.
function latest(call) {
  let busy = false, next = null;
  return async function send(...args) {
    next = args;
    if (busy) return;
    busy = true;
    try {
      while (next) { const now = next; next = null; await call(...now); }
    } catch { /* The circuit has gone; the page says so itself. */ }
    busy = false;
  };
}

function redraw(s, values) {
  s.dirty = s.dirty || values;
  if (s.frame) return;
  s.frame = requestAnimationFrame(() => {
    s.frame = 0;
    const begun = performance.now();
    const window = view(s);
    fitAll(s);
    for (const map of s.maps) {
      if (s.dirty || map.stale) drawMap(map, s, window);
      drawCursor(map, s, window);
    }
    if (s.dirty) s.host.dataset.drawMilliseconds = (performance.now() - begun).toFixed(2);
    if (s.dirty) s.host.dataset.frames = (Number(s.host.dataset.frames ?? 0) + 1).toString();
    s.dirty = false;
    say(s);
  });
}

/** What is shown of the maps: columns and rows. */
function view(s) {
  const z = s.zoom;
  if (!z) return { t0: 0, t1: s.time, r0: 0, r1: s.units };
  const t0 = clamp(z.fromTime, 0, Math.max(0, s.time - 1)), r0 = clamp(z.fromRow, 0, Math.max(0, s.units - 1));
  return { t0, t1: clamp(z.toTime, t0 + 1, Math.max(t0 + 1, s.time)), r0, r1: clamp(z.toRow, r0 + 1, Math.max(r0 + 1, s.units)) };
}

function say(s) {
  if (!s.time) return;
  const scrub = s.part("[data-act=scrub]");
  if (scrub.max !== String(s.time - 1)) scrub.max = String(s.time - 1);
  if (scrub.value !== String(s.at.time)) scrub.value = String(s.at.time);
  const name = write(s.symbols[s.at.time]);
  scrub.setAttribute("aria-valuetext", `t ${s.at.time}, ${name}`);
  const at = `t ${s.at.time} of ${s.time - 1} · ${name} · unit ${s.at.unit}`;
  if (s.part(".gates-at").textContent !== at) s.part(".gates-at").textContent = at;
  const unit = `unit ${s.at.unit}`;
  if (s.part(".gates-unit-name").textContent !== unit) s.part(".gates-unit-name").textContent = unit;
  markText(s);
}

function select(s, unit, time, tell = true) {
  if (!s.time) return;
  unit = clamp(unit, 0, s.units - 1);
  time = clamp(time, 0, s.time - 1);
  const recolor = unit !== s.at.unit;
  if (!recolor && time === s.at.time) return;
  s.at = { unit, time };
  follow(s);
  if (recolor) colorText(s);
  redraw(s, false);
  if (tell) s.tellSelected(unit, time);
  readExact(s, unit, time, false);
}

// A selection that leaves the zoomed window takes the window along.
function follow(s) {
  if (!s.zoom) return;
  const w = view(s), row = s.rowOf[s.at.unit];
  let dt = s.at.time < w.t0 ? s.at.time - w.t0 : s.at.time >= w.t1 ? s.at.time - w.t1 + 1 : 0;
  let dr = row < w.r0 ? row - w.r0 : row >= w.r1 ? row - w.r1 + 1 : 0;
  if (!dt && !dr) return;
  s.zoom = { fromTime: w.t0 + dt, toTime: w.t1 + dt, fromRow: w.r0 + dr, toRow: w.r1 + dr };
  tellZoom(s);
  redraw(s, true);
}

function tellZoom(s) {
  const z = s.zoom;
  s.tellZoomed(z ? z.fromTime : 0, z ? z.toTime : -1, z ? z.fromRow : 0, z ? z.toRow : -1);
}

function zoomIn(s) {
  const w = view(s), row = s.rowOf[s.at.unit];
  const cut = (from, to, about, least) => {
    const size = Math.min(to - from, Math.max(least, Math.ceil((to - from) / 2)));
    const start = clamp(Math.round(about - size / 2), from, to - size);
    return [start, start + size];
  };
  const [fromTime, toTime] = cut(w.t0, w.t1, s.at.time, 8), [fromRow, toRow] = cut(w.r0, w.r1, row, 4);
  s.zoom = { fromTime, toTime, fromRow, toRow };
  tellZoom(s);
  redraw(s, true);
}

function zoomOut(s) {
  s.zoom = null;
  tellZoom(s);
  redraw(s, true);
}

function play(s, on) {
  clearInterval(s.timer);
  s.timer = 0;
  if (on && s.time) {
    if (s.at.time >= s.time - 1) select(s, s.at.unit, 0);
    s.timer = setInterval(() => {
      if (s.at.time >= s.time - 1) play(s, false);
      else select(s, s.at.unit, s.at.time + 1);
    }, 1000 / s.speed);
  }
  const button = s.part("[data-act=play]");
  button.setAttribute("aria-pressed", s.timer ? "true" : "false");
  button.querySelector(".transport-play").textContent = s.timer ? "Pause" : "Play";
}

const readExact = (s, unit, time, hover) => {
  s.exact(unit, time, hover);
};

// Keys of maps and text alike. Rows are walked in the order in which they are shown.
function key(s, e, inText) {
  if (!s.time || e.ctrlKey || e.metaKey || e.altKey) return;
  const { unit, time } = s.at, row = s.rowOf[unit], far = e.shiftKey && !inText ? 10 : 1;
  const walk = (rows) => select(s, s.order[clamp(row + rows, 0, s.units - 1)], time);
  switch (e.key) {
    case "ArrowLeft": case "ArrowRight": {
      const to = clamp(time + (e.key === "ArrowLeft" ? -far : far), 0, s.time - 1);
      if (inText && e.shiftKey) brushTo(s, time, to); else s.anchor = null;
      select(s, unit, to);
      break;
    }
    case "ArrowUp": walk(-far); break;
    case "ArrowDown": walk(far); break;
    case "Home": select(s, unit, 0); break;
    case "End": select(s, unit, s.time - 1); break;
    case "Enter": s.tellPinned(unit, time); break;
    case " ": play(s, !s.timer); break;
    case "+": case "=": zoomIn(s); break;
    case "0": case "-": zoomOut(s); break;
    case "Escape":
      if (s.timer) play(s, false); else e.currentTarget.blur();
      break;
    default: return;
  }
  e.preventDefault();
}

function brushTo(s, from, to) {
  s.anchor ??= from;
  s.span = { from: Math.min(s.anchor, to), to: Math.max(s.anchor, to) };
  markText(s);
  redraw(s, false);
  s.tellBrushed(s.span.from, s.span.to);
}

function listenMap(s, map) {
  const { cursor } = map;
  const cell = (e) => {
    const box = cursor.getBoundingClientRect(), w = view(s);
    const row = clamp(w.r0 + Math.floor(((e.clientY - box.top) / box.height) * (w.r1 - w.r0)), 0, s.units - 1);
    return { unit: s.order[row], time: clamp(w.t0 + Math.floor(((e.clientX - box.left) / box.width) * (w.t1 - w.t0)), 0, s.time - 1) };
  };
  cursor.addEventListener("pointermove", (e) => {
    if (!s.time) return;
    const at = cell(e);
    if (s.hover && s.hover.unit === at.unit && s.hover.time === at.time) return;
    s.hover = at;
    redraw(s, false);
    if (e.buttons === 1) select(s, at.unit, at.time); else readExact(s, at.unit, at.time, true);
  });
  cursor.addEventListener("pointerleave", () => {
    s.hover = null;
    redraw(s, false);
    if (s.time) readExact(s, s.at.unit, s.at.time, false);
  });
  cursor.addEventListener("pointerdown", (e) => { if (s.time && e.button === 0) { const at = cell(e); select(s, at.unit, at.time); } });
  cursor.addEventListener("dblclick", (e) => { if (s.time) { const at = cell(e); s.tellPinned(at.unit, at.time); } });
  cursor.addEventListener("wheel", (e) => {
    // The wheel alone scrolls the page.
    if (!e.ctrlKey || !s.time) return;
    e.preventDefault();
    if (e.deltaY > 0) { zoomOut(s); return; }
    const at = cell(e);
    select(s, at.unit, at.time);
    zoomIn(s);
  }, { passive: false });
  cursor.addEventListener("keydown", (e) => key(s, e, false));
}

function listenText(s) {
  const text = s.part(".gates-text");
  const placeOf = (e) => {
    const span = document.elementFromPoint(e.clientX, e.clientY)?.closest?.("[data-t]");
    return span && text.contains(span) ? Number(span.dataset.t) : -1;
  };
  let from = -1;
  text.addEventListener("pointerdown", (e) => {
    from = e.button === 0 ? placeOf(e) : -1;
    if (from < 0) return;
    text.setPointerCapture(e.pointerId);
    if (s.span) { s.span = null; s.tellBrushed(-1, -1); }
    s.anchor = null;
    select(s, s.at.unit, from);
    redraw(s, false);
  });
  text.addEventListener("pointermove", (e) => {
    if (from < 0 || e.buttons !== 1) return;
    const to = placeOf(e);
    if (to < 0 || (to === from && !s.span) || to === s.at.time) return;
    s.anchor = from;
    brushTo(s, from, to);
    select(s, s.at.unit, to);
  });
  text.addEventListener("pointerup", () => { from = -1; s.anchor = null; });
  text.addEventListener("keydown", (e) => key(s, e, true));
}

export function create(host, owner) {
  dispose(host);
  const s = {
    host, part: (selector) => host.querySelector(selector), at: { unit: 0, time: 0 }, time: 0, units: 0, symbols: [], order: [], rowOf: [], pins: [], span: null, zoom: null,
    maps: [], letter: "", timer: 0, speed: 8, palette: palette(),
  };
  s.tellSelected = latest((unit, time) => owner.invokeMethodAsync("OnSelectedAsync", unit, time));
  s.tellPinned = (unit, time) => owner.invokeMethodAsync("OnPinnedAsync", unit, time);
  s.tellBrushed = latest((from, to) => owner.invokeMethodAsync("OnBrushedAsync", from, to));
  s.tellZoomed = latest((...z) => owner.invokeMethodAsync("OnZoomedAsync", ...z));
  s.exact = latest(async (unit, time) => {
    const words = await owner.invokeMethodAsync("ReadCell", unit, time);
    if (s.part(".gates-hover").textContent !== words) s.part(".gates-hover").textContent = words;
  });
  stages.set(host, s);
  host.querySelector(".gates-clock").addEventListener("click", (e) => {
    const { unit, time } = s.at;
    switch (e.target.closest("[data-act]")?.dataset.act) {
      case "first": select(s, unit, 0); break;
      case "back": select(s, unit, time - 1); break;
      case "play": play(s, !s.timer); break;
      case "on": select(s, unit, time + 1); break;
      case "last": select(s, unit, s.time - 1); break;
      case "in": zoomIn(s); break;
      case "out": zoomOut(s); break;
    }
  });
  s.part("[data-act=scrub]").addEventListener("input", (e) => select(s, s.at.unit, Number(e.target.value)));
  s.part("[data-act=speed]").addEventListener("change", (e) => {
    s.speed = Number(e.target.value) || 8;
    if (s.timer) play(s, true);
  });
  // The clock's keys work from the page itself too, as on the other pages.
  s.pageKey = (e) => {
    const { target } = e, free = target === document.body || target.id === "main" || target.tagName === "H1";
    const button = e.key !== " " && target.tagName === "BUTTON" && target.closest("[data-clock]");
    if ((free || button) && clockKeys.has(e.key) && !e.defaultPrevented && !document.querySelector("dialog[open]")) key(s, e, false);
  };
  document.addEventListener("keydown", s.pageKey);
  listenText(s);
  s.size = new ResizeObserver(() => { for (const map of s.maps) map.stale = true; redraw(s, true); });
  s.size.observe(host);
  s.unTheme = onTheme(() => { s.palette = palette(); colorText(s); redraw(s, true); });
}

// Maps come and go with the cell of the run; their elements are the server's.
function findMaps(s, letters) {
  if (s.maps.length === letters.length && s.maps.every((map, n) => map.letter === letters[n] && map.figure.isConnected)) return;
  const known = new Map(s.maps.filter((map) => map.figure.isConnected).map((map) => [map.letter, map]));
  s.maps = letters.map((letter) => {
    if (known.has(letter)) return known.get(letter);
    const figure = [...s.host.querySelectorAll(".gates-map")].find((f) => f.dataset.letter === letter);
    const map = { letter, figure, values: figure.querySelector(".matrix-values"), cursor: figure.querySelector(".matrix-cursor"), small: document.createElement("canvas"), bytes: new Uint8Array(0), low: 0, high: 1, scale: 0, stale: true };
    listenMap(s, map);
    return map;
  });
}

export function update(host, meta, message) {
  const s = stages.get(host);
  if (!s) return;
  findMaps(s, meta.letters);
  s.step = meta.step;
  s.layer = meta.layer;
  if (message) decodeInto(s, message);
  s.order = meta.order;
  s.rowOf = [];
  s.order.forEach((unit, row) => { s.rowOf[unit] = row; });
  if (meta.symbols) { s.symbols = meta.symbols; buildText(s); }
  s.at = { unit: clamp(s.at.unit, 0, s.units - 1), time: clamp(s.at.time, 0, s.time - 1) };
  colorText(s);
  redraw(s, true);
  readExact(s, s.at.unit, s.at.time, false);
  host.dataset.ready = "";
}

export function look(host, wanted) {
  const s = stages.get(host);
  if (!s) return;
  s.letter = wanted.map;
  s.pins = wanted.pins;
  s.span = wanted.span;
  s.zoom = wanted.zoom;
  if (s.units) s.at = { unit: clamp(wanted.unit, 0, s.units - 1), time: clamp(wanted.time, 0, s.time - 1) };
  colorText(s);
  redraw(s, true);
  if (s.time) readExact(s, s.at.unit, s.at.time, false);
}

/** The value under the selection as its colour has it, for tests. */
export function colorValue(host, letter) {
  const s = stages.get(host);
  return s ? valueAt(s, s.maps.find((map) => map.letter === letter), s.at.unit, s.at.time) : null;
}

export function dispose(host) {
  const s = stages.get(host);
  if (!s) return;
  stages.delete(host);
  clearInterval(s.timer);
  document.removeEventListener("keydown", s.pageKey);
  cancelAnimationFrame(s.frame);
  s.size?.disconnect();
  s.unTheme?.();
}
