import type { Box } from '../../native-workers/configuration/configuration.ts';

/** A per-particle column of the file beyond id, type and position (velocities, image flags, computed values...). */
export interface ParticleColumn {
  /** The file's own name of the column (`vx`, `c_stress[1]`, ...). Names within a frame are distinct. */
  name: string;
  /** One number a particle, in the frame's row order. NaN and ±Infinity occur where the file says so. */
  values: Float64Array;
  /** Only for a column of text (`element`, ...): its distinct texts; `values` are then indices into them. */
  labels?: string[];
}

/** What a column of the file was taken for. `position`: an array of all coordinates; `extra`: kept as it is. */
export interface ColumnUse {
  /** In the file's own words. */
  column: string;
  role: 'id' | 'type' | 'x' | 'y' | 'z' | 'position' | 'extra' | 'unused';
}

/** One configuration as a file holds it, before a model gives its types a meaning. */
export interface Frame {
  /** File as the user named it. */
  source: string;
  /** Format id of the reader (`lammps-dump`, ...). */
  format: string;
  /** Position of the frame in the file, counted from 0. */
  frameIndex: number;
  /** Time step the file states, or null. */
  timestep: number | null;
  /** |xy| ≤ lx/2: a longer tilt in the file is reduced to the equivalent shorter one. */
  box: Box;
  /** Lower-left corner of the box in the file's coordinates; already subtracted from `positions`. */
  origin: { x: number; y: number };
  /** Particle ids, strictly ascending (rows are sorted on reading), 1 … 2³¹−1. */
  ids: Int32Array;
  /** Distinct type labels of the file, sorted (numbers by value, else by code unit). */
  typeLabels: string[];
  /** Mass of each type, where the file states it (LAMMPS data: `Masses`). */
  typeMasses?: number[];
  /** Index into `typeLabels` for each particle. */
  types: Uint8Array;
  /** x0, y0, x1, y1, ... relative to `origin`; not wrapped. */
  positions: Float64Array;
  /** Further per-particle columns, kept as they are. */
  columns: ParticleColumn[];
  /** What each column was taken for, in the order of the file. */
  uses: readonly ColumnUse[];
  /** What a user should know about this reading (sentences); absent when there is nothing. */
  warnings?: string[];
}

/** No single frame may hold more particles than this; a larger count is refused before anything is allocated. */
export const MAX_PARTICLES_PER_FRAME = 10_000_000;

/** Particles times columns of one frame: a gibibyte of doubles. Ten million particles may have 13 columns. */
export const MAX_VALUES_PER_FRAME = 2 ** 27;

/** Ids are stored as 32-bit signed integers. */
export const MAX_PARTICLE_ID = 2 ** 31 - 1;

/** `types` holds one byte a particle. */
export const MAX_TYPES = 256;
