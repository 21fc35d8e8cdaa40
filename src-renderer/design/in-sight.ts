/** The nearest part of the window above an element that scrolls its content. */
function scrollerOf(element: Element) {
  for (let above = element.parentElement; above !== null; above = above.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(above).overflowY)) return above;
  return null;
}

/**
 * Attachment of a text that has to be seen: it is scrolled into sight when it appears, and again when what it stands in
 * changes its size: where another panel opens below it, or what stands above it is only now computed.
 */
export function inSight(element: HTMLElement): () => void {
  const show = () => element.scrollIntoView({ block: 'nearest' });
  show();
  const watch = new ResizeObserver(show);
  const scroller = scrollerOf(element);
  if (scroller !== null) for (const each of [scroller, ...scroller.children]) watch.observe(each);
  return () => watch.disconnect();
}
