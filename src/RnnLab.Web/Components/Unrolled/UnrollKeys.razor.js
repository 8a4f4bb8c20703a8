const listeners = new Map();
const known = new Set(["ArrowLeft", "ArrowRight", "Home", "End", " "]);

// More presses than anyone makes before the server answers are a stuck key.
const most = 20;

export function create(key, owner) {
  let waiting = 0, last = Promise.resolve();
  const listener = e => {
    if (!known.has(e.key) || e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
    // Whatever has a use for these keys keeps it: controls, fields, scrolling regions. The debugger's own buttons have none for arrows.
    const page = e.target === document.body || e.target.id === "main" || e.target.tagName === "H1" || e.target.hasAttribute("data-unroll-focus");
    const button = e.target.tagName === "BUTTON" && e.target.closest("[data-unroll-transport]");
    if (!page && !(button && e.key !== " ")) return;
    e.preventDefault();
    // A held key steps as fast as the server answers; keys that are pressed one by one all count, however fast.
    if ((e.repeat && (waiting > 0 || e.key === " ")) || waiting >= most) return;
    const pressed = (e.shiftKey ? "Shift " : "") + (e.key === " " ? "Space" : e.key);
    waiting++;
    last = last.then(() => owner.invokeMethodAsync("OnKey", pressed)).catch(() => { }).finally(() => waiting--);
  };
  document.addEventListener("keydown", listener);
  listeners.set(key, listener);
}

export function dispose(key) {
  document.removeEventListener("keydown", listeners.get(key));
  listeners.delete(key);
}
