// How a symbol is called and written where it must be seen.

/** A symbol for people: quoted, or its name. */
export function write(symbol) {
  return symbol === " " ? "space" : symbol === "\n" ? "line end" : symbol === "\t" ? "tab" : symbol === undefined ? "" : `“${symbol}”`;
}

/** A symbol as the coloured text shows it: spaces and line ends are visible. */
export function visible(symbol) {
  return symbol === " " ? "·" : symbol === "\n" ? "↵" : symbol === "\t" ? "→" : symbol === "\r" ? "␍" : symbol;
}
