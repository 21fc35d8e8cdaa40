import type { FieldsOutput } from '../../native-workers/analysis/warm/derived-fields.ts';
import type { ArrayInfo } from './contract.ts';

/** Unit of the displacement of a mode. */
export const DISPLACEMENT_UNIT = 'm^(−1/2)';

type ModeArray = Omit<ArrayInfo, 'name'>;

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

/** Drawable arrays of every mode whose displacements are stored. */
export const MODE_ARRAYS: readonly ArrayInfo[] = Object.entries({ u: vector('u'), ...DERIVED }).map(([name, info]) => ({
  name,
  ...info,
}));
