const listeners = new Map();
const known = new Set(["ArrowLeft", "ArrowRight", "Home", "End", " "]);

export function create(key, owner) {
  let waiting = false;
  const listener = async (e) => {
    if (!known.has(e.key) || e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
    // Whatever has a use for these keys keeps it: controls, fields, scrolling regions. The debugger's own buttons have none for arrows.
    const page = e.target === document.body || e.target.id === "main" || e.target.tagName === "H1" || e.target.hasAttribute("data-unroll-focus");
    const button = e.target.tagName === "BUTTON" && e.target.closest("[data-unroll-transport]");
    if (!page && !(button && e.key !== " ")) return;
    e.preventDefault();
    // A held key steps as fast as the server answers, and no queue builds up.
    if (waiting || (e.key === " " && e.repeat)) return;
    waiting = true;
    try {
      await owner.invokeMethodAsync("OnKey", (e.shiftKey ? "Shift " : "") + (e.key === " " ? "Space" : e.key));
    } finally {
      waiting = false;
    }
  };
  document.addEventListener("keydown", listener);
  listeners.set(key, listener);
}

export function dispose(key) {
  document.removeEventListener("keydown", listeners.get(key));
  listeners.delete(key);
}
