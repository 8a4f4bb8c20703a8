// What a lesson needs in the browser: KaTeX over its formulas, also those that appear later (the reasons of a quiz), and the current section marked in its contents.
import katex from "../../lib/katex/katex.mjs";

const quantities = { input: "q-x", hidden: "q-h", cell: "q-c", inputgate: "q-i", forgetgate: "q-f", outputgate: "q-o", updategate: "q-z", resetgate: "q-r", candidate: "q-g", loss: "q-loss" };
const macros = Object.fromEntries(Object.entries(quantities).map(([name, css]) => [`\\q${name}`, `\\htmlClass{${css}}{#1}`]));

function draw(element) {
  element.classList.remove("math");
  element.classList.add("math-drawn");
  const source = element.textContent;
  try {
    katex.render(source, element, {
      displayMode: element.classList.contains("math-display"),
      macros: { ...macros },
      trust: (context) => context.command === "\\htmlClass",
      strict: (code) => (code === "htmlExtension" ? "ignore" : "warn"),
    });
  } catch (error) {
    // The source stays readable; the author finds the fault in the console and in the browser test.
    element.classList.add("math-error");
    element.title = String(error.message ?? error);
    console.error(`Formula "${source}":`, error);
  }
}

function drawAll(root) {
  if (root.matches?.(".math")) draw(root);
  for (const element of root.querySelectorAll?.(".math") ?? []) draw(element);
}

const views = new WeakMap();

export function create(root) {
  dispose(root);
  drawAll(root);
  const added = new MutationObserver((records) => {
    for (const record of records) for (const node of record.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) drawAll(node);
  });
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
