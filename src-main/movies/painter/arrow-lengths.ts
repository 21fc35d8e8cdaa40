import { quantile } from './colour-key.ts';
import { showsWhole } from './layout.ts';
import type { MovieLook } from './look.ts';
import type { Movie } from './movie.ts';
import type { MoviePlayer } from './player.ts';

/**
 * How long arrows are, as in figures: the share of all vectors that is shorter than so many mean spacings, and the longest.
 */
const ARROWS = {
  whole: { share: 0.9, length: 1.4, most: 3 },
  core: { share: 0.998, length: 1.5, most: 3 },
};

/** How many times as long as its vector an arrow of each pane is drawn, the longest arrow, σ, and whether some would be longer. */
export function arrowLengths(
  { box, radii }: Movie,
  { panes }: MoviePlayer,
  look: MovieLook,
): { times: readonly number[]; most: number; areShortened: boolean } {
  const spacing = Math.sqrt((box.lx * box.ly) / radii.length);
  const wanted = ARROWS[showsWhole(box, look) ? 'whole' : 'core'];
  const own = panes.map(({ arrowLengths }) => {
    const typical = quantile(arrowLengths, wanted.share) || quantile(arrowLengths, 1) || 1;
    return (wanted.length * spacing) / typical;
  });
  const times = look.arrows === 'shared' ? own.map(() => own[0]) : own;
  const most = wanted.most * spacing;
  const areShortened = panes.some(({ arrowLengths }, at) => quantile(arrowLengths, 1) * times[at] > most);
  return { times, most, areShortened };
}
