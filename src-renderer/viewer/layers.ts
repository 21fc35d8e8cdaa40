import type { ArrayInfo } from '../../src-main/api/contract.ts';
import type { ColourMapId } from './colour/colour-maps.ts';
import type { Scale } from '../design/plot/ranges.ts';

/**
 * What can be drawn and how: name, label and unit are the array's own (the API says them once for every host); this table
 * adds what only a picture needs. An array without a row here and in no room (a column of the file) is drawn by the last
 * two.
 */
export interface ScalarDrawing {
  map: ColourMapId;
  scale: Scale;
  /** A sentence for the tooltip. */
  about: string;
}

const DRAWINGS: Record<string, ScalarDrawing> = {
  vibrability: {
    map: 'viridis',
    scale: 'log',
    about: 'Vibrability: how far a particle is free to vibrate, summed over all modes',
  },
  psi6: { map: 'viridis', scale: 'linear', about: 'Six-fold order of the directions to the Voronoi neighbours' },
  diameters: { map: 'viridis', scale: 'linear', about: 'Diameter of each particle' },
  divUNp: { map: 'balance', scale: 'linear', about: 'Divergence of the net projection of the mode' },
  divU: { map: 'balance', scale: 'linear', about: 'Divergence of the displacement of the mode' },
  areaChange: { map: 'balance', scale: 'linear', about: 'Relative change of the area of the Voronoi cell' },
  absUL: { map: 'magma', scale: 'log', about: 'Size of the longitudinal part of the mode, which changes areas' },
  absU: { map: 'magma', scale: 'log', about: 'Size of the displacement of the mode' },
};
const COLUMN: ScalarDrawing = { map: 'viridis', scale: 'linear', about: 'Column of the file' };
const SIGNED_COLUMN: ScalarDrawing = { ...COLUMN, map: 'balance' };

/** Colour of a particle by its species, where no scalar is chosen. */
export const SPECIES_LAYER = 'species';

/** Arrays that place particles rather than colour them. */
const STRUCTURE = new Set(['ids', 'species', 'positions', 'neighbours/start', 'neighbours/index']);

/**
 * The scalars that can colour the particles, in the order of the table, those of rooms and the file's columns last.
 * `ofRooms`: how the arrays of the rooms are drawn; undefined for all others.
 */
export function scalarLayers(
  arrays: readonly ArrayInfo[],
  ofRooms: (name: string) => ScalarDrawing | undefined = () => undefined,
): (ArrayInfo & ScalarDrawing)[] {
  const order = Object.keys(DRAWINGS);
  const rank = ({ name }: ArrayInfo) => (order.includes(name) ? order.indexOf(name) : order.length);
  const drawingOf = ({ name, signed }: ArrayInfo) => {
    if (Object.hasOwn(DRAWINGS, name)) return DRAWINGS[name];
    return ofRooms(name) ?? (signed ? SIGNED_COLUMN : COLUMN);
  };
  return arrays
    .filter(({ kind, name }) => kind === 'scalar' && !STRUCTURE.has(name))
    .map((array) => ({ ...array, ...drawingOf(array) }))
    .sort((a, b) => rank(a) - rank(b));
}

/** The vector fields that can be drawn as arrows. */
export function vectorLayers(arrays: readonly ArrayInfo[]): ArrayInfo[] {
  return arrays.filter(({ kind, name, perMode }) => kind === 'vector' && perMode && !STRUCTURE.has(name));
}

/** `label / unit` as axes and colour bars show it. */
export function withUnit({ label, unit }: { label: string; unit: string | null }): string {
  return unit === null || unit === '' ? label : `${label} (${unit})`;
}

/** A label with the name of what it is, as the options of a menu say it; the name is there a moment after the page. */
export function menuLabel(label: string, name: string | undefined): string {
  return name === undefined ? plainLabel(label) : `${plainLabel(label)} – ${name}`;
}

/** A label where no index can be lowered or raised, as in the options of a select. */
export function plainLabel(label: string): string {
  return label.replace('_L', 'ʟ').replace('_T', 'ᴛ').replace('_6', '₆').replace('^np', 'ⁿᵖ');
}
