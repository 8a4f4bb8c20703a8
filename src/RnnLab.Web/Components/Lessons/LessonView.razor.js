// What a lesson needs in the browser: its formulas set, also those that appear later (the reasons of a quiz), and the current section marked in its contents.
import { renderWithin } from "/js/formula.js";

const views = new WeakMap();

export function create(root) {
  dispose(root);
  renderWithin(root);
  const added = new MutationObserver(() => renderWithin(root));
  added.observe(root, { childList: true, subtree: true });

  const links = new Map([...root.querySelectorAll(".lesson-contents a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...root.querySelectorAll(".lesson-section > h2")];
  let scheduled = 0;
  const mark = () => {
    scheduled = 0;
    const line = innerHeight / 3;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const current = atEnd ? headings.at(-1) : headings.filter((heading) => heading.getBoundingClientRect().top <= line).at(-1);
    for (const [id, link] of links) {
      if (id === current?.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const onScroll = () => { scheduled ||= requestAnimationFrame(mark); };
  addEventListener("scroll", onScroll, { passive: true });
  addEventListener("resize", onScroll, { passive: true });
  mark();
  // Formulas and pictures have moved what the address names.
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();

  views.set(root, () => {
    added.disconnect();
    removeEventListener("scroll", onScroll);
    removeEventListener("resize", onScroll);
    cancelAnimationFrame(scheduled);
  });
}

export function dispose(root) {
  views.get(root)?.();
  views.delete(root);
}
