// Formulas by KaTeX. \q{f}{f_t} takes the colour of quantity f; \htmlData{number=...}{0.25} marks a number that
// can be clicked; nothing else may reach into the page.
import katex from "/lib/katex/katex.mjs";

const options = {
  throwOnError: false,
  output: "htmlAndMathml",
  strict: false,
  trust: (context) => context.command === "\\htmlClass" || (context.command === "\\htmlData" && Object.keys(context.attributes).every((name) => name === "data-number")),
  macros: { "\\q": "\\htmlClass{q-#1}{#2}" },
};

/** Sets one formula into an element; an owner is told the marks of numbers that are clicked. */
export function render(element, tex, displayMode, owner) {
  // A formula that left the page while the call was on its way.
  if (!element) return;
  katex.render(tex, element, { ...options, macros: { ...options.macros }, displayMode });
  if (owner) element.onclick = (e) => {
    const number = e.target.closest("[data-number]");
    if (number && element.contains(number)) owner.invokeMethodAsync("OnNumber", number.dataset.number).catch((error) => { if (element.isConnected) console.error("The number could not be shown.", error); });
  };
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
