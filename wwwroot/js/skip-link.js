// The skip link moves the focus, not only the view: Blazor's own handling of #main scrolls and leaves the focus behind.
document.addEventListener("click", (e) => {
  if (!(e.target instanceof Element) || !e.target.closest(".skip-link")) return;
  e.preventDefault();
  document.getElementById("main")?.focus();
});
