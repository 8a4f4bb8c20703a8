// The two scales of values, as tables of 512 packed RGBA colours: cividis for what goes from low to high, and blue - neutral - orange about zero,
// whose neutral middle is light on a light page and dark on a dark one.

export const Steps = 512;

const cividis = ["#00204c", "#002a66", "#00346e", "#273f6c", "#3c4a6b", "#4c556b", "#5b5f6d", "#686a70", "#757575", "#838178", "#928c78", "#a19876", "#b0a572", "#c0b16d", "#d1bf66", "#e1cc5c", "#f3db4f", "#ffe945"];
const aboutZeroLight = ["#08306b", "#1f5fa5", "#5c9ccc", "#a9cfe5", "#f5f4f1", "#f3c79a", "#e08a3f", "#b3540f", "#662200"];
const aboutZeroDark = ["#a6d5ff", "#62a9e0", "#2f74ad", "#1b4568", "#1c1d20", "#5b3413", "#a75c1b", "#e08f3f", "#ffcf96"];

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** One packed little-endian RGBA colour, as ImageData stores it. */
export const pack = (r, g, b, a = 255) => ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;

function table(anchors) {
  const colors = new Uint32Array(Steps);
  const points = anchors.map(channels);
  for (let i = 0; i < Steps; i++) {
    const at = (i / (Steps - 1)) * (points.length - 1);
    const below = Math.min(Math.floor(at), points.length - 2);
    const share = at - below;
    colors[i] = pack(...points[below].map((low, c) => Math.round(low + (points[below + 1][c] - low) * share)));
  }
  return colors;
}

const tables = new Map();

/** The colours of a scale: 0 sequential, 1 about zero. */
export function scale(kind, dark) {
  const key = kind === 0 ? "sequential" : dark ? "dark" : "light";
  if (!tables.has(key)) tables.set(key, table({ sequential: cividis, dark: aboutZeroDark, light: aboutZeroLight }[key]));
  return tables.get(key);
}

/** True when the page is drawn in its dark colours. */
export function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}
