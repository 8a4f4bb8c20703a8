// Blazor scrolls to the top after every navigation. Where only the query has changed (a setting, a chosen gate), it is the same page: it stays where it is.
{
  let page = location.pathname;
  const scroll = window.scrollTo.bind(window);
  window.scrollTo = (...to) => {
    const stays = to.length === 2 && to[0] === 0 && to[1] === 0 && location.pathname === page;
    page = location.pathname;
    if (!stays) scroll(...to);
  };
  addEventListener("popstate", () => { page = location.pathname; });
}
