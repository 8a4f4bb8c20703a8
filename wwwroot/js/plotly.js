// plotly.js is fetched once, when the first chart needs it: however many charts and modules ask, they share one script.
let library;

export function loadPlotly(url) {
  return library ??= new Promise((done, failed) => {
    if (globalThis.Plotly) return done(globalThis.Plotly);
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(globalThis.Plotly);
    script.onerror = () => { library = undefined; script.remove(); failed(new Error("plotly.js could not be fetched from the server.")); };
    document.head.append(script);
  });
}
