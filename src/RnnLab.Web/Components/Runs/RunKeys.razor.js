const listeners = new Map();

export function create(key, owner) {
  const listener = (e) => {
    if (e.key !== " " || e.repeat || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || document.querySelector("dialog[open]")) return;
    // Whatever has a use for Space keeps it: controls, fields, scrolling regions.
    if (e.target !== document.body && e.target.id !== "main" && e.target.tagName !== "H1") return;
    e.preventDefault();
    owner.invokeMethodAsync("OnSpace");
  };
  document.addEventListener("keydown", listener);
  listeners.set(key, listener);
}

export function dispose(key) {
  document.removeEventListener("keydown", listeners.get(key));
  listeners.delete(key);
}
