// One node or edge of the drawing is in the Tab order; arrow keys go to the nearest one in their direction, at the border of a folded drawing on to the next window.
const figures = new WeakMap();
const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const items = (svg) => [...svg.querySelectorAll("[data-figure-item]")];
const place = (item) => ({ x: +item.dataset.x, y: +item.dataset.y });

function roam(m, item) {
  for (const other of items(m.svg)) if (other !== item && other.tabIndex === 0) other.setAttribute("tabindex", "-1");
  item?.setAttribute("tabindex", "0");
}

function nearest(m, from, [dx, dy]) {
  let best = null, least = Infinity;
  for (const item of items(m.svg)) {
    const to = place(item), along = (to.x - from.x) * dx + (to.y - from.y) * dy, across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    if (along < 4 || across > along * 1.5) continue;
    const far = along + 3 * across;
    if (far < least) [best, least] = [item, far];
  }
  return best;
}

// After a step of the window the same row has the focus at the side that it came from.
function settle(m) {
  const all = items(m.svg), { seek } = m;
  if (seek && all.length) {
    m.seek = null;
    const item = all.reduce((a, b) => Math.abs(place(b).x - seek.x) + 4 * Math.abs(place(b).y - seek.y) < Math.abs(place(a).x - seek.x) + 4 * Math.abs(place(a).y - seek.y) ? b : a);
    roam(m, item);
    item.focus();
  } else if (!all.some((item) => item.tabIndex === 0)) {
    roam(m, m.svg.querySelector(".node-picked") ?? m.svg.querySelector(".node") ?? all[0]);
  }
}

export function create(svg) {
  dispose(svg);
  const m = { svg, seek: null };
  figures.set(svg, m);
  m.keydown = (e) => {
    const item = e.target.closest("[data-figure-item]");
    if (!item || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
    const direction = directions[e.key];
    if (direction) {
      const next = nearest(m, place(item), direction), more = m.svg.closest("figure").querySelector(e.key === "ArrowLeft" ? "[data-earlier]" : "[data-later]");
      if (next) {
        roam(m, next);
        next.focus();
      } else if (direction[0] && more && !more.disabled) {
        m.seek = { x: direction[0] > 0 ? 0 : Infinity, y: place(item).y };
        if (m.seek.x === Infinity) m.seek.x = 1e6;
        more.click();
      }
    } else if (e.key === "Enter" || e.key === " ") {
      if (!e.repeat) item.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    } else if (e.key === "Home" || e.key === "End") {
      const row = items(svg).filter((other) => Math.abs(place(other).y - place(item).y) < 8).sort((a, b) => place(a).x - place(b).x);
      const next = e.key === "Home" ? row[0] : row[row.length - 1];
      roam(m, next);
      next.focus();
    } else if (e.key === "Escape") {
      item.blur();
    } else {
      return;
    }
    e.preventDefault();
    e.stopPropagation();
  };
  m.focus = (e) => { const item = e.target.closest("[data-figure-item]"); if (item) roam(m, item); };
  svg.addEventListener("keydown", m.keydown);
  svg.addEventListener("focusin", m.focus);
  m.watch = new MutationObserver(() => settle(m));
  m.watch.observe(svg, { childList: true });
  settle(m);
  svg.dataset.keys = "on";
}

export function dispose(svg) {
  const m = figures.get(svg);
  if (!m) return;
  figures.delete(svg);
  m.watch.disconnect();
  svg.removeEventListener("keydown", m.keydown);
  svg.removeEventListener("focusin", m.focus);
}
