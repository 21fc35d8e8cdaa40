import { listed, quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { LONGEST_LABEL, MAX_COLUMNS } from './fields.ts';
import { notesOfMissing } from './missing-columns.ts';
import type { ColumnRole, RowLayout } from './particle-rows.ts';
import { SIZES } from './position-evidence.ts';
import { checkColumnNames } from './reader.ts';
import { fieldTexts, type Separator, SEPARATOR_NAMES } from './table-separators.ts';

/**
 * Names under which programs write what we need of a table, best first: our own; trackpy and OVITO; pandas users'
 * habits; TrackMate; ParaView. A column that bears one of them exactly comes before one that differs by case or unit.
 */
const ALIASES = {
  id: ['id', 'particle', 'particle_id', 'atom_id', 'atom', 'ids', 'particle_identifier', 'identifier', 'particleid'],
  type: ['type', 'species', 'kind', 'element', 'particle_type', 'atom_type', 'type_id', 'typeid', 'symbol', 'label'],
  frame: ['frame', 'frame_number', 'frame_index', 'frame_no', 'timestep', 'step'],
} as const;

/** Names of x, y and z alike, best first: those that are used are of one row of these. */
const COORDINATES = [
  ['x', 'y', 'z'],
  ...['pos_?', 'position_?', '?_pos', '?_position', 'coord_?', '?_coord', '?_coordinate', 'pos?', '?pos'].map((form) =>
    ['x', 'y', 'z'].map((axis) => form.replace('?', axis)),
  ),
  ['points:0', 'points:1', 'points:2'],
  // As LAMMPS names unwrapped lengths.
  ['xu', 'yu', 'zu'],
];

/** What TrackMate's table of spots has and no other. */
const TRACKMATE = ['TRACK_ID', 'POSITION_X', 'POSITION_Y', 'FRAME'];

const SEVERAL_FRAMES = "if the table holds several frames, call the column that tells them apart 'frame'";

/** What the columns of a table are. */
export interface TableColumns {
  layout: RowLayout;
  /** Where the number of the frame stands in a row; −1: the table is one frame. */
  frame: number;
  /** Whether up to three lines of longer names, shorter names and units follow the names. */
  isTrackMate: boolean;
  /** What is assumed for columns that are missing, as sentences. */
  notes: string[];
}

/** A name without its case, blanks, points and unit: `Position X (px)` and `Position.X` are `position_x`. */
function plainName(name: string) {
  // No name of ours is longer than a label, and to look through blanks without end takes time.
  if (name.length > LONGEST_LABEL) return name;
  return name
    .toLowerCase()
    .replace(/\s*(\((?!\d+\))[^()]*\)|\[(?!\d+\])[^[\]]*\])$/, '')
    .trim()
    .replaceAll(/[\s.-]+/g, '_')
    .replace(/_(px|pixels?|[uµμ]m|nm|mm|microns?)$/, '');
}

/** Finds the column of one of some names, of the first that is there; −1: there is none. */
function finder(names: readonly string[]) {
  const plain = names.map(plainName);
  return (aliases: readonly string[]) => {
    for (const alias of aliases) {
      const exact = names.indexOf(alias);
      const found = exact < 0 ? plain.indexOf(alias) : exact;
      if (found >= 0) return found;
    }
    return -1;
  };
}

/** Where x, y and z (−1: nowhere) stand; null without x and y of one kind. */
function coordinatesIn(find: ReturnType<typeof finder>) {
  for (const kind of COORDINATES) {
    const [x, y, z] = kind.map((name) => find([name]));
    if (x >= 0 && y >= 0) return { x, y, z };
  }
  return null;
}

/** The names in a line, if it has columns for x and y, however they are parted. */
export function namesIn(text: string): { names: string[]; separator: Separator } | null {
  for (const separator of SEPARATOR_NAMES) {
    const names = fieldTexts(separator, text);
    if (names.length > 1 && coordinatesIn(finder(names)) !== null) return { names, separator };
  }
  return null;
}

function isIndex(name: string, field: number) {
  return /^unnamed: ?\d+$/i.test(name) || (name === '' && field === 0);
}

/**
 * The columns under these names, of which x and y are two. An index column of pandas, which has no name, is passed over.
 * Throws `BadInput` naming the current line for names that cannot be used.
 */
export function tableColumns(given: readonly string[], lines: ByteLines): TableColumns {
  if (given.length > MAX_COLUMNS) throw lines.refusal(`more than ${MAX_COLUMNS} columns`);
  const isTrackMate = TRACKMATE.every((name) => given.includes(name));
  const nameless = given.flatMap((name, field) => (name === '' || isIndex(name, field) ? [field] : []));
  const names = given.map((name, field) => {
    if (nameless.includes(field)) return `column ${field + 1}`;
    const plain = plainName(name);
    return SIZES.includes(plain) ? plain : name;
  });
  checkColumnNames(names, lines.place());

  const find = finder(given);
  const coordinates = coordinatesIn(find);
  if (coordinates === null) throw new Error('a line of names has x and y');
  // TrackMate's LABEL names the spot, not its kind.
  const types = ALIASES.type.filter((alias) => !isTrackMate || alias !== 'label');
  const fields = { id: find(ALIASES.id), type: find(types), ...coordinates };
  const frame = find(ALIASES.frame);
  const roles = names.map((name, field): ColumnRole => {
    const own = (Object.keys(fields) as (keyof typeof fields)[]).find((role) => fields[role] === field);
    const isUnused = field === frame || nameless.includes(field) || (isTrackMate && name === 'LABEL');
    return own ?? (isUnused ? 'unused' : 'extra');
  });

  const unnamed = nameless.filter((field) => !isIndex(given[field], field)).map((field) => String(field + 1));
  return {
    layout: {
      names,
      roles,
      types: 'either',
      blankIsMissing: true,
      ...(frame < 0 ? { wayOnFromRepeatedIds: SEVERAL_FRAMES } : {}),
    },
    frame,
    isTrackMate,
    notes: [
      ...notesOfMissing({ id: fields.id >= 0, type: fields.type >= 0 }),
      ...(frame >= 0 && !/^frame/i.test(given[frame])
        ? [`Each value of the column ${quoted(given[frame])} is taken as a frame.`]
        : []),
      ...(unnamed.length > 0 ? [`Columns without a name are passed over: ${listed(unnamed)}.`] : []),
    ],
  };
}
