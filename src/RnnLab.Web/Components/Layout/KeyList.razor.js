const listeners = new WeakMap();

export function create(dialog, owner) {
  const listener = (e) => {
    if (e.key !== "?" || e.ctrlKey || e.metaKey || e.altKey || dialog.open) return;
    const target = e.target;
    if (target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))) return;
    e.preventDefault();
    owner.invokeMethodAsync("OpenAsync");
  };
  // A click on the dimmed page closes.
  dialog.addEventListener("click", (e) => { if (e.target === dialog) dialog.close(); });
  document.addEventListener("keydown", listener);
  listeners.set(dialog, listener);
  dialog.dataset.ready = "";
}

export function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

export function dispose(dialog) {
  document.removeEventListener("keydown", listeners.get(dialog));
  listeners.delete(dialog);
}
