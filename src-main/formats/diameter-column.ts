import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { Frame, ParticleColumn } from './frame.ts';

/** What a file says of the size of each particle. */
export interface DiameterColumn {
  /** Name of the column. */
  name: string;
  /** d_i in the file's lengths, unchecked. */
  diameters: Float64Array;
}

/** With the prefixes under which LAMMPS writes computes, fixes, variables and custom properties. */
const COLUMN_NAME = /^(?:[cfvd]2?_)?(diameter|radius)s?$/i;
/** Columns of six digits that state diameter and radius agree to this, of the diameter. */
const AGREEMENT = 1e-4;

/** Whether a column of that name holds the diameter or the radius of each particle. */
export function isDiameterColumn(name: string): boolean {
  return COLUMN_NAME.test(name);
}

function diametersIn({ name, values }: ParticleColumn): DiameterColumn {
  const isRadius = COLUMN_NAME.exec(name)?.[1].toLowerCase() === 'radius';
  return { name, diameters: isRadius ? values.map((radius) => 2 * radius) : values };
}

/**
 * The column `diameter`, or `radius`, of a frame, in any case and with the prefixes of LAMMPS (`c_diameter`); null where
 * there is none. Throws `BadInput` where two of them contradict each other.
 */
export function diameterColumn({ columns, ids, source: file }: Frame): DiameterColumn | null {
  const found = columns.filter(({ name, labels }) => labels === undefined && isDiameterColumn(name)).map(diametersIn);
  const first = found.at(0);
  if (first === undefined) return null;
  for (const other of found.slice(1)) {
    const at = other.diameters.findIndex(
      (diameter, row) => !(Math.abs(diameter - first.diameters[row]) <= AGREEMENT * Math.abs(diameter)),
    );
    if (at !== -1)
      throw new BadInput(
        `the columns ${quoted(first.name)} and ${quoted(other.name)} contradict each other: particle ${ids[at]} has the ` +
          `diameter ${first.diameters[at]} by the one and ${other.diameters[at]} by the other; leave one of them out`,
        { file, field: other.name },
      );
  }
  return first;
}
