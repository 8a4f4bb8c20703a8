// What the note about a lost connection does. The run is the server's, and the page's state is in its address: reloading loses nothing.
{
  const note = document.getElementById("components-reconnect-modal");
  new MutationObserver(() => {
    if (note.classList.contains("components-reconnect-rejected")) location.reload();
  }).observe(note, { attributes: true, attributeFilter: ["class"] });
  document.addEventListener("click", async (e) => {
    if (!(e.target instanceof Element)) return;
    if (e.target.closest("[data-reload]")) location.reload();
    if (e.target.closest("[data-reconnect]") && !(await Blazor.reconnect().catch(() => true))) location.reload();
  });
}
