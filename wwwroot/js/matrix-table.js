// The numbers about the cursor, as a table of units by time.
import { isMissing } from "/js/matrix-frame.js";

const Rows = 24, Columns = 16;

export function write(value, missing) {
  if (missing) return "not computed";
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "minus infinite";
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 10000) ? value.toExponential(2) : value.toFixed(4);
}

/** Fills an element with the cells about (row, column). */
export function fillMatrixTable(place, frame, names, row, column) {
  const top = Math.max(0, Math.min(row - Rows / 2, frame.rows - Rows));
  const left = Math.max(0, Math.min(column - Columns / 2, frame.columns - Columns));
  const bottom = Math.min(frame.rows, top + Rows), right = Math.min(frame.columns, left + Columns);
  const table = document.createElement("table");
  table.className = "table num";
  const caption = table.createCaption();
  caption.textContent = `Units ${top} to ${bottom - 1} of ${frame.rows}, positions ${left} to ${right - 1} of ${frame.columns}. Move the cell cursor to see others.`;
  const head = table.createTHead().insertRow();
  const th = (content, scope) => { const e = document.createElement("th"); e.textContent = content; e.scope = scope; return e; };
  head.append(th("unit", "col"));
  for (let t = left; t < right; t++) head.append(th(names?.[t] ? `${t} ${JSON.stringify(names[t]).slice(1, -1)}` : `${t}`, "col"));
  const body = table.createTBody();
  for (let unit = top; unit < bottom; unit++) {
    const line = body.insertRow();
    line.append(th(unit, "row"));
    for (let t = left; t < right; t++) {
      const at = unit * frame.columns + t;
      const cell = line.insertCell();
      cell.textContent = write(frame.values[at], isMissing(frame, at));
      if (unit === row && t === column) cell.className = "at";
    }
  }
  place.replaceChildren(table);
}
