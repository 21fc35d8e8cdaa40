import type { FigureStyle } from '../../figures/marks/styles.ts';
import type { Colour } from '../../figures/marks/marks.ts';
import type { MovieLook } from './look.ts';
import type { Movie } from './movie.ts';

/** Particles (indices) that are painted in a colour of their own. */
export interface MovieHighlight {
  indices: readonly number[];
  colour: Colour;
  label: string;
}

export interface PlayedPane {
  /** What it shows, the longest text first: the first that has room is written. */
  titles: readonly string[];
  highlights: readonly MovieHighlight[];
  /** Typical length of the arrow of each particle over the movie: sets how long they are drawn. */
  arrowLengths: Float64Array;
}

/** What one pane shows at one moment. */
export interface PaneMoment {
  /** F − 1 of cell and view. */
  gradient: readonly [number, number, number, number];
  /** Where particles are, 2N. */
  positions: Float64Array;
  /** Vectors of the particles, 2N. */
  arrows: Float64Array;
  /** How far each has moved by now, 2N; null where nothing moves. */
  moved: Float64Array | null;
}

export interface MovieMoment {
  /** One for each pane; their arrays are used again at the next moment. */
  panes: readonly PaneMoment[];
  /** What is written into the frame: angle, time, strain. */
  texts: readonly string[];
  /** Of the shear, degrees; null where there is none. */
  angle: number | null;
}

/** A motion as it is played: what changes, and what stays the same through the whole movie. */
export interface MoviePlayer {
  panes: readonly PlayedPane[];
  /** Whether particles stay where they are: only arrows change. */
  isStill: boolean;
  /** What arrows are. */
  arrowName: string;
  /** Whether arrows are lengths of the plane: how many times as long as these they are drawn has a meaning. */
  areLengths: boolean;
  /** How far particles move, σ, of all panes; null where nothing moves. */
  moved: Float64Array | null;
  /** The moment at a share of the movie, 0 to 1. */
  at: (share: number) => MovieMoment;
}

export const UNDEFORMED = [0, 0, 0, 0] as const;

/** The key core of a sample, painted where nothing else is marked. */
export function keyCoreHighlights({ keyCore }: Movie, { palette }: FigureStyle): MovieHighlight[] {
  return keyCore.length === 0 ? [] : [{ indices: keyCore, colour: palette.string, label: 'key-core string' }];
}

/** Makes the player of one kind of motion. */
export type PlayerMaker<Kind> = (movie: Movie, motion: Kind, look: MovieLook) => MoviePlayer;
