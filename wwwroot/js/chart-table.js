// The table behind a chart: one row for each position, one column for each named trace, the latest rows first to hand.

const MostRows = 500;
const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

function cell(kind, content, className) {
  const element = document.createElement(kind);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

/** Fills an element with the table of a chart's traces. */
export function fillTable(place, traces, layout) {
  // A heat map is a column for each of its rows, by the names in its meta.
  const lines = traces.flatMap((trace) => trace.z ? trace.z.map((y, row) => ({ name: trace.meta?.rows?.[row] ?? `row ${row + 1}`, x: trace.x, y })) : [trace]);
  const named = lines.filter((trace) => trace.name && trace.x && trace.y);
  const rows = new Map();
  named.forEach((trace, column) => trace.x.forEach((x, i) => {
    if (x === null) return;
    if (!rows.has(x)) rows.set(x, []);
    rows.get(x)[column] = trace.y[i];
  }));
  const positions = [...rows.keys()].sort((a, b) => a - b);
  const shown = positions.slice(-MostRows);

  const table = document.createElement("table");
  table.className = "table";
  const caption = table.createCaption();
  caption.className = "visually-hidden";
  caption.textContent = shown.length < positions.length ? `The last ${shown.length} of ${positions.length} positions` : `${shown.length} positions`;
  const head = table.createTHead().insertRow();
  for (const [i, title] of [layout.xaxis?.title?.text ?? "x", ...named.map((trace) => trace.name)].entries()) {
    const th = cell("th", title, i ? "right" : "");
    th.scope = "col";
    head.append(th);
  }
  const body = table.createTBody();
  for (const x of shown) {
    const row = body.insertRow();
    const th = cell("th", digits.format(x));
    th.scope = "row";
    row.append(th);
    named.forEach((_, column) => {
      const y = rows.get(x)[column];
      row.append(cell("td", y === undefined ? "" : y === null ? "not a number" : digits.format(y), "right"));
    });
  }
  place.replaceChildren(table);
}
