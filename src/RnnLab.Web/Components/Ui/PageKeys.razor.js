// Keys of a page. Whatever has a use for a key keeps it: fields, sliders, figures, scrolling regions; buttons keep Space and Enter.
const listeners = new Map();

const nameOf = (e) => (e.shiftKey ? "Shift " : "") + (e.key === " " ? "Space" : e.key);

export function create(key, owner, names, also, buttonsIn) {
  dispose(key);
  const known = new Set(names);
  let waiting = 0, last = Promise.resolve();
  const listener = (e) => {
    const name = nameOf(e), { target } = e;
    if (!known.has(name) || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || document.querySelector("dialog[open]")) return;
    const free = target === document.body || target.id === "main" || target.tagName === "H1" || (also && target.matches(also));
    const button = e.key !== " " && e.key !== "Enter" && buttonsIn && target.tagName === "BUTTON" && target.closest(buttonsIn);
    if (!free && !button) return;
    e.preventDefault();
    // A key held down asks again when the last answer is on screen, no sooner, and Space once; every press of its own counts, in order.
    if (e.repeat && (waiting > 0 || e.key === " ")) return;
    waiting++;
    last = last
      .then(() => owner.invokeMethodAsync("OnKey", name))
      .catch((error) => { if (listeners.has(key)) console.error(`The key ${name} failed.`, error); })
      .finally(() => waiting--);
  };
  document.addEventListener("keydown", listener);
  listeners.set(key, listener);
}

export function dispose(key) {
  const listener = listeners.get(key);
  if (!listener) return;
  document.removeEventListener("keydown", listener);
  listeners.delete(key);
}
