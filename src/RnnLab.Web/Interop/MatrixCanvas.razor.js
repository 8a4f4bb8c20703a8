import { isDark, scale, Steps } from "/js/color-scales.js";
import { decode, isMissing, paint } from "/js/matrix-frame.js";
import { fillMatrixTable, write } from "/js/matrix-table.js";
import { color, onTheme, text } from "/js/tokens.js";

const matrices = new WeakMap();
const whole = new Intl.NumberFormat("en");
const limit = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

// Sizes a canvas for its box in device pixels; returns false while the box has no size.
function fit(canvas) {
  const ratio = devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return width > 0 && height > 0;
}

// Values to pixels of a small picture, then one scaled copy onto the screen.
function drawValues(m) {
  const { frame } = m;
  if (!frame) return;
  const colors = scale(frame.scale, isDark());
  if (!m.image || m.image.width !== frame.columns || m.image.height !== frame.rows) {
    m.image = new ImageData(frame.columns, frame.rows);
    m.pixels = new Uint32Array(m.image.data.buffer);
    m.small.width = frame.columns;
    m.small.height = frame.rows;
  }
  m.counts = paint(frame, colors, m.pixels);
  m.small.getContext("2d").putImageData(m.image, 0, 0);
  if (fit(m.values)) {
    const context = m.values.getContext("2d");
    context.clearRect(0, 0, m.values.width, m.values.height);
    // Sharp cells when they are larger than a pixel, an average when they are smaller.
    context.imageSmoothingEnabled = frame.columns > m.values.width || frame.rows > m.values.height;
    context.drawImage(m.small, 0, 0, m.values.width, m.values.height);
  }
  drawLegend(m, colors);
}

function drawLegend(m, colors) {
  const { frame, counts } = m;
  const key = `${frame.scale} ${frame.low} ${frame.high} ${isDark()} ${frame.rows} ${frame.columns}`;
  if (key !== m.legendKey) {
    m.legendKey = key;
    const bar = m.part(".matrix-scale");
    const picture = new ImageData(bar.width, 1);
    const pixels = new Uint32Array(picture.data.buffer);
    for (let x = 0; x < bar.width; x++) pixels[x] = colors[Math.round((x / (bar.width - 1)) * (Steps - 1))];
    bar.getContext("2d").putImageData(picture, 0, 0);
    m.part(".matrix-low").textContent = limit.format(frame.low);
    m.part(".matrix-high").textContent = limit.format(frame.high);
    m.part(".matrix-shape").textContent = `${frame.rows} units × ${frame.columns} steps`;
  }
  const words = [];
  if (counts.nan) words.push(`${whole.format(counts.nan)} ${counts.nan === 1 ? "value is" : "values are"} not a number (magenta)`);
  if (counts.clipped) words.push(`${whole.format(counts.clipped)} ${counts.clipped === 1 ? "value lies" : "values lie"} outside the scale`);
  const warning = m.part(".matrix-warning");
  const sentence = words.join("; ");
  if (warning.textContent !== sentence) warning.textContent = sentence;
  warning.hidden = words.length === 0;
  warning.classList.toggle("bad", counts.nan > 0);
}

// The characters that were read, below their columns, when the columns are wide enough.
function drawNames(m) {
  const canvas = m.part(".matrix-names");
  if (canvas.hidden || !m.frame || !fit(canvas)) return;
  const ratio = devicePixelRatio || 1, context = canvas.getContext("2d");
  const width = canvas.width / m.frame.columns;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!m.names || width < 6 * ratio) return;
  context.font = `${Math.min(12, Math.max(8, width / ratio * 1.2)) * ratio}px ${text("--font-mono")}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const ink = color("--ink-2"), faint = color("--ink-3");
  for (let t = 0; t < m.frame.columns; t++) {
    const name = m.names[t];
    if (name === undefined) break;
    context.fillStyle = /\s/.test(name) ? faint : ink;
    context.fillText(name === "\n" ? "↵" : name === " " ? "·" : name === "\t" ? "→" : name, (t + 0.5) * width, canvas.height / 2);
  }
}

function drawCursor(m) {
  if (!fit(m.cursor)) return;
  const context = m.cursor.getContext("2d");
  context.clearRect(0, 0, m.cursor.width, m.cursor.height);
  if (!m.frame) return;
  const w = m.cursor.width / m.frame.columns, h = m.cursor.height / m.frame.rows, ratio = devicePixelRatio || 1;
  const box = (cell, outer, inner) => {
    const x = cell.time * w, y = cell.unit * h, bw = Math.max(w, 5 * ratio), bh = Math.max(h, 5 * ratio);
    const left = Math.min(Math.max(0, x + w / 2 - bw / 2), m.cursor.width - bw), top = Math.min(Math.max(0, y + h / 2 - bh / 2), m.cursor.height - bh);
    context.lineWidth = 3 * ratio;
    context.strokeStyle = outer;
    context.strokeRect(left, top, bw, bh);
    context.lineWidth = 1.5 * ratio;
    context.strokeStyle = inner;
    context.strokeRect(left, top, bw, bh);
  };
  const within = (cell) => cell && cell.unit < m.frame.rows && cell.time < m.frame.columns;
  if (m.row !== null && m.row < m.frame.rows) {
    const top = Math.floor(m.row * h), bottom = Math.ceil((m.row + 1) * h);
    context.fillStyle = color("--accent");
    context.fillRect(0, Math.max(0, top - ratio), m.cursor.width, ratio);
    context.fillRect(0, Math.min(m.cursor.height - ratio, bottom), m.cursor.width, ratio);
  }
  if (within(m.pin)) box(m.pin, color("--paper"), color("--accent"));
  if (within(m.at)) box(m.at, color("--paper"), color("--ink"));
}

function address(m, cell) {
  const { frame } = m, at = cell.unit * frame.columns + cell.time;
  const name = m.names?.[cell.time];
  const shown = name === undefined ? "" : ` (${name === " " ? "space" : name === "\n" ? "new line" : name})`;
  return `${m.symbol} = ${write(frame.values[at], isMissing(frame, at))} · step ${whole.format(frame.step)}, layer ${frame.layer + 1}, unit ${cell.unit}, t ${cell.time + (m.first ?? 0)}${shown}`;
}

function read(m) {
  const out = m.part(".matrix-readout");
  const within = (cell) => cell && m.frame && cell.unit < m.frame.rows && cell.time < m.frame.columns;
  const cell = within(m.at) ? m.at : within(m.pin) ? m.pin : null;
  const sentence = cell ? (cell === m.pin || (m.pin && m.pin.unit === cell.unit && m.pin.time === cell.time) ? "Pinned: " : "") + address(m, cell) : "";
  if (out.textContent !== sentence) out.textContent = sentence;
  if (m.tableShown && m.frame) fillMatrixTable(m.part(".figure-table"), m.frame, m.names, cell?.unit ?? 0, cell?.time ?? 0);
}

function move(m, unit, time) {
  if (!m.frame) return;
  m.at = { unit: Math.max(0, Math.min(m.frame.rows - 1, unit)), time: Math.max(0, Math.min(m.frame.columns - 1, time)) };
  drawCursor(m);
  read(m);
}

function pin(m) {
  if (!m.frame || !m.at) return;
  const same = m.pin && m.pin.unit === m.at.unit && m.pin.time === m.at.time;
  m.pin = same ? null : { ...m.at };
  drawCursor(m);
  read(m);
  if (same || !m.owner) return;
  const at = m.pin.unit * m.frame.columns + m.pin.time, value = m.frame.values[at];
  m.owner.invokeMethodAsync("OnPinnedAsync", m.frame.step, m.frame.layer, m.pin.unit, m.pin.time, Number.isFinite(value) ? value : null);
}

function listen(m) {
  const { cursor } = m;
  const cellOf = (e) => {
    const box = cursor.getBoundingClientRect();
    return [Math.floor(((e.clientY - box.top) / box.height) * m.frame.rows), Math.floor(((e.clientX - box.left) / box.width) * m.frame.columns)];
  };
  cursor.addEventListener("pointermove", (e) => m.frame && move(m, ...cellOf(e)));
  cursor.addEventListener("pointerleave", () => { if (document.activeElement !== cursor) { m.at = null; drawCursor(m); read(m); } });
  cursor.addEventListener("click", (e) => { if (m.frame) { move(m, ...cellOf(e)); pin(m); } });
  cursor.addEventListener("focus", () => { if (!m.at && m.frame && cursor.matches(":focus-visible")) move(m, m.pin?.unit ?? 0, m.pin?.time ?? 0); });
  cursor.addEventListener("blur", () => { m.at = null; drawCursor(m); read(m); });
  cursor.addEventListener("keydown", (e) => {
    if (!m.frame || e.ctrlKey || e.metaKey || e.altKey) return;
    const { unit, time } = m.at ?? m.pin ?? { unit: 0, time: 0 }, far = e.shiftKey ? 10 : 1;
    const steps = { ArrowLeft: [0, -far], ArrowRight: [0, far], ArrowUp: [-far, 0], ArrowDown: [far, 0], Home: [0, -time], End: [0, m.frame.columns] };
    if (steps[e.key]) move(m, unit + steps[e.key][0], time + steps[e.key][1]);
    else if (e.key === "Enter") pin(m);
    else if (e.key === "Escape") cursor.blur();
    else return;
    e.preventDefault();
  });
}

function drawAll(m) {
  drawValues(m);
  drawNames(m);
  drawCursor(m);
}

export function create(host, symbol, owner) {
  dispose(host);
  const figure = host.closest("figure");
  const m = {
    symbol, owner, row: null, first: 0, part: (selector) => figure.querySelector(selector), small: document.createElement("canvas"),
    values: host.querySelector(".matrix-values"), cursor: host.querySelector(".matrix-cursor"),
  };
  matrices.set(host, m);
  listen(m);
  m.size = new ResizeObserver(() => drawAll(m));
  m.size.observe(host);
  m.unTheme = onTheme(() => drawAll(m));
}

export function update(host, bytes, names) {
  const m = matrices.get(host);
  if (!m) return;
  const begun = performance.now();
  m.frame = decode(bytes);
  if (names !== m.rawNames) { m.rawNames = names; m.names = names === null ? null : [...names]; m.namesKey = ""; }
  drawValues(m);
  const key = `${m.frame.columns} ${m.rawNames}`;
  if (key !== m.namesKey) { m.namesKey = key; drawNames(m); drawCursor(m); }
  read(m);
  // What a test reads: how long the last frame took, and how many there were.
  host.dataset.drawMilliseconds = (performance.now() - begun).toFixed(2);
  host.dataset.frames = (Number(host.dataset.frames ?? 0) + 1).toString();
}

/** Pins a cell and marks its row for what was selected elsewhere; first is the time step of the first column. */
export function mark(host, unit, time, first) {
  const m = matrices.get(host);
  if (!m) return;
  m.first = first;
  m.row = unit;
  m.pin = unit === null || time === null ? null : { unit, time };
  host.dataset.marked = unit === null ? "" : `${unit} ${time === null ? "" : time + first}`;
  drawCursor(m);
  read(m);
}

export function rename(host, symbol) {
  const m = matrices.get(host);
  if (!m) return;
  m.symbol = symbol;
  read(m);
}

export function table(host, shown) {
  const m = matrices.get(host);
  if (!m) return;
  m.tableShown = shown;
  read(m);
}

export function dispose(host) {
  const m = matrices.get(host);
  if (!m) return;
  matrices.delete(host);
  m.size?.disconnect();
  m.unTheme?.();
}
