// The listener goes with its element.
export function create(strip, owner) {
  strip?.addEventListener("click", (e) => {
    const index = Number(e.target.closest?.(".ch")?.dataset.i ?? -1);
    if (index >= 0) owner.invokeMethodAsync("OnClicked", index);
  });
}

// Scrolls the text, and nothing but the text, so far that the character at the cursor can be seen.
export function reveal(strip) {
  const at = strip?.querySelector(".at");
  if (!at) return;
  const top = at.offsetTop, bottom = top + at.offsetHeight, margin = at.offsetHeight;
  if (top - margin < strip.scrollTop) strip.scrollTop = top - margin;
  else if (bottom + margin > strip.scrollTop + strip.clientHeight) strip.scrollTop = bottom + margin - strip.clientHeight;
}
