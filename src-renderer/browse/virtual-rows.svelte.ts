import { createVirtualizer, type SvelteVirtualizer } from '@tanstack/svelte-virtual';
import { untrack } from 'svelte';
import { get, type Readable } from 'svelte/store';

/** A list of which only the rows in sight are made; what its functions look at is followed. */
interface VirtualList {
  scroller: () => HTMLDivElement | undefined;
  count: () => number;
  /** Gives the height of each row by its index, CSS pixels. */
  heights: () => (index: number) => number;
  /** Rows made beyond either edge. */
  overscan: number;
}

/** The rows in sight of a list, kept up to date while the component lives that calls this. */
export function virtualRows({
  scroller,
  count,
  heights,
  overscan,
}: VirtualList): Readable<SvelteVirtualizer<HTMLDivElement, HTMLDivElement>> {
  const getScrollElement = () => scroller() ?? null;
  const virtualizer = createVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: 0,
    getScrollElement,
    estimateSize: untrack(heights),
    overscan,
  });
  $effect(() => {
    const options = { count: count(), getScrollElement, estimateSize: heights() };
    // Its own store changes by this.
    untrack(() => {
      get(virtualizer).setOptions(options);
      get(virtualizer).measure();
    });
  });
  return virtualizer;
}
