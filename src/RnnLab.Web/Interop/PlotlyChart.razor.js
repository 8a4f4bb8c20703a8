import { color, onTheme, resolve, text } from "/js/tokens.js";
import { loadPlotly } from "/js/plotly.js";
import { fillTable } from "/js/chart-table.js";

const charts = new WeakMap();

function themed(layout) {
  const axis = {
    automargin: true, gridcolor: color("--line"), linecolor: color("--line"), zerolinecolor: color("--line"), tickcolor: color("--line"),
    tickfont: { size: 11, color: color("--ink-3") }, ticks: "outside", ticklen: 4, showline: false, zeroline: false, fixedrange: false,
  };
  const title = (own) => own?.title ? { ...own.title, font: { size: 11, color: color("--ink-3") }, standoff: 8 } : undefined;
  return {
    autosize: true, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: text("--font-ui"), size: 12, color: color("--ink-2") },
    margin: { l: 8, r: 8, t: 8, b: 8, pad: 0 }, hovermode: "x unified",
    hoverlabel: { bgcolor: color("--raised"), bordercolor: color("--line-strong"), font: { family: text("--font-ui"), size: 12, color: color("--ink") } },
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 12, color: color("--ink-2") }, bgcolor: "rgba(0,0,0,0)", itemwidth: 30 },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: color("--ink-3"), activecolor: color("--accent") },
    ...resolve(layout),
    xaxis: { ...axis, ...resolve(layout.xaxis), title: title(layout.xaxis) },
    yaxis: { ...axis, ...resolve(layout.yaxis), title: title(layout.yaxis) },
  };
}

const figureTable = (host) => host.closest("figure").querySelector(".figure-table");

// The server's copy of the points stops at the last update; the browser's copy grows with extend and is what is drawn again after a change of theme.
async function draw(chart) {
  await chart.plotly.react(chart.host, chart.data.map(resolve), themed(chart.layout), chart.config);
  tableLater(chart);
}

function tableLater(chart) {
  if (!chart.table || chart.tableTimer) return;
  chart.tableTimer = setTimeout(() => { chart.tableTimer = 0; if (chart.table) fillTable(figureTable(chart.host), chart.data, chart.layout); }, 500);
}

export async function create(host, data, layout, config, url) {
  dispose(host);
  const plotly = await loadPlotly(url);
  const chart = {
    host, plotly, data, layout, table: false,
    config: { ...config, displaylogo: false, responsive: false, showSendToCloud: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] },
  };
  charts.set(host, chart);
  await draw(chart);
  let first = true;
  chart.size = new ResizeObserver(() => { if (!first && host.offsetParent) plotly.Plots.resize(host); first = false; });
  chart.size.observe(host);
  chart.unTheme = onTheme(() => draw(chart));
}

export async function update(host, data, layout) {
  const chart = charts.get(host);
  if (!chart) return;
  chart.data = data;
  chart.layout = layout;
  await draw(chart);
}

export async function extend(host, extensions, maxPoints) {
  const chart = charts.get(host);
  if (!chart || extensions.length === 0) return;
  for (const { trace, x, y } of extensions) {
    const own = chart.data[trace];
    if (!own) throw new Error(`There is no trace ${trace} in this chart.`);
    own.x.push(...x);
    own.y.push(...y);
    if (own.x.length > maxPoints) {
      own.x.splice(0, own.x.length - maxPoints);
      own.y.splice(0, own.y.length - maxPoints);
    }
  }
  await chart.plotly.extendTraces(host, { x: extensions.map((e) => e.x), y: extensions.map((e) => e.y) }, extensions.map((e) => e.trace), maxPoints);
  tableLater(chart);
}

export function table(host, shown) {
  const chart = charts.get(host);
  if (!chart) return;
  chart.table = shown;
  if (shown) fillTable(figureTable(host), chart.data, chart.layout);
}

export function dispose(host) {
  const chart = charts.get(host);
  if (!chart) return;
  charts.delete(host);
  chart.size?.disconnect();
  chart.unTheme?.();
  clearTimeout(chart.tableTimer);
  chart.plotly.purge(host);
}
