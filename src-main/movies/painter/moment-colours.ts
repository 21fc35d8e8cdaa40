import type { Colour } from '../../figures/marks/marks.ts';
import { colourFor, type MovieColourKey } from './colour-key.ts';
import type { MovieLook } from './look.ts';
import type { Movie } from './movie.ts';
import type { PaneMoment } from './player.ts';

/** Arrows over discs that are coloured by a number: on dark ones, which the maps begin with, and on bright ones. */
const ON_DISCS = { dark: '#ffffff', bright: '#14284f' } as const;
/** Share of a map from which on its colours are bright. */
const BRIGHT = 0.6;

/** Colours of particles and their arrows at one moment. */
export interface MomentColours {
  disc: (particle: number) => Colour;
  arrow: (particle: number) => Colour;
  /** What an arrow of a colour is edged with; null where all discs are pale. */
  arrowEdge: (arrow: Colour) => Colour | null;
}

/** Colours by a number where there is a `key` to them, else by species. */
export function coloursAt(
  { vibrability, species }: Movie,
  { style, colour }: MovieLook,
  key: MovieColourKey | null,
  { moved }: PaneMoment,
): MomentColours {
  const { discs, arrow } = style.palette;
  if (key === null)
    return { disc: (particle) => discs[species[particle] % discs.length], arrow: () => arrow, arrowEdge: () => null };
  const value = (particle: number) => {
    if (colour === 'psi') return vibrability?.[particle] ?? Number.NaN;
    return moved === null ? Number.NaN : Math.hypot(moved[2 * particle], moved[2 * particle + 1]);
  };
  return {
    disc: (particle) => colourFor(key, value(particle), style.pale),
    arrow: (particle) => (value(particle) < BRIGHT * key.high ? ON_DISCS.dark : ON_DISCS.bright),
    arrowEdge: (own) => (own === ON_DISCS.dark ? ON_DISCS.bright : ON_DISCS.dark),
  };
}
