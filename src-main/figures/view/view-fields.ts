import { alongGradient } from '../../../native-workers/analysis/elasticity/elastic-response.ts';
import { magnitudes } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { listed, quoted } from '../../../native-workers/text/quoted.ts';
import { isDerived, MODE_ARRAYS, type ModeArray } from '../../library/mode-arrays.ts';
import { figureLabel } from '../marks/label-parts.ts';
import { figureNumber } from '../marks/number-text.ts';
import { DEFORMATIONS } from '../sample/deformations.ts';
import { atAngle, type FigureSample, type NamedScalar } from '../sample/figure-sample.ts';
import type { SeenView } from './field-view.ts';

/** Names of what a mode has for every particle, with what figures call it. */
function ofModes(kind: ModeArray['kind']) {
  return new Map(
    MODE_ARRAYS.filter((array) => array.kind === kind).map(({ name, label, unit, signed }) => {
      return [name, { label: figureLabel(label), unit: figureLabel(unit), signed }] as const;
    }),
  );
}

const MODE_SCALARS = ofModes('scalar');
const MODE_VECTORS = ofModes('vector');

/** Deformations whose non-affine displacement a view shows, beside that of shear along θ, by the names of their fields. */
const STRAINS = new Map(
  Object.values(DEFORMATIONS).flatMap(({ gradient, view }) =>
    view === undefined ? [] : [[view.field, { gradient, label: view.label }] as const],
  ),
);

/** x of shear along an angle. */
const TURNING = 'x:theta';
const SIZE = 'x:size';
const ANGLES = 'x:nAngle';

/** Every scalar and every vector field that a view can name, beside arrays of reports and columns of files. */
export const VIEW_SCALARS = ['vibrability', 'psi6', 'diameters', ...MODE_SCALARS.keys(), SIZE, ANGLES];
export const VIEW_VECTORS = [...MODE_VECTORS.keys(), TURNING, ...STRAINS.keys()];

/** Particles that are pinned in what a view shows; a single one only says where the sample lies. */
function pinnedOf(sample: FigureSample, { pinned = [], free }: SeenView) {
  return free === '1' || pinned.length < 2 ? [] : sample.indices(pinned);
}

function response(sample: FigureSample, view: SeenView) {
  const against = sample.notElastic;
  if (against !== null) throw new BadInput(`the sample has no response to strain: ${against}`);
  return sample.response(pinnedOf(sample, view));
}

/** The values that colour the discs; null: their species do. Throws `BadInput` for what the sample does not have. */
export function scalarOfView(sample: FigureSample, view: SeenView): NamedScalar | null {
  const { mode = 0, theta = { degrees: 0 } } = view;
  const { arrays } = sample;
  const name = view.colour ?? (arrays.vibrability === null ? 'species' : 'vibrability');
  if (name === 'species') return null;
  if (arrays.shown?.scalar?.name === name) return arrays.shown.scalar;
  if (name === 'vibrability' && arrays.vibrability !== null)
    return { name, label: 'Ψ', unit: 'σ²/ε', signed: false, values: arrays.vibrability };
  if (name === 'diameters' && arrays.sizes !== undefined)
    return { name, label: 'diameter', unit: 'σ', signed: false, values: arrays.diameters };
  if (name === 'psi6') return { name, label: '|ψ_6|', unit: null, signed: false, values: sample.bondOrder };
  const ofMode = MODE_SCALARS.get(name);
  if (ofMode !== undefined) return { name, ...ofMode, values: valuesOfMode(sample, name, mode) };
  if (name === SIZE)
    return {
      name,
      label: `|x(${figureNumber(theta.degrees)}°)|`,
      unit: 'σ',
      signed: false,
      values: magnitudes(atAngle(response(sample, view), theta.degrees)),
    };
  const nAngle = arrays.reports.mechanics?.strings?.nAngle;
  if (name === ANGLES && nAngle !== undefined)
    return { name, label: 'N_{angle}', unit: null, signed: false, values: Float64Array.from(nAngle) };
  throw new BadInput(`the sample has no field ${quoted(name)} to colour by; fields are ${listed(VIEW_SCALARS)}`, {
    field: 'colour',
  });
}

/** Throws `BadInput` for a mode of which no displacements are there. */
export function requireMode(sample: FigureSample, mode: number) {
  if (mode < sample.modes || sample.arrays.shown?.mode?.number === mode) return;
  throw new BadInput(
    sample.modes === 0
      ? 'no displacements of modes are stored of this sample'
      : `there is no mode ${mode}; displacements are stored of modes 0 to ${sample.modes - 1}`,
    { field: 'mode' },
  );
}

/** One of the arrays of a mode. */
function valuesOfMode(sample: FigureSample, name: string, mode: number): Float64Array {
  requireMode(sample, mode);
  return isDerived(name) ? sample.fields(mode)[name] : sample.displacement(mode);
}

/** Vectors of a name, with what arrows of them are called. */
export interface NamedVectors {
  name: string;
  label: string;
  unit: string;
  vectors: Float64Array;
}

/** The vectors of a name; null for none. Throws `BadInput` for what the sample does not have. */
export function vectorsOfView(sample: FigureSample, name: string, view: SeenView): NamedVectors | null {
  const { mode = 0, theta = { degrees: 0 } } = view;
  if (name === 'none') return null;
  const ofMode = MODE_VECTORS.get(name);
  if (ofMode !== undefined) {
    const { label, unit } = ofMode;
    return { name, label: `${label} of mode ${mode}`, unit, vectors: valuesOfMode(sample, name, mode) };
  }
  const strain = STRAINS.get(name);
  const pins = pinnedOf(sample, view).length > 0 ? ', pinned' : '';
  if (strain !== undefined)
    return {
      name,
      label: `${strain.label}${pins}`,
      unit: 'σ',
      vectors: alongGradient(response(sample, view).nonAffine, strain.gradient),
    };
  if (name === TURNING)
    return {
      name,
      label: `x(θ), θ = ${figureNumber(theta.degrees)}°${pins}`,
      unit: 'σ',
      vectors: atAngle(response(sample, view), theta.degrees),
    };
  throw new BadInput(`there is no vector field ${quoted(name)}; there are ${listed(VIEW_VECTORS)} and none`, {
    field: 'arrows',
  });
}
