import type { FieldsOutput } from '../../native-workers/analysis/warm/derived-fields.ts';

/** Unit of the displacement of a mode. */
export const DISPLACEMENT_UNIT = 'm^(−1/2)';

/** What is said of an array that every mode has. */
export interface ModeArray {
  /** As axes and colour bars show it. */
  label: string;
  unit: string;
  /** Scalars have N values, vectors N × 2. */
  kind: 'scalar' | 'vector';
  /** Whether a diverging map about zero suits it. */
  signed: boolean;
  perMode: true;
}

function vector(label: string): ModeArray {
  return { label, unit: DISPLACEMENT_UNIT, kind: 'vector', signed: true, perMode: true };
}

function scalar(label: string, unit: string, signed = true): ModeArray {
  return { label, unit, kind: 'scalar', signed, perMode: true };
}

/** What is made of a mode's displacement. */
export const DERIVED: Readonly<Record<keyof FieldsOutput, ModeArray>> = {
  uT: vector('u_T'),
  uL: vector('u_L'),
  uNp: vector('u^np'),
  absU: scalar('|u|', DISPLACEMENT_UNIT, false),
  absUL: scalar('|u_L|', DISPLACEMENT_UNIT, false),
  divUNp: scalar('∇·u^np', 'σ m^(−1/2)'),
  divU: scalar('∇·u', 'σ m^(−1/2)'),
  areaChange: scalar('δa/a', 'σ^(−1) m^(−1/2)'),
};

/** Whether a name is of what is made of a mode's displacement. */
export function isDerived(name: string): name is keyof FieldsOutput {
  return Object.hasOwn(DERIVED, name);
}

/** Arrays of every mode whose displacements are at hand. */
export const MODE_ARRAYS: readonly (ModeArray & { name: string })[] = Object.entries({
  u: vector('u'),
  ...DERIVED,
}).map(([name, info]) => ({ name, ...info }));

/** Whether a name is of an array of a mode. */
export function isModeArray(name: string): boolean {
  return MODE_ARRAYS.some((array) => array.name === name);
}
