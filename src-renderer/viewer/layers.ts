import type { ArrayInfo } from '../../src-main/api/contract.ts';
import type { ColourMapId } from './colour/colour-maps.ts';
import type { Scale } from '../design/plot/ranges.ts';

/**
 * What can be drawn and how: name, label and unit are the array's own (the API says them once for every host); this table
 * adds what only a picture needs. An array without a row here (a column of the file) is drawn by the last two.
 */
interface Drawing {
  map: ColourMapId;
  scale: Scale;
  /** A sentence for the tooltip. */
  about: string;
}

const DRAWINGS: Record<string, Drawing> = {
  vibrability: {
    map: 'viridis',
    scale: 'log',
    about: 'Vibrability: how far a particle is free to vibrate, summed over all modes',
  },
  psi6: { map: 'viridis', scale: 'linear', about: 'Six-fold order of the directions to the Voronoi neighbours' },
  divUNp: { map: 'balance', scale: 'linear', about: 'Divergence of the net projection of the mode' },
  divU: { map: 'balance', scale: 'linear', about: 'Divergence of the displacement of the mode' },
  areaChange: { map: 'balance', scale: 'linear', about: 'Relative change of the area of the Voronoi cell' },
  absUL: { map: 'magma', scale: 'log', about: 'Size of the longitudinal part of the mode, which changes areas' },
  absU: { map: 'magma', scale: 'log', about: 'Size of the displacement of the mode' },
  'x:size': {
    map: 'magma',
    scale: 'log',
    about: 'Size of the non-affine displacement per unit strain under shear along the dial’s angle',
  },
  'x:nAngle': {
    map: 'viridis',
    scale: 'linear',
    about: 'At how many angles the particle is excited, with the key core pinned',
  },
};
const COLUMN: Drawing = { map: 'viridis', scale: 'linear', about: 'Column of the file' };
/** Maps of a window of frequencies, whose names end with its ends. */
const SPECTRAL_MAP = 'made:dT:';
const SPECTRAL: Drawing = {
  map: 'magma',
  scale: 'log',
  about: 'Reduced transverse density of states of the particle in a window of frequencies',
};
const SIGNED_COLUMN: Drawing = { ...COLUMN, map: 'balance' };

/** Colour of a particle by its species, where no scalar is chosen. */
export const SPECIES_LAYER = 'species';

/** Arrays that place particles rather than colour them. */
const STRUCTURE = new Set(['ids', 'species', 'positions', 'neighbours/start', 'neighbours/index']);

export interface ScalarLayer extends Drawing {
  name: string;
  label: string;
  unit: string | null;
  perMode: boolean;
  signed: boolean;
}

export interface VectorLayer {
  name: string;
  label: string;
  unit: string | null;
}

function drawingOf(name: string, signed: boolean): Drawing {
  if (Object.hasOwn(DRAWINGS, name)) return DRAWINGS[name];
  if (name.startsWith(SPECTRAL_MAP)) return SPECTRAL;
  return signed ? SIGNED_COLUMN : COLUMN;
}

/** The scalars that can colour the particles, in the order of the table, the file's columns last. */
export function scalarLayers(arrays: readonly ArrayInfo[]): ScalarLayer[] {
  const order = Object.keys(DRAWINGS);
  const rank = ({ name }: { name: string }) => (order.includes(name) ? order.indexOf(name) : order.length);
  return arrays
    .filter(({ kind, name }) => kind === 'scalar' && !STRUCTURE.has(name))
    .map(({ name, label, unit, perMode, signed }) => ({
      name,
      label,
      unit,
      perMode,
      signed,
      ...drawingOf(name, signed),
    }))
    .sort((a, b) => rank(a) - rank(b));
}

/** The vector fields that can be drawn as arrows. */
export function vectorLayers(arrays: readonly ArrayInfo[]): VectorLayer[] {
  return arrays
    .filter(({ kind, name, perMode }) => kind === 'vector' && perMode && !STRUCTURE.has(name))
    .map(({ name, label, unit }) => ({ name, label, unit }));
}

/** `label / unit` as axes and colour bars show it. */
export function withUnit({ label, unit }: { label: string; unit: string | null }): string {
  return unit === null || unit === '' ? label : `${label} (${unit})`;
}

/** A label where no index can be lowered or raised, as in the options of a select. */
export function plainLabel(label: string): string {
  return label.replace('_L', 'ʟ').replace('_T', 'ᴛ').replace('^np', 'ⁿᵖ');
}
