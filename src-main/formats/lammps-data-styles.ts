import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { words } from './fields.ts';

/**
 * Columns of the `Atoms` section by atom style (LAMMPS manual, `read_data`), without the optional image flags
 * `ix iy iz` at the end.
 */
const STYLES: Readonly<Record<string, string>> = {
  amoeba: 'id mol type q x y z',
  angle: 'id mol type x y z',
  atomic: 'id type x y z',
  body: 'id type bodyflag mass x y z',
  bond: 'id mol type x y z',
  'bpm/sphere': 'id mol type diameter density x y z',
  charge: 'id type q x y z',
  dielectric: 'id type q x y z mux muy muz area ed em epsilon curvature',
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
  rheo: 'id type status rho x y z',
  'rheo/thermal': 'id type status rho esph x y z',
  smd: 'id type mol volume mass kradius cradius x0 y0 z0 x y z',
  sph: 'id type rho esph cv x y z',
  sphere: 'id type diameter density x y z',
  spin: 'id type x y z spx spy spz sp',
  tri: 'id mol type triangleflag density x y z',
  wavepacket: 'id type q espin eradius etag cs_re cs_im x y z',
};

/** Styles whose columns depend on more than their name. */
const NOT_READ: Readonly<Record<string, string>> = {
  tdpd: 'the number of its chemical species',
  template: 'the files of its molecules',
};

const HYBRID = 'hybrid';
/** What older LAMMPS writes of a hybrid style. */
export const OPEN_HYBRID = HYBRID;
/** What a hybrid style begins with; the columns that its sub-styles add follow. */
const HYBRID_COLUMNS = ['id', 'type', 'x', 'y', 'z'];
/** Columns of different names that are one quantity to LAMMPS, so that a hybrid style has one of them. */
const ONE_QUANTITY: Readonly<Record<string, string>> = { mass: 'density' };

/** Fields of the shortest style. */
export const FEWEST_FIELDS = 5;

export const IMAGE_FLAGS = ['ix', 'iy', 'iz'];

/** The rows of an `Atoms` section under one reading. */
export interface AtomLayout {
  /** The style as the user or the file names it, words one blank apart. */
  style: string;
  /** Names of the columns, in order. */
  columns: string[];
}

/** Names of all styles that are read. */
export function atomStyles(): string[] {
  return [...Object.keys(STYLES), `${HYBRID} …`];
}

/** A style without the suffix of an accelerated variant. */
const plain = (word: string) => word.replace(/\/kk$/, '');

/** The style that words name, one blank apart, or null: `hybrid` takes those that follow. */
function styleOf(text: string): string | null {
  const [first = '', ...rest] = words(text.replaceAll(',', ' ')).map(plain);
  const isStyle = (word: string) => Object.hasOwn(STYLES, word) || Object.hasOwn(NOT_READ, word);
  if (first === HYBRID) return rest.every(isStyle) ? [HYBRID, ...rest].join(' ') : null;
  return isStyle(first) ? first : null;
}

/** Whether a user's words name a style; those that cannot be read are said so where the file is. */
export function isAtomStyle(text: string): boolean {
  const style = styleOf(text);
  return style !== null && words(style).length === words(text.replaceAll(',', ' ')).length;
}

/** The style that a user names. Throws `BadInput` naming those there are. */
export function statedAtomStyle(text: string): string {
  const style = styleOf(text);
  if (style !== null && isAtomStyle(text)) return style;
  throw new BadInput(`${quoted(text)} is no atom style; known: ${atomStyles().join(', ')}`, { field: '--atom-style' });
}

/** The style that the comment in `Atoms # style` names, or null: a comment may say anything. */
export function hintedAtomStyle(comment: string): string | null {
  return styleOf(comment) ?? (words(comment).at(0) === HYBRID ? HYBRID : null);
}

/** What the sub-styles of a hybrid style add, those that are shared once. */
function addedColumns(subStyles: readonly string[]) {
  const seen = new Set(HYBRID_COLUMNS);
  return subStyles
    .flatMap((style) => STYLES[style].split(' '))
    .filter((column) => {
      const quantity = ONE_QUANTITY[column] ?? column;
      if (seen.has(quantity)) return false;
      seen.add(quantity);
      return true;
    });
}

/** Columns of a style, without image flags. */
function columnsOf(style: string) {
  const [first, ...subStyles] = words(style);
  return first === HYBRID ? [...HYBRID_COLUMNS, ...addedColumns(subStyles)] : STYLES[first].split(' ');
}

/** The columns of a style for rows of so many fields, or null where they do not fit. */
function fitted(style: string, fields: number) {
  const columns = columnsOf(style);
  if (fields === columns.length) return columns;
  return fields === columns.length + IMAGE_FLAGS.length ? [...columns, ...IMAGE_FLAGS] : null;
}

/** Every layout that has so many fields; styles of the same columns (angle, bond, molecular) come once, by their first. */
export function layoutsOf(fields: number): AtomLayout[] {
  const layouts = new Map<string, AtomLayout>();
  for (const style of ['molecular', ...Object.keys(STYLES)]) {
    const columns = fitted(style, fields);
    const key = columns?.join(' ') ?? '';
    if (columns !== null && !layouts.has(key)) layouts.set(key, { style, columns });
  }
  return [...layouts.values()];
}

/** Which style rows of so many fields have is for the user to say: the styles that it can be, and where to name it. */
export function askedStyle(
  lines: ByteLines,
  problem: string,
  styles: readonly string[],
  line = lines.number,
): BadInput {
  const [example = 'hybrid sphere charge'] = styles;
  const word = /\s/.test(example) ? `"${example}"` : example;
  const known = styles.length > 1 ? ` (one of ${styles.join(', ')})` : '';
  return new BadInput(
    `${problem}; say which atom style they have${known}: --atom-style ${word}, ` +
      `or in the section's title, as in 'Atoms # ${example}'`,
    {
      file: lines.source,
      line,
      field: 'Atoms',
      question: { asks: 'atomStyle', problem: `${problem}.`, styles: [...styles] },
    },
  );
}

/** Rows shorter than those of any style; the current line is one. */
export function tooFewFields(lines: ByteLines, fields: number): BadInput {
  return lines.refusal(
    `rows of ${fields} field${fields === 1 ? '' : 's'} fit no atom style; the shortest, atomic, has ${STYLES.atomic}: ` +
      'write what is missing, 0 for z in two dimensions',
    'Atoms',
  );
}

/**
 * Columns of the rows of a style that is known, `fields` being how many fields the first row, the current line, has.
 * `hybrid` alone, as older LAMMPS writes it, leaves what follows z without names. Throws `BadInput` for a style that
 * cannot be read, and where the number of fields is not that of the style.
 */
export function layoutOfStyle(style: string, fields: number, lines: ByteLines): AtomLayout {
  const closed = words(style).find((word) => Object.hasOwn(NOT_READ, word));
  if (closed !== undefined)
    throw lines.refusal(
      `atom style ${quoted(closed)} is not read: its columns depend on ${NOT_READ[closed]}; ` +
        "let LAMMPS write the configuration by 'write_dump all custom FILE id type x y'",
      'Atoms',
    );
  if (style === HYBRID && fields >= FEWEST_FIELDS) {
    const further = Array.from({ length: fields - HYBRID_COLUMNS.length }, (_, at) => `column${at + 6}`);
    return { style, columns: [...HYBRID_COLUMNS, ...further] };
  }
  if (fields < FEWEST_FIELDS) throw tooFewFields(lines, fields);
  const columns = fitted(style, fields);
  if (columns !== null) return { style, columns };
  const own = columnsOf(style);
  throw askedStyle(
    lines,
    `the row has ${fields} fields; atom style ${style} has ${own.length} (${own.join(' ')}), ` +
      `or ${own.length + IMAGE_FLAGS.length} with image flags`,
    layoutsOf(fields).map((layout) => layout.style),
  );
}

/** Names of the columns of the `Velocities` section after the id, by the number of fields in its current line. */
export function velocityColumns(fields: number, lines: ByteLines): string[] {
  if (fields === 7) return ['vx', 'vy', 'vz', 'wx', 'wy', 'wz'];
  // Electrons and hybrid styles have more of their own.
  if (fields >= 4) return ['vx', 'vy', 'vz', ...Array.from({ length: fields - 4 }, (_, at) => `velocity${at + 4}`)];
  throw lines.refusal(
    `the row has ${fields} fields, expected 4 (id vx vy vz) or 7 (with angular velocities)`,
    'Velocities',
  );
}
