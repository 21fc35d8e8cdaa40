import type { AngularField } from '../../../native-workers/analyses/mechanics/angular-field.ts';
import type { Box } from '../../../native-workers/configuration/configuration.ts';
import type { PlanePoint } from '../../figures/plot/placement.ts';

/** What movies are made of, in the order in which they are offered. */
export const MOVIE_KINDS = ['mode', 'theta', 'strain', 'quench'] as const;

export type MovieKind = (typeof MOVIE_KINDS)[number];

/** A mode that is shown: u of all particles, 2N. */
export interface ShownMode {
  /** Its number, 0 for the lowest. */
  index: number;
  /** √(ε/mσ²), above 0. */
  omega: number;
  pr: number;
  displacement: Float64Array;
}

/** Modes that oscillate: those of a pane are added up, panes stand beside each other. */
export interface ModeMotion {
  kind: 'mode';
  panes: readonly (readonly ShownMode[])[];
}

/** How a sample answers simple shear that turns by θ, x(θ), with some of its particles (indices) pinned. */
export interface AnglePane {
  title: string;
  pinned: readonly number[];
  field: AngularField;
}

export interface ThetaMotion {
  kind: 'theta';
  panes: readonly AnglePane[];
}

/** One computed state of a sample that is strained or quenched. */
export interface MovieState {
  /** When it is shown: share of the movie, 0 to 1, rising. */
  share: number;
  /** F − 1 as xx, xy, yx, yy: cell and particles are deformed by F before they are displaced. */
  gradient: readonly [number, number, number, number];
  /** Of the quantities of the motion. */
  values: readonly number[];
  /** What is going on, in a few words. */
  phase: string;
}

/** How a number is written: with so many decimals, or three digits. */
export type QuantityForm = { decimals: number } | 'rounded';

/** A number that is written into each frame. */
export interface MovieQuantity {
  label: string;
  unit: string;
  form: QuantityForm;
  /** Whether it rises evenly between two states; else it is that of the last one. */
  even: boolean;
}

/** States one after another; between them particles move evenly. */
export interface StateMotion {
  kind: 'strain' | 'quench';
  title: string;
  quantities: readonly MovieQuantity[];
  states: readonly MovieState[];
  /** Displacement of each particle from F r₀ in each state: S × 2N, σ. */
  displacements: Float32Array;
  /** What the maker of the movie has to know of how its states were found: sentences. */
  remarks: readonly string[];
}

export type Motion = ModeMotion | ThetaMotion | StateMotion;

/** Everything that a movie is painted from. */
export interface Movie {
  /** Sample, model and number of particles. */
  title: string;
  box: Box;
  /** What lies in the middle: the key core where there is one. */
  centre: PlanePoint;
  /** Where r₀ of every particle is, 2N. */
  positions: Float64Array;
  species: Uint8Array;
  radii: Float64Array;
  /** Ψ of every particle; null where there is none. */
  vibrability: Float64Array | null;
  /** Indices of the key-core string, and of the corners of its square in order. */
  keyCore: readonly number[];
  square: readonly number[] | null;
  motion: Motion;
}
