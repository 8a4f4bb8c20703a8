// Runs before the first paint: the stored choice becomes an attribute, and the style sheet does the rest.
{
  const key = "rnnlab.theme";
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const known = new Set(["light", "dark", "system"]);
  const tell = () => document.dispatchEvent(new CustomEvent("rnnlab:theme"));

  root.dataset.theme = known.has(stored()) ? stored() : "system";
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
  // A second tab follows.
  addEventListener("storage", (e) => { if (e.key === key && known.has(e.newValue)) { root.dataset.theme = e.newValue; tell(); } });

  globalThis.rnnlabTheme = {
    get: () => root.dataset.theme,
    set(theme) {
      if (!known.has(theme)) return;
      root.dataset.theme = theme;
      try { localStorage.setItem(key, theme); } catch { /* private window: the choice lasts as long as the page */ }
      tell();
    },
  };
}
