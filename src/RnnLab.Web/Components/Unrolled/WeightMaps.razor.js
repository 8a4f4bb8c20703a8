import { isDark, pack, scale, Steps } from "/js/color-scales.js";
import { write } from "/js/matrix-table.js";
import { color, onTheme, text } from "/js/tokens.js";

const figures = new WeakMap();
const Foot = 16, Gap = 10;

// Maps side by side, the last one apart at the end; as large as the width allows, all of one size.
function layout(m) {
  const { rows, columns, count } = m, width = m.canvas.clientWidth, height = m.canvas.clientHeight - Foot - 2;
  const cell = Math.max(0.1, Math.min((width - Gap * (count + 1)) / (columns * count), height / rows, 22));
  const w = columns * cell, h = rows * cell, stride = Math.min(w + 40, Math.max(w + Gap / 2, (width - w - 1) / Math.max(1, count - 1)));
  return { cell, w, h, x: (n) => n > 0 && n === count - 1 ? Math.min(width - w - 1, n * stride + Gap) : n * stride + 1, y: 1 };
}

// Each group of maps has its own limit; each map is painted once, pixel by element.
function paint(m) {
  const colors = scale(1, isDark()), size = m.rows * m.columns, loud = pack(0xd0, 0, 0x7a);
  m.limits = new Map();
  for (let n = 0; n < m.count; n++) {
    let limit = m.limits.get(m.groups[n]) ?? 0;
    if (m.there[n]) for (let i = 0; i < size; i++) { const v = Math.abs(m.values[n * size + i]); if (v > limit && v < Infinity) limit = v; }
    m.limits.set(m.groups[n], limit);
  }
  m.images = m.there.map((there, n) => {
    if (!there) return null;
    const image = document.createElement("canvas"), limit = m.limits.get(m.groups[n]);
    [image.width, image.height] = [m.columns, m.rows];
    const data = new ImageData(m.columns, m.rows), pixels = new Uint32Array(data.data.buffer);
    for (let i = 0; i < size; i++) {
      const value = m.values[n * size + i], at = limit > 0 ? (value / limit + 1) / 2 : 0.5;
      pixels[i] = Number.isNaN(value) ? loud : colors[Math.max(0, Math.min(Steps - 1, Math.round(at * (Steps - 1))))];
    }
    image.getContext("2d").putImageData(data, 0, 0);
    return image;
  });
  legend(m, colors);
}

function legend(m, colors) {
  const place = m.canvas.parentElement.querySelector(".maps-legend");
  if (!place) return;
  place.replaceChildren(...[...m.limits].map(([group, limit]) => {
    const one = document.createElement("span"), bar = document.createElement("canvas");
    one.className = "maps-legend-group";
    [bar.width, bar.height] = [64, 1];
    bar.setAttribute("aria-hidden", "true");
    const data = new ImageData(64, 1), pixels = new Uint32Array(data.data.buffer);
    for (let i = 0; i < 64; i++) pixels[i] = colors[Math.round((i / 63) * (Steps - 1))];
    bar.getContext("2d").putImageData(data, 0, 0);
    const of = m.limits.size > 1 ? m.labels.filter((_, n) => m.groups[n] === group).join(", ") + " " : "";
    one.append(`${of}${limit > 0 ? "−" + limit.toPrecision(3) : "0"} `, bar, ` ${limit > 0 ? limit.toPrecision(3) : "0"}`);
    return one;
  }));
}

function draw(m) {
  const { canvas } = m, ratio = devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  if (!m.values || !canvas.width) return;
  const c = canvas.getContext("2d"), l = layout(m);
  c.scale(ratio, ratio);
  c.imageSmoothingEnabled = false;
  c.font = `11px ${text("--font-ui")}`;
  c.textAlign = "center";
  const mark = (x, { row, column }, style, width) => {
    c.strokeStyle = style;
    c.lineWidth = width;
    c.strokeRect(x + column * l.cell, l.y + row * l.cell, Math.max(l.cell, 2), Math.max(l.cell, 2));
    c.lineWidth = 1;
  };
  for (let n = 0; n < m.count; n++) {
    const x = l.x(n), last = n === m.count - 1;
    if (m.images[n]) {
      c.drawImage(m.images[n], x, l.y, l.w, l.h);
      if (l.cell > 5) {
        c.strokeStyle = color("--surface");
        c.beginPath();
        for (let i = 1; i < m.columns; i++) { c.moveTo(x + i * l.cell, l.y); c.lineTo(x + i * l.cell, l.y + l.h); }
        for (let i = 1; i < m.rows; i++) { c.moveTo(x, l.y + i * l.cell); c.lineTo(x + l.w, l.y + i * l.cell); }
        c.stroke();
      }
    } else {
      c.save();
      c.beginPath();
      c.rect(x, l.y, l.w, l.h);
      c.clip();
      c.strokeStyle = color("--line");
      for (let d = -l.h; d < l.w; d += 6) { c.beginPath(); c.moveTo(x + d, l.y + l.h); c.lineTo(x + d + l.h, l.y); c.stroke(); }
      c.restore();
    }
    c.strokeStyle = color(last ? "--ink-2" : "--line");
    c.strokeRect(x - 0.5, l.y - 0.5, l.w, l.h);
    c.fillStyle = color(last ? "--ink" : "--ink-3");
    if (l.w > 22 || n % Math.ceil(26 / (l.w + Gap / 2)) === 0 || last) c.fillText(m.labels[n], Math.max(x + l.w / 2, c.measureText(m.labels[n]).width / 2), l.y + l.h + 13);
    if (m.chosen) mark(x, m.chosen, color("--accent"), 2);
    if (m.at) mark(x, m.at, color("--ink"), 1.5);
  }
}

function read(m) {
  const out = m.canvas.parentElement.querySelector(".maps-readout");
  const size = m.rows * m.columns, at = m.at;
  const value = (n) => m.there[n] ? write(m.values[n * size + at.row * m.columns + at.column], false) : "not yet";
  const place = at && `${m.name}[${m.rows + m.firstRow > 1 ? `${m.firstRow + at.row}, ` : ""}${m.firstColumn + at.column}]`;
  const sentence = !at || !m.values ? "" : m.together ? `${place}: ${m.labels.map((label, n) => `${label} ${value(n)}`).join(" · ")}` : `${place} ${m.labels[at.map]}: ${value(at.map)}`;
  if (out.textContent !== sentence) out.textContent = sentence;
}

function find(m, e) {
  const box = m.canvas.getBoundingClientRect(), l = layout(m);
  for (let map = 0; map < m.count; map++) {
    const column = Math.floor((e.clientX - box.left - l.x(map)) / l.cell), row = Math.floor((e.clientY - box.top - l.y) / l.cell);
    if (column >= 0 && column < m.columns && row >= 0 && row < m.rows) return { map, row, column };
  }
  return null;
}

function move(m, at) {
  m.at = at;
  draw(m);
  read(m);
}

function choose(m, at) {
  m.owner.invokeMethodAsync("OnElement", m.firstRow + at.row, m.firstColumn + at.column)
    .catch((error) => { if (figures.has(m.canvas)) console.error("The element could not be chosen.", error); });
}

export function create(canvas, owner, together) {
  dispose(canvas);
  const m = { canvas, owner, together, values: null, at: null };
  figures.set(canvas, m);
  canvas.addEventListener("pointermove", (e) => m.values && move(m, find(m, e)));
  canvas.addEventListener("pointerleave", () => document.activeElement !== canvas && move(m, null));
  canvas.addEventListener("blur", () => move(m, null));
  canvas.addEventListener("click", (e) => {
    const at = m.values && find(m, e);
    if (at) choose(m, at);
  });
  canvas.addEventListener("keydown", (e) => {
    if (!m.values || e.ctrlKey || e.metaKey || e.altKey) return;
    const { map, row, column } = m.at ?? { map: m.count - 1, ...(m.chosen ?? { row: 0, column: 0 }) };
    if (e.key === "ArrowUp") move(m, { map, column, row: Math.max(0, row - 1) });
    else if (e.key === "ArrowDown") move(m, { map, column, row: Math.min(m.rows - 1, row + 1) });
    else if (e.key === "ArrowLeft") move(m, column > 0 ? { map, row, column: column - 1 } : { map: Math.max(0, map - 1), row, column: map > 0 ? m.columns - 1 : 0 });
    else if (e.key === "ArrowRight") move(m, column < m.columns - 1 ? { map, row, column: column + 1 } : { map: Math.min(m.count - 1, map + 1), row, column: map < m.count - 1 ? 0 : column });
    else if (e.key === "Enter" || e.key === " ") choose(m, { row, column });
    else if (e.key === "Escape") canvas.blur();
    else return;
    e.preventDefault();
  });
  m.size = new ResizeObserver(() => draw(m));
  m.size.observe(canvas);
  m.unTheme = onTheme(() => { if (m.values) paint(m); draw(m); });
}

export function update(canvas, bytes, labels, name, firstRow, firstColumn, chosenRow, chosenColumn) {
  const m = figures.get(canvas);
  if (!m) return;
  const all = new Float32Array(bytes.slice().buffer);
  [m.rows, m.columns, m.count] = all;
  const size = m.rows * m.columns;
  m.values = new Float32Array(m.count * size);
  m.there = [];
  m.groups = [];
  for (let n = 0; n < m.count; n++) {
    const at = 3 + n * (size + 2);
    m.there.push(all[at] === 1);
    m.groups.push(all[at + 1]);
    m.values.set(all.subarray(at + 2, at + 2 + size), n * size);
  }
  const row = chosenRow - firstRow, column = chosenColumn - firstColumn;
  const chosen = chosenRow >= 0 && row >= 0 && row < m.rows && column >= 0 && column < m.columns ? { row, column } : null;
  Object.assign(m, { labels, name, firstRow, firstColumn, chosen });
  if (m.at && (m.at.row >= m.rows || m.at.column >= m.columns || m.at.map >= m.count)) m.at = null;
  paint(m);
  draw(m);
  read(m);
  canvas.dataset.arrived = m.there.slice(0, -1).filter(Boolean).length;
}

export function dispose(canvas) {
  const m = figures.get(canvas);
  if (!m) return;
  figures.delete(canvas);
  m.size?.disconnect();
  m.unTheme?.();
}
