/** Arrows closer together than this on the screen run into one another, CSS pixels. */
const MIN_SPACING = 9;
/** A level is entered with this much room, so that a zoom that rests between two does not flicker. */
const ENTERING = 1.12;

/**
 * How coarsely arrows are drawn: 0, one for each particle; k, one for each bin of 2^k spacings. `spacing`: distance of
 * neighbouring particles on the screen, CSS pixels; `before`: the level of the moment (null for none), which stays while
 * its own arrows are neither too close nor so far apart that a finer level has room.
 */
export function arrowLevel(spacing: number, before: number | null): number {
  if (before !== null) {
    const own = spacing * 2 ** before;
    if (own >= MIN_SPACING && (before === 0 || own < 2 * ENTERING * MIN_SPACING)) return before;
  }
  return Math.max(0, Math.ceil(Math.log2((ENTERING * MIN_SPACING) / spacing)));
}
