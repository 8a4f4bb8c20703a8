const listeners = new Map();
const names = { " ": "Space", ArrowLeft: "ArrowLeft", ArrowRight: "ArrowRight", Home: "Home", End: "End" };

export function create(key, owner) {
  let busy = false;
  const listener = async (e) => {
    const name = names[e.key];
    if (!name || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || document.querySelector("dialog[open]")) return;
    // Whatever has a use for the key keeps it: fields, sliders, other figures; buttons keep Space. The text itself scrolls with up and down.
    const { target } = e;
    const free = target === document.body || target.id === "main" || target.tagName === "H1" || target.classList.contains("text-strip");
    if (!free && !(name !== "Space" && target.tagName === "BUTTON" && target.closest("#main"))) return;
    e.preventDefault();
    // A key held down asks again when the last step is on screen, no sooner; every press of its own counts.
    if (e.repeat && (busy || name === "Space")) return;
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
