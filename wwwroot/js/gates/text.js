// The text, one element for each symbol, coloured by the chosen unit in the chosen map.
import { drawLegend } from "/js/gates/draw.js";
import { visible, write } from "/js/gates/words.js";

export function buildText(s) {
  const host = s.part(".gates-text"), all = document.createDocumentFragment();
  s.spans = s.symbols.map((symbol, t) => {
    const span = document.createElement("span");
    span.textContent = visible(symbol);
    span.dataset.t = String(t);
    span.title = `t ${t}, ${write(symbol)}`;
    all.append(span);
    if (symbol === "\n") all.append(document.createElement("br"));
    return span;
  });
  host.replaceChildren(all);
  s.marked = null;
}

// Black or white, whichever is easier to read on a packed RGBA colour.
function ink(packed) {
  const part = (shift) => { const c = ((packed >>> shift) & 255) / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(0) + 0.7152 * part(8) + 0.0722 * part(16) > 0.179 ? "#000" : "#fff";
}

export function colorText(s) {
  const map = s.maps.find((m) => m.letter === s.letter) ?? s.maps[0];
  if (!map || !s.spans || s.spans.length !== s.time) return;
  const table = s.palette.tables[map.scale], inks = new Map();
  s.spans.forEach((span, t) => {
    const packed = table[map.bytes[s.at.unit * s.time + t]];
    if (!inks.has(packed)) inks.set(packed, [`rgb(${packed & 255} ${(packed >>> 8) & 255} ${(packed >>> 16) & 255})`, ink(packed)]);
    [span.style.backgroundColor, span.style.color] = inks.get(packed);
  });
  drawLegend(map, s, s.part(".gates-text-head"));
}

export function markText(s) {
  if (!s.spans) return;
  const key = `${s.at.time} ${s.span?.from} ${s.span?.to}`;
  if (key === s.marked) return;
  s.marked = key;
  s.spans.forEach((span, t) => {
    span.classList.toggle("at", t === s.at.time);
    span.classList.toggle("brushed", s.span !== null && t >= s.span.from && t <= s.span.to);
  });
  // Only the text's own box scrolls, never the page.
  const host = s.part(".gates-text"), at = s.spans[s.at.time];
  if (!at) return;
  const top = at.offsetTop - host.offsetTop;
  if (top < host.scrollTop) host.scrollTop = top - 4;
  else if (top + at.offsetHeight > host.scrollTop + host.clientHeight) host.scrollTop = top + at.offsetHeight - host.clientHeight + 4;
}
