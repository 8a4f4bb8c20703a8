// Formulas by KaTeX. \q{f}{f_t} takes the colour of quantity f; nothing else may reach into the page.
import katex from "/lib/katex/katex.mjs";

const options = {
  throwOnError: false,
  output: "htmlAndMathml",
  strict: false,
  trust: (context) => context.command === "\\htmlClass",
  macros: { "\\q": "\\htmlClass{q-#1}{#2}" },
};

/** Sets one formula into an element. */
export function render(element, tex, displayMode) {
  // A formula that left the page while the call was on its way.
  if (!element) return;
  katex.render(tex, element, { ...options, macros: { ...options.macros }, displayMode });
}

/** Sets every formula below an element: those marked class="math" by the Markdown reader, with \( \) or \[ \] about them. */
export function renderWithin(element) {
  for (const place of element.querySelectorAll(".math:not([data-set])")) {
    const source = place.textContent.trim();
    const display = source.startsWith("\\[");
    render(place, source.replace(/^\\[([]|\\[)\]]$/g, ""), display);
    place.dataset.set = "";
  }
}
