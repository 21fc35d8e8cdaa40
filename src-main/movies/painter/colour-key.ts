import { type ColourScale, colourScale, stepOf } from '../../figures/marks/colours.ts';
import type { Colour } from '../../figures/marks/marks.ts';
import { axisTicks } from '../../figures/plot/ticks.ts';
import type { PaintContext } from './canvas.ts';
import type { Area } from './layout.ts';
import type { MovieLook } from './look.ts';
import type { Movie } from './movie.ts';
import type { MoviePlayer } from './player.ts';
import { paintText } from './text.ts';

/** What colours of discs mean: a number of each particle between 0 and `high`. */
export interface MovieColourKey {
  label: string;
  high: number;
  colours: ColourScale;
  /** Whether values lie beyond. */
  isPointed: boolean;
}

/** Share of the values below which the colours end, as in figures: few exceptions do not make all others alike. */
const PERCENTILE = 0.998;

/** The value that a share of all is below; those that are no numbers left out. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(Array.from(values).filter(Number.isFinite)).sort();
  return sorted.at(Math.min(sorted.length - 1, Math.floor(share * sorted.length))) ?? 0;
}

function keyOf(label: string, values: ArrayLike<number>, look: MovieLook): MovieColourKey {
  const largest = quantile(values, 1);
  const high = quantile(values, PERCENTILE) || largest || 1;
  return { label, high, colours: colourScale(look.style, false), isPointed: largest > high };
}

/** The key of the colours that a look asks for; null for species, and where the movie does not have what it asks for. */
export function colourKey({ vibrability }: Movie, player: MoviePlayer, look: MovieLook): MovieColourKey | null {
  if (look.colour === 'psi' && vibrability !== null) return keyOf('Ψ (σ²/ε)', vibrability, look);
  if (look.colour === 'moved' && player.moved !== null) return keyOf('moved (σ)', player.moved, look);
  return null;
}

/** The colour of a value; that of the ground's lines for a particle that has none. */
export function colourFor({ high, colours }: MovieColourKey, value: number, missing: Colour): Colour {
  return Number.isNaN(value) ? missing : colours[stepOf(value, 0, high, colours)];
}

/** A bar with numbers at its right, its name above it. */
export function paintColourBar(
  context: PaintContext,
  { label, high, colours, isPointed }: MovieColourKey,
  { left, top, height }: Area,
  size: number,
  { ink }: { ink: Colour },
): void {
  const wide = 0.9 * size;
  const from = top + (isPointed ? 0.5 * size : 0);
  const long = top + height - from;
  const step = long / colours.length;
  colours.forEach((colour, at) => {
    context.fillStyle = colour;
    // Overlapping by a little: no seam is seen between two.
    context.fillRect(left, from + long - (at + 1) * step, wide, step + (at > 0 ? 0.6 : 0));
  });
  context.strokeStyle = ink;
  context.lineWidth = Math.max(1, size / 18);
  context.beginPath();
  context.rect(left, from, wide, long);
  context.stroke();
  if (isPointed) {
    context.fillStyle = colours[colours.length - 1];
    context.beginPath();
    context.moveTo(left, from);
    context.lineTo(left + wide, from);
    context.lineTo(left + wide / 2, top);
    context.closePath();
    context.fill();
    context.stroke();
  }
  for (const { at, label: number } of axisTicks(
    { low: 0, high },
    'linear',
    Math.max(2, Math.floor(long / (3 * size))),
  )) {
    const y = from + long * (1 - at);
    context.beginPath();
    context.moveTo(left + wide, y);
    context.lineTo(left + wide + 0.25 * size, y);
    context.stroke();
    paintText(context, number, left + wide + 0.45 * size, y + 0.32 * size, { size: 0.9 * size, colour: ink });
  }
  paintText(context, label, left - 0.1 * size, top - 0.5 * size, { size: 0.9 * size, colour: ink });
}
