/** What can be scrolled can be reached by keys: it is in their order while something is hidden. */
const watched = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    const hides = target.scrollWidth > target.clientWidth;
    (target as HTMLElement).toggleAttribute("tabindex", hides);
    if (hides) (target as HTMLElement).tabIndex = 0;
  }
});

export function reachable<E extends HTMLElement>(element: E): E {
  watched.observe(element);
  return element;
}
