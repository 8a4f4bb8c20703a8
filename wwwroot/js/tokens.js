// Reads the design tokens for what draws on a canvas or through plotly: var(--name) anywhere in a value becomes the colour of the theme of the moment.

const probe = document.createElement("span");
probe.hidden = true;

/** The colour of a token such as "--ink", as the browser computes it: rgb(...). */
export function color(name) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = "";
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** A text token such as "--font-ui". */
export function text(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A deep copy in which every "var(--name)" is resolved. */
export function resolve(value) {
  if (typeof value === "string") {
    const match = /^var\((--[\w-]+)\)$/.exec(value);
    return match ? color(match[1]) : value;
  }
  if (Array.isArray(value)) return value.map(resolve);
  if (value && typeof value === "object" && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v)]));
  }
  return value;
}

/** Calls back when the theme changes; returns the function that ends it. */
export function onTheme(callback) {
  const listener = () => requestAnimationFrame(callback);
  document.addEventListener("rnnlab:theme", listener);
  return () => document.removeEventListener("rnnlab:theme", listener);
}
