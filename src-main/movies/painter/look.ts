import { type FigureStyle, STYLES } from '../../figures/marks/styles.ts';
import type { MovieKind } from './movie.ts';

/** By what discs are coloured: species, Ψ, or how far particles have moved. */
export const MOVIE_COLOURS = ['species', 'psi', 'moved'] as const;
export const MOVIE_VIEWS = ['whole', 'core'] as const;
/** Arrows: of each pane on a scale of its own, all on that of the first, or none. */
export const MOVIE_ARROWS = ['own', 'shared', 'none'] as const;
export const FREQUENCY_RATIOS = ['true', 'equal'] as const;

export type MovieColour = (typeof MOVIE_COLOURS)[number];
export type MovieView = (typeof MOVIE_VIEWS)[number];
export type MovieArrows = (typeof MOVIE_ARROWS)[number];
export type FrequencyRatio = (typeof FREQUENCY_RATIOS)[number];

/** How a movie is shown. */
export interface MovieLook {
  /** Pixels. */
  width: number;
  height: number;
  /** Colours; sizes follow from the height of a frame. */
  style: FigureStyle;
  /** The whole cell, or a square about its middle. */
  view: MovieView;
  /** Side of that square, σ. */
  side: number;
  colour: MovieColour;
  arrows: MovieArrows;
  /** Largest displacement of a particle in an oscillating mode, σ. */
  amplitude: number;
  frequencyRatio: FrequencyRatio;
  /** Periods of the lowest mode, or turns of θ, from the first frame to the last. */
  turns: number;
}

/** How a kind of movie is shown unless something else is asked for. */
export type UsualLook = Pick<MovieLook, 'view' | 'side' | 'colour' | 'arrows' | 'amplitude' | 'frequencyRatio'>;

const USUAL: UsualLook = {
  view: 'whole',
  side: 26,
  colour: 'species',
  arrows: 'own',
  amplitude: 0.4,
  frequencyRatio: 'true',
};

const USUAL_OF_KIND: Readonly<Record<MovieKind, Partial<UsualLook>>> = {
  mode: {},
  theta: { view: 'core' },
  strain: { colour: 'moved' },
  quench: { arrows: 'none' },
};

export function usualLook(kind: MovieKind): UsualLook {
  return { ...USUAL, ...USUAL_OF_KIND[kind] };
}

/** Styles whose colours movies can have: those of figures. */
export const MOVIE_STYLES: readonly FigureStyle[] = STYLES;
