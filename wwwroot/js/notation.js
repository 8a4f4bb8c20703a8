// The notation of formulas and labels: what the address said when this tab was opened, else what the person chose last.
{
  const key = "rnnlab.notation";
  const known = new Set(["pytorch", "coursera", "d2l"]);
  const read = (store) => { try { const word = store().getItem(key); return known.has(word) ? word : null; } catch { return null; } };
  const write = (store, word) => { try { if (word) store().setItem(key, word); else store().removeItem(key); } catch { /* private window: the choice lasts as long as the page */ } };
  const tab = () => sessionStorage, browser = () => localStorage;

  // Pages write their own addresses; the tab remembers that its link said another notation.
  const asked = new URLSearchParams(location.search).get("notation");
  if (known.has(asked)) write(tab, asked);

  globalThis.rnnlabNotation = {
    get: () => read(tab) ?? read(browser) ?? "pytorch",
    set(word) {
      if (!known.has(word)) return;
      write(tab, null);
      write(browser, word);
    },
  };
}
