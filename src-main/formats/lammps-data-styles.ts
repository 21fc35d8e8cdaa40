import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { MAX_COLUMNS } from './fields.ts';

/**
 * Columns of the `Atoms` section by atom style (LAMMPS manual, `read_data`), without the optional image flags
 * `ix iy iz` at the end. Styles whose columns depend on more than their name (hybrid, template, tdpd) are not here.
 */
const STYLES: Readonly<Record<string, string>> = {
  angle: 'id mol type x y z',
  atomic: 'id type x y z',
  body: 'id type bodyflag mass x y z',
  bond: 'id mol type x y z',
  'bpm/sphere': 'id mol type diameter density x y z',
  charge: 'id type q x y z',
  dipole: 'id type q x y z mux muy muz',
  dpd: 'id type theta x y z',
  edpd: 'id type edpd_temp edpd_cv x y z',
  electron: 'id type q espin eradius x y z',
  ellipsoid: 'id type ellipsoidflag density x y z',
  full: 'id mol type q x y z',
  line: 'id mol type lineflag density x y z',
  mdpd: 'id type rho x y z',
  molecular: 'id mol type x y z',
  peri: 'id type volume density x y z',
  sph: 'id type rho esph cv x y z',
  sphere: 'id type diameter density x y z',
  spin: 'id type x y z spx spy spz sp',
  tri: 'id mol type triangleflag density x y z',
};

const IMAGE_FLAGS = ['ix', 'iy', 'iz'];

/**
 * Names of the columns of the `Atoms` section. `hint` is the style after `#` in `Atoms # style`, `fields` how many
 * fields the first row, the current line, has. Without a hint only `atomic` (5 fields, 8 with image flags) is taken: every other number
 * of fields fits several styles. Throws `BadInput` where the columns cannot be known.
 */
export function atomColumns(hint: string | undefined, fields: number, lines: ByteLines): string[] {
  const refused = (message: string) => lines.refusal(message, 'Atoms');
  if (fields > MAX_COLUMNS) throw refused(`more than ${MAX_COLUMNS} columns`);
  const style = hint ?? 'atomic';
  if (!Object.hasOwn(STYLES, style))
    throw refused(`atom style ${quoted(style)} cannot be read; known: ${Object.keys(STYLES).join(', ')}`);
  const columns = STYLES[style].split(' ');
  const flagged = [...columns, ...IMAGE_FLAGS];
  if (fields === columns.length) return columns;
  if (fields === flagged.length) return flagged;
  throw refused(
    hint === undefined
      ? `rows of ${fields} fields fit ${fields < columns.length ? 'no atom style' : 'several atom styles'}; ` +
          "name the style in the section's title, as in 'Atoms # charge'"
      : `the row has ${fields} fields; atom style ${hint} has ${columns.length} (${columns.join(' ')}), ` +
          `or ${flagged.length} with image flags`,
  );
}

/** Names of the columns of the `Velocities` section after the id, by the number of fields in its current line. */
export function velocityColumns(fields: number, lines: ByteLines): string[] {
  if (fields === 4) return ['vx', 'vy', 'vz'];
  if (fields === 7) return ['vx', 'vy', 'vz', 'wx', 'wy', 'wz'];
  throw lines.refusal(
    `the row has ${fields} fields, expected 4 (id vx vy vz) or 7 (with angular velocities)`,
    'Velocities',
  );
}
