import { quoted } from '../../native-workers/text/quoted.ts';
import { FLAT_PER_SPACING } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import type { Fields } from './fields.ts';
import type { FileBox } from './file-box.ts';
import { type ParticleRows, roleOf, type RowLayout } from './particle-rows.ts';

/** More kinds of particles than this are no kinds, where whole numbers may be something else. */
const MOST_KINDS = 8;
/** Rows from which on a first column that hardly repeats holds ids, not kinds. */
const LEAST_ROWS = 8;

const SAY_PROPERTIES = 'say what the columns are, e.g. Properties=species:S:1:pos:R:2';

function layout(names: readonly string[]): RowLayout {
  return { names, roles: names.map((name) => (name === 'species' ? 'type' : roleOf(name))), types: 'either' };
}

/** Three columns of numbers, of which it is not known yet what they are. */
const THREE: RowLayout = { names: ['column1', 'column2', 'column3'], roles: ['x', 'y', 'z'], types: 'either' };

/**
 * What the columns of a frame without `Properties` are, by its first row, which is the current line: `species x y z` and
 * further columns, `species x y`, or `x y`; three numbers are settled by `settlePlain` when all are there.
 */
export function plainLayout(fields: Fields, lines: ByteLines): RowLayout {
  const { count } = fields;
  const startsWithNumber = !Number.isNaN(fields.number(0));
  if (count < 2 || (count === 2 && !startsWithNumber))
    throw lines.refusal(
      `the row ${quoted(lines.text().trim())} has ${count} field${count === 1 ? '' : 's'}; ` +
        'expected species x y z, species x y, x y z, or x y',
    );
  if (count === 2) return layout(['x', 'y']);
  if (count === 3) return startsWithNumber ? THREE : layout(['species', 'x', 'y']);
  const further = Array.from({ length: count - 4 }, (_, at) => `column${at + 5}`);
  return layout(['species', 'x', 'y', 'z', ...further]);
}

function distinct(values: Iterable<number>, most: number) {
  const seen = new Set<number>();
  for (const value of values) if (seen.add(value).size > most) break;
  return seen;
}

function isFlat({ z, count }: ParticleRows, { box }: FileBox) {
  const allowed = FLAT_PER_SPACING * Math.sqrt((box.lx * box.ly) / count);
  return z !== null && z.subarray(0, count).every((value) => Math.abs(value - z[0]) <= allowed);
}

/** Whether x takes a few whole values, each of several particles on average: kinds, not places. */
function hasKinds({ x, count }: ParticleRows) {
  const kinds = distinct(x.subarray(0, count), MOST_KINDS);
  return (
    kinds.size <= MOST_KINDS && kinds.size < count && [...kinds].every((kind) => kind >= 0 && Number.isInteger(kind))
  );
}

/**
 * Settles what the columns of a frame without `Properties` are, when all rows have been read. Three numbers are x y z
 * where the third is constant, and species x y where the first takes a few whole values. Throws `BadInput` where both
 * may be, or neither, and for species that are another number in nearly every row.
 */
export function settlePlain(rows: ParticleRows, box: FileBox): void {
  if (rows.layout !== THREE) {
    refuseIds(rows);
    return;
  }
  const [isThird, isFirst] = [isFlat(rows, box), hasKinds(rows)];
  if (isThird && isFirst)
    throw rows.refusal(
      'the three columns may be x y z, since the third is constant, or species x y, since the first takes a few whole ' +
        `values; ${SAY_PROPERTIES}`,
      0,
    );
  if (!isThird && !isFirst)
    throw rows.refusal(
      'the three columns are neither x y z of a plane, since the third varies, nor species x y, since the first does ' +
        `not take a few whole values; ${SAY_PROPERTIES}`,
      0,
    );
  if (isFirst) rows.takeFirstForType();
}

/** Refuses species that are another number in nearly every row: they are ids. */
function refuseIds(rows: ParticleRows) {
  const { typeLabels, count } = rows;
  const field = rows.layout.roles.indexOf('type');
  if (field < 0 || count < LEAST_ROWS || typeLabels.length <= count / 2) return;
  if (typeLabels.every((label) => /^\d+$/.test(label)))
    throw rows.refusal(
      `the first column holds ${typeLabels.length} different numbers in ${count} rows, as ids do and species do not; ` +
        'say what the columns are, e.g. Properties=id:I:1:pos:R:3',
      0,
      field,
    );
}
