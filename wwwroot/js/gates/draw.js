// Draws a map: bytes to pixels of a small picture in the order of the rows, then one scaled copy of the zoomed part; selection, pins and stretch on a canvas above.
import { isDark, pack, scale, Steps as Colors } from "/js/color-scales.js";
import { color } from "/js/tokens.js";
import { NotANumber, Steps } from "/js/gates/values.js";

const loud = pack(255, 0, 200);
const limit = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** Colours of the moment's theme: for each scale a table of 256, and the inks of the cursor. */
export function palette() {
  const tables = [0, 1].map((kind) => {
    const all = scale(kind, isDark()), table = new Uint32Array(256);
    for (let n = 0; n <= Steps; n++) table[n] = all[Math.round((n / Steps) * (Colors - 1))];
    table[NotANumber] = loud;
    return table;
  });
  return { tables, paper: color("--paper"), ink: color("--ink"), accent: color("--accent"), dark: isDark() };
}

/** Sizes every canvas for its box in device pixels. */
export function fitAll(s) {
  const ratio = devicePixelRatio || 1;
  for (const map of s.maps) {
    const width = Math.round(map.cursor.clientWidth * ratio), height = Math.round(map.cursor.clientHeight * ratio);
    for (const canvas of [map.values, map.cursor]) {
      if (canvas.width !== width) { canvas.width = width; map.stale = true; }
      if (canvas.height !== height) { canvas.height = height; map.stale = true; }
    }
  }
}

function picture(map, s) {
  if (!map.image || map.image.width !== s.time || map.image.height !== s.units) {
    map.image = new ImageData(s.time, s.units);
    map.pixels = new Uint32Array(map.image.data.buffer);
    map.small.width = s.time;
    map.small.height = s.units;
  }
  const { bytes, pixels } = map, table = s.palette.tables[map.scale], width = s.time;
  for (let row = 0; row < s.units; row++) {
    let from = s.order[row] * width, to = row * width;
    for (const end = to + width; to < end;) pixels[to++] = table[bytes[from++]];
  }
  map.small.getContext("2d").putImageData(map.image, 0, 0);
}

export function drawMap(map, s, w) {
  map.stale = false;
  if (!s.time || !map.values.width || !map.values.height) return;
  picture(map, s);
  const context = map.values.getContext("2d");
  context.imageSmoothingEnabled = w.t1 - w.t0 > map.values.width || w.r1 - w.r0 > map.values.height;
  context.clearRect(0, 0, map.values.width, map.values.height);
  context.drawImage(map.small, w.t0, w.r0, w.t1 - w.t0, w.r1 - w.r0, 0, 0, map.values.width, map.values.height);
  drawLegend(map, s, map.figure);
}

/** The scale and its limits beside a title. */
export function drawLegend(map, s, within) {
  const key = `${map.scale} ${map.low} ${map.high} ${s.palette.dark}`;
  if (within.dataset.legend === key) return;
  within.dataset.legend = key;
  const bar = within.querySelector(".matrix-scale");
  const image = new ImageData(bar.width, 1), pixels = new Uint32Array(image.data.buffer);
  for (let x = 0; x < bar.width; x++) pixels[x] = s.palette.tables[map.scale][Math.round((x / (bar.width - 1)) * Steps)];
  bar.getContext("2d").putImageData(image, 0, 0);
  within.querySelector(".matrix-low").textContent = limit.format(map.low);
  within.querySelector(".matrix-high").textContent = limit.format(map.high);
}

export function drawCursor(map, s, w) {
  const canvas = map.cursor, context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!s.time) return;
  const ratio = devicePixelRatio || 1, cw = canvas.width / (w.t1 - w.t0), ch = canvas.height / (w.r1 - w.r0);
  const x = (time) => (time - w.t0) * cw, y = (unit) => (s.rowOf[unit] - w.r0) * ch;
  const shown = (cell) => cell.time >= w.t0 && cell.time < w.t1 && s.rowOf[cell.unit] >= w.r0 && s.rowOf[cell.unit] < w.r1;
  if (s.span) {
    context.fillStyle = s.palette.accent;
    for (const top of [0, canvas.height - 3 * ratio]) context.fillRect(x(s.span.from), top, x(s.span.to + 1) - x(s.span.from), 3 * ratio);
  }
  // The clock: a line at the column, and one at the row, that leave the cell itself free.
  const line = (left, top, width, height) => {
    context.fillStyle = s.palette.paper;
    context.fillRect(left - ratio, top - ratio, width + 2 * ratio, height + 2 * ratio);
    context.fillStyle = s.palette.ink;
    context.fillRect(left, top, width, height);
  };
  context.globalAlpha = 0.75;
  const cx = x(s.at.time) + cw / 2, cy = y(s.at.unit) + ch / 2, gap = Math.max(4 * ratio, ch / 2 + 2 * ratio), side = Math.max(4 * ratio, cw / 2 + 2 * ratio);
  if (s.at.time >= w.t0 && s.at.time < w.t1) {
    line(cx - ratio / 2, 0, ratio, Math.max(0, cy - gap));
    line(cx - ratio / 2, cy + gap, ratio, Math.max(0, canvas.height - cy - gap));
  }
  if (shown({ unit: s.at.unit, time: w.t0 })) {
    line(0, cy - ratio / 2, Math.max(0, cx - side), ratio);
    line(cx + side, cy - ratio / 2, Math.max(0, canvas.width - cx - side), ratio);
  }
  context.globalAlpha = 1;
  const box = (cell, inner) => {
    if (!shown(cell)) return;
    const bw = Math.max(cw, 7 * ratio), bh = Math.max(ch, 7 * ratio);
    const left = Math.min(Math.max(ratio, x(cell.time) + cw / 2 - bw / 2), canvas.width - bw - ratio), top = Math.min(Math.max(ratio, y(cell.unit) + ch / 2 - bh / 2), canvas.height - bh - ratio);
    for (const [width, style] of [[3.5, s.palette.paper], [1.75, inner]]) {
      context.lineWidth = width * ratio;
      context.strokeStyle = style;
      context.strokeRect(left, top, bw, bh);
    }
  };
  for (const pin of s.pins) box(pin, s.palette.accent);
  box(s.at, s.palette.ink);
  if (s.hover) box(s.hover, s.palette.ink);
}
