import { isDark, scale, Steps } from "/js/color-scales.js";
import { write } from "/js/matrix-table.js";
import { color, onTheme, text } from "/js/tokens.js";

const figures = new WeakMap();
const Foot = 16, Gap = 10;

// Maps side by side, the total apart at the end; as large as the width allows, all of one size.
function layout(m) {
  const { rows, columns, count } = m, width = m.canvas.clientWidth, height = m.canvas.clientHeight - Foot - 2;
  const cell = Math.max(0.5, Math.min((width - Gap * (count + 1)) / (columns * count), height / rows, 22));
  const w = columns * cell, h = rows * cell, stride = Math.min(w + 40, Math.max(w + Gap / 2, (width - w - 1) / Math.max(1, count - 1)));
  return { cell, w, h, x: (n) => n === count - 1 ? Math.min(width - w - 1, n * stride + Gap) : n * stride + 1, y: 1 };
}

function draw(m) {
  const { canvas } = m, ratio = devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  if (!m.values || !canvas.width) return;
  const c = canvas.getContext("2d"), l = layout(m), colors = scale(1, isDark());
  c.scale(ratio, ratio);
  c.font = `11px ${text("--font-ui")}`;
  c.textAlign = "center";
  const size = m.rows * m.columns;
  let limit = 0;
  for (let n = 0; n < m.count; n++) if (m.arrived[n]) for (let i = 0; i < size; i++) limit = Math.max(limit, Math.abs(m.values[n * size + i]) || 0);
  m.limit = limit;
  for (let n = 0; n < m.count; n++) {
    const x = l.x(n);
    if (m.arrived[n]) {
      for (let row = 0; row < m.rows; row++) {
        for (let column = 0; column < m.columns; column++) {
          const value = m.values[n * size + row * m.columns + column];
          const at = limit > 0 ? (value / limit + 1) / 2 : 0.5;
          const packed = colors[Math.max(0, Math.min(Steps - 1, Math.round(at * (Steps - 1))))];
          c.fillStyle = Number.isNaN(value) ? "#d0007a" : `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;
          c.fillRect(x + column * l.cell, l.y + row * l.cell, Math.max(l.cell - (l.cell > 5 ? 1 : 0), 0.5), Math.max(l.cell - (l.cell > 5 ? 1 : 0), 0.5));
        }
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
    c.strokeStyle = color(n === m.count - 1 ? "--ink-2" : "--line");
    c.strokeRect(x - 0.5, l.y - 0.5, l.w, l.h);
    c.fillStyle = color(n === m.count - 1 ? "--ink" : "--ink-3");
    if (l.w > 22 || n % Math.ceil(26 / (l.w + Gap / 2)) === 0 || n === m.count - 1) c.fillText(m.labels[n], x + l.w / 2, l.y + l.h + 13);
    if (m.at) {
      c.strokeStyle = color("--ink");
      c.lineWidth = 1.5;
      c.strokeRect(x + m.at.column * l.cell, l.y + m.at.row * l.cell, l.cell, l.cell);
      c.lineWidth = 1;
    }
  }
}

function read(m) {
  const out = m.canvas.closest("figure").querySelector(".shared-readout");
  const size = m.rows * m.columns, at = m.at;
  const sentence = at && m.values
    ? `${m.name}[${m.firstRow + at.row}, ${m.firstColumn + at.column}] ${m.labels[at.map]}: ${m.arrived[at.map] ? write(m.values[at.map * size + at.row * m.columns + at.column], false) : "not yet"} · colours from ${(-m.limit).toPrecision(3)} to ${m.limit.toPrecision(3)}`
    : "";
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

export function create(canvas, owner) {
  dispose(canvas);
  const m = { canvas, owner, values: null, at: null };
  figures.set(canvas, m);
  canvas.addEventListener("pointermove", (e) => m.values && move(m, find(m, e)));
  canvas.addEventListener("pointerleave", () => document.activeElement !== canvas && move(m, null));
  canvas.addEventListener("click", (e) => {
    const at = m.values && find(m, e);
    if (at) owner.invokeMethodAsync("OnElement", m.firstRow + at.row, m.firstColumn + at.column);
  });
  canvas.addEventListener("keydown", (e) => {
    if (!m.values || e.ctrlKey || e.metaKey || e.altKey) return;
    const { map, row, column } = m.at ?? { map: m.count - 1, row: 0, column: 0 };
    if (e.key === "ArrowUp") move(m, { map, column, row: Math.max(0, row - 1) });
    else if (e.key === "ArrowDown") move(m, { map, column, row: Math.min(m.rows - 1, row + 1) });
    else if (e.key === "ArrowLeft") move(m, column > 0 ? { map, row, column: column - 1 } : { map: Math.max(0, map - 1), row, column: map > 0 ? m.columns - 1 : 0 });
    else if (e.key === "ArrowRight") move(m, column < m.columns - 1 ? { map, row, column: column + 1 } : { map: Math.min(m.count - 1, map + 1), row, column: map < m.count - 1 ? 0 : column });
    else if (e.key === "Enter") owner.invokeMethodAsync("OnElement", m.firstRow + row, m.firstColumn + column);
    else if (e.key === "Escape") canvas.blur();
    else return;
    e.preventDefault();
  });
  m.size = new ResizeObserver(() => draw(m));
  m.size.observe(canvas);
  m.unTheme = onTheme(() => draw(m));
}

export function update(canvas, bytes, labels, name, firstRow, firstColumn) {
  const m = figures.get(canvas);
  if (!m) return;
  const all = new Float32Array(bytes.slice().buffer);
  [m.rows, m.columns, m.count] = all;
  const size = m.rows * m.columns;
  m.values = new Float32Array(m.count * size);
  m.arrived = [];
  for (let n = 0; n < m.count; n++) {
    const at = 3 + n * (size + 1);
    m.arrived.push(all[at] === 1);
    m.values.set(all.subarray(at + 1, at + 1 + size), n * size);
  }
  Object.assign(m, { labels, name, firstRow, firstColumn });
  if (m.at && (m.at.row >= m.rows || m.at.column >= m.columns || m.at.map >= m.count)) m.at = null;
  draw(m);
  read(m);
  canvas.dataset.arrived = m.arrived.slice(0, -1).filter(Boolean).length;
}

export function dispose(canvas) {
  const m = figures.get(canvas);
  if (!m) return;
  figures.delete(canvas);
  m.size?.disconnect();
  m.unTheme?.();
}
