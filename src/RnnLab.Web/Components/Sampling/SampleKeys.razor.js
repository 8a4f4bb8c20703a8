const listeners = new Map();
const names = { " ": "Space", ArrowLeft: "ArrowLeft", ArrowRight: "ArrowRight", Home: "Home", End: "End" };

export function create(key, owner) {
  let busy = false;
  const listener = async (e) => {
    const name = names[e.key];
    if (!name || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || document.querySelector("dialog[open]")) return;
    // Whatever has a use for the key keeps it: controls, fields, other figures. The text itself scrolls with up and down.
    const { target } = e;
    if (target !== document.body && target.id !== "main" && target.tagName !== "H1" && !target.classList.contains("text-strip")) return;
    e.preventDefault();
    if (busy || (e.repeat && name === "Space")) return;
    // A key held down asks again when the last step is on screen, no sooner.
    busy = true;
    try { await owner.invokeMethodAsync("OnKey", name); } finally { busy = false; }
  };
  document.addEventListener("keydown", listener);
  listeners.set(key, listener);
}

export function dispose(key) {
  document.removeEventListener("keydown", listeners.get(key));
  listeners.delete(key);
}
