// The curves of a run: loss above, gradient norm below, one shared axis of steps. The server sends tails (see CurveFrame.cs); this module keeps
// the arrays and redraws at most ten times a second, for a fifth of the time at most, so that a slow browser still answers clicks, and not at all
// while nobody can see it.
import { color, onTheme, text } from "/js/tokens.js";
import { loadPlotly } from "/js/plotly.js";

const charts = new WeakMap();
const names = ["training", "training, smoothed", "validation", "norm before clipping", "norm after clipping"];

export async function create(element, options, url) {
  dispose(element);
  const plotly = await loadPlotly(url);
  const chart = { element, plotly, options, x: names.map(() => []), y: names.map(() => []), revision: 0, visible: true, dirty: false, timer: 0, last: 0, cost: 0 };
  charts.set(element, chart);
  draw(chart);
  chart.sight = new IntersectionObserver(entries => {
    chart.visible = entries[entries.length - 1].isIntersecting;
    if (chart.visible && chart.dirty) schedule(chart);
  });
  chart.sight.observe(element);
  chart.size = new ResizeObserver(() => schedule(chart));
  chart.size.observe(element);
  chart.unTheme = onTheme(() => schedule(chart));
}

export function update(element, bytes) {
  const chart = charts.get(element);
  if (!chart) return;
  const copy = bytes.slice().buffer;
  const view = new DataView(copy);
  const count = view.getInt32(0, true);
  let at = 4 + 8 * count;
  at += (8 - at % 8) % 8;
  for (let i = 0; i < count; i++) {
    const keep = view.getInt32(4 + 8 * i, true), n = view.getInt32(8 + 8 * i, true);
    chart.x[i].length = chart.y[i].length = Math.min(keep, chart.x[i].length);
    const xs = new Float64Array(copy, at, n), ys = new Float64Array(copy, at + 8 * n, n);
    at += 16 * n;
    for (let k = 0; k < n; k++) { chart.x[i].push(xs[k]); chart.y[i].push(Number.isFinite(ys[k]) ? ys[k] : null); }
  }
  chart.revision++;
  schedule(chart, Math.max(100, 5 * chart.cost));
}

export function configure(element, options) {
  const chart = charts.get(element);
  if (!chart) return;
  chart.options = options;
  schedule(chart);
}

export function dispose(element) {
  const chart = charts.get(element);
  if (!chart) return;
  charts.delete(element);
  clearTimeout(chart.timer);
  chart.sight?.disconnect();
  chart.size?.disconnect();
  chart.unTheme?.();
  chart.plotly.purge(element);
}

// What the person did is drawn soon, even where new points wait for longer.
function schedule(chart, pause = 100) {
  chart.dirty = true;
  if (!chart.visible) return;
  const due = chart.last + pause;
  if (chart.timer && chart.due <= due) return;
  clearTimeout(chart.timer);
  chart.due = due;
  const wait = Math.max(0, due - performance.now());
  chart.timer = setTimeout(() => requestAnimationFrame(() => { chart.timer = 0; if (charts.get(chart.element) === chart) draw(chart); }), wait);
}

function draw(chart) {
  chart.dirty = false;
  chart.last = performance.now();
  chart.plotly.react(chart.element, traces(chart), layout(chart), { displayModeBar: false, responsive: false, showSendToCloud: false, doubleClick: "reset+autosize" });
  chart.element.dataset.points = chart.x[0].length;
  chart.cost = performance.now() - chart.last;
}

function traces(chart) {
  const loss = color("--q-loss"), ink = color("--ink"), smoothing = chart.options.smoothing.toFixed(2);
  const line = (i, hover, extra) => ({ type: "scatter", mode: "lines", name: names[i], x: chart.x[i], y: chart.y[i], hovertemplate: `%{y:${hover}}`, hoverlabel: { namelength: -1 }, ...extra });
  return [
    line(0, ".3f", { line: { color: loss, width: 1 }, opacity: 0.32 }),
    line(1, ".3f", { name: `training, smoothed ${smoothing}`, line: { color: loss, width: 2 } }),
    line(2, ".3f", { mode: "lines+markers", line: { color: ink, width: 1.5, dash: "dot" }, marker: { size: 6, symbol: "diamond", color: ink } }),
    line(3, ".3g", { yaxis: "y2", line: { color: loss, width: 1 }, opacity: 0.4, showlegend: false }),
    line(4, ".3g", { yaxis: "y2", line: { color: loss, width: 1 }, showlegend: false }),
  ];
}

function layout(chart) {
  const { options: o, element } = chart;
  const soft = color("--ink-3"), grid = color("--line"), shapes = [], annotations = [];
  const level = (value, axis, words, dash, below) => {
    shapes.push({ type: "line", xref: "paper", x0: 0, x1: 1, yref: axis, y0: value, y1: value, layer: "below", line: { color: soft, width: 1.25, dash } });
    const log = axis === "y2" || o.log;
    annotations.push({ xref: "paper", x: 1, xanchor: "right", yref: axis, y: log ? Math.log10(value) : value, yanchor: below ? "top" : "bottom", text: words, showarrow: false, font: { size: 11, color: soft } });
  };
  level(o.uniform, "y", `uniform guess, ${o.uniform.toFixed(2)}`, "dot", true);
  if (o.floor) level(o.floor, "y", `entropy of the text, ${o.floor.toFixed(3)}: the best possible`, "dash", false);
  if (o.clipNorm) level(o.clipNorm, "y2", `clipped at ${o.clipNorm}`, "dash", false);
  const axis = { gridcolor: grid, linecolor: grid, zeroline: false, tickfont: { size: 11, color: soft }, ticks: "outside", ticklen: 4, tickcolor: grid };
  const title = words => ({ text: words, font: { size: 11, color: soft }, standoff: 8 });
  // Powers of ten where the norm spans several, 1-2-5 where it does not.
  const norms = chart.y[3].filter(v => v > 0), wide = norms.length > 0 && Math.max(...norms) / Math.min(...norms) > 30;
  return {
    // Zoom survives new points, and starts afresh with another run or scale.
    uirevision: `${o.run} ${o.log}`, datarevision: chart.revision, width: element.clientWidth, height: element.clientHeight,
    margin: { l: 60, r: 16, t: 8, b: 40 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: text("--font-ui"), size: 12, color: color("--ink-2") },
    hovermode: "x unified", hoverlabel: { bgcolor: color("--raised"), bordercolor: color("--line-strong"), font: { family: text("--font-ui"), size: 12, color: color("--ink") } },
    legend: { orientation: "h", x: 0, y: 1.01, yanchor: "bottom", font: { size: 12, color: color("--ink-2") }, bgcolor: "rgba(0,0,0,0)", itemwidth: 30 },
    xaxis: { ...axis, anchor: "y2", title: title("training step"), rangemode: "tozero", hoverformat: ",d", tickformat: ",d", nticks: 8 },
    yaxis: { ...axis, domain: [0.34, 1], type: o.log ? "log" : "linear", title: title(`loss, nats/char${o.log ? ", log scale" : ""}`), rangemode: o.log ? "normal" : "tozero", nticks: 6 },
    yaxis2: { ...axis, domain: [0, 0.24], type: "log", title: title("gradient norm,<br>log scale"), dtick: wide ? 1 : "D2", tickformat: "~g" },
    shapes, annotations, dragmode: "zoom",
  };
}
