import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
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
 * fields the first row has. Without a hint only `atomic` (5 fields, 8 with image flags) is taken: every other number
 * of fields fits several styles. Throws `BadInput` where the columns cannot be known.
 */
export function atomColumns(hint: string | undefined, fields: number, place: { file: string; line: number }): string[] {
  const where = { ...place, field: 'Atoms' };
  if (fields > MAX_COLUMNS) throw new BadInput(`more than ${MAX_COLUMNS} columns`, where);
  if (hint === undefined) {
    const atomic = STYLES['atomic'].split(' ');
    if (fields === atomic.length) return atomic;
    if (fields === atomic.length + IMAGE_FLAGS.length) return [...atomic, ...IMAGE_FLAGS];
    throw new BadInput(
      `rows of ${fields} fields fit ${fields < atomic.length ? 'no atom style' : 'several atom styles'}; ` +
        "name the style in the section's title, as in 'Atoms # charge'",
      where,
    );
  }
  const style = Object.hasOwn(STYLES, hint) ? STYLES[hint].split(' ') : undefined;
  if (style === undefined)
    throw new BadInput(`atom style ${quoted(hint)} cannot be read; known: ${Object.keys(STYLES).join(', ')}`, where);
  if (fields === style.length) return style;
  if (fields === style.length + IMAGE_FLAGS.length) return [...style, ...IMAGE_FLAGS];
  throw new BadInput(
    `the row has ${fields} fields; atom style ${hint} has ${style.length} (${style.join(' ')}), ` +
      `or ${style.length + IMAGE_FLAGS.length} with image flags`,
    where,
  );
}

/** Names of the columns of the `Velocities` section after the id, by their number. */
export function velocityColumns(fields: number, place: { file: string; line: number }): string[] {
  if (fields === 4) return ['vx', 'vy', 'vz'];
  if (fields === 7) return ['vx', 'vy', 'vz', 'wx', 'wy', 'wz'];
  throw new BadInput(`the row has ${fields} fields, expected 4 (id vx vy vz) or 7 (with angular velocities)`, {
    ...place,
    field: 'Velocities',
  });
}
