import { inLargePages } from '../../native-workers/large-pages.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { listed, quoted } from '../../native-workers/text/quoted.ts';
import { type Fields, LONGEST_LABEL } from './fields.ts';
import { MAX_PARTICLE_ID, MAX_PARTICLES_PER_FRAME, MAX_TYPES, MAX_VALUES_PER_FRAME } from './frame.ts';
import { ascendingOrder, inOrder } from './in-order.ts';
import { LineNumbers } from './line-numbers.ts';
import { namedNumber, notNumber } from './text-number.ts';

const OWN_ROLES = ['id', 'type', 'x', 'y', 'z'] as const;
type OwnRole = (typeof OWN_ROLES)[number];

/** What a column of the file is to us. `extra` is kept as it is, `unused` is passed over. */
export type ColumnRole = OwnRole | 'extra' | 'unused';

/** The role of a column in a format that names those of ours as we do. */
export function roleOf(name: string): ColumnRole {
  return OWN_ROLES.find((own) => own === name) ?? 'extra';
}

export interface RowLayout {
  /** The file's names of its columns, in order. */
  names: readonly string[];
  /**
   * Role of each column. Without `id`, rows are numbered from 1; without `type`, all are of one type, '1'. A column
   * whose name occurred before has to hold the same and is passed over, whatever its role.
   */
  roles: readonly ColumnRole[];
  /**
   * `integer`: types are whole numbers ≥ 0 (LAMMPS counts from 1, others from 0); `label`: any text; `either`: whole
   * numbers, and texts that are no numbers.
   */
  types: 'integer' | 'label' | 'either';
  /** Whether an empty field of a column of numbers is a missing value, NaN, as programs of tables write it. */
  blankIsMissing?: boolean;
  /** What is said besides where an id is repeated: how to go on. */
  wayOnFromRepeatedIds?: string;
}

/** Label of the type of all particles where the file states none. */
const ONLY_TYPE = '1';
/** How tables write a value that is missing, beside NaN and an empty field. */
const MISSING = new Set(['', 'None', 'none', 'NA', 'N/A', '<NA>', 'null', 'NULL']);
/** Rows a store starts with at least, … */
const FIRST_CAPACITY = 64;
/** … and at most, where so many are stated: a count that lies costs memory that nobody touches. */
const LARGEST_FIRST_CAPACITY = 1 << 20;
/** Distinct texts in all columns of text together: with more they are no labels. */
const MAX_LABELS = 262_144;

export interface ExtraColumn {
  name: string;
  /** Where it stands in a row. */
  field: number;
  values: Float64Array<ArrayBuffer>;
  /** Index of each text, for a column of text. */
  labels: Map<string, number> | null;
}

/**
 * The rows of one frame in file order, as they are read.
 * Whether an extra column holds numbers or text is settled by the first row in which it is not missing; a mixture is
 * refused.
 */
export class ParticleRows {
  count = 0;
  ids: Int32Array<ArrayBuffer>;
  types: Uint8Array<ArrayBuffer>;
  x: Float64Array<ArrayBuffer>;
  y: Float64Array<ArrayBuffer>;
  z: Float64Array<ArrayBuffer> | null;
  readonly lines = new LineNumbers();
  readonly extras: ExtraColumn[] = [];
  /** Type labels in order of appearance. */
  readonly typeLabels: string[] = [];
  /** What a user should know of the columns, as sentences. */
  readonly notes: string[] = [];
  layout: RowLayout;

  readonly #file: string;
  readonly #mostValues: number;
  readonly #typeIndex = new Map<string, number>();
  /** Type index of a one-byte label, −1 where none was seen: spares a string for most rows. */
  readonly #typeOfByte = new Int16Array(256).fill(-1);
  /** Distinct texts in the columns of text. */
  #labels = 0;
  /** Where the columns of ours stand in a row; −1: nowhere. */
  readonly fieldOf: Readonly<Record<OwnRole, number>>;
  /** Columns that repeat an earlier one: where they stand, and where that one does. */
  readonly #doubles: readonly { field: number; first: number }[];
  /** Whether a particle has the id 0. */
  #fromZero = false;

  /** `stated`: how many rows the file says there are, 0 where it does not. The last argument is for tests. */
  constructor(layout: RowLayout, file: string, stated = 0, mostValues = MAX_VALUES_PER_FRAME) {
    this.layout = layout;
    this.#file = file;
    this.#mostValues = mostValues;
    const { names, roles } = layout;
    const [id, type, x, y, z] = OWN_ROLES.map((role) => roles.indexOf(role));
    if (x < 0 || y < 0) throw new Error('a row layout needs x and y');
    this.fieldOf = { id, type, x, y, z };
    const mostRows = Math.min(LARGEST_FIRST_CAPACITY, this.#mostRows);
    const capacity = Math.max(FIRST_CAPACITY, Math.min(stated, mostRows));
    this.ids = inLargePages(new Int32Array(capacity));
    this.types = new Uint8Array(capacity);
    this.x = inLargePages(new Float64Array(capacity));
    this.y = inLargePages(new Float64Array(capacity));
    this.z = z < 0 ? null : inLargePages(new Float64Array(capacity));
    if (type < 0) this.typeLabels.push(ONLY_TYPE);
    this.#doubles = names.flatMap((name, field) => {
      const first = names.indexOf(name);
      return first < field ? [{ field, first }] : [];
    });
    roles.forEach((role, field) => {
      if (role === 'extra' && names.indexOf(names[field]) === field)
        this.addColumn(names[field], inLargePages(new Float64Array(capacity)), field);
    });
    if (this.#doubles.length > 0) {
      const repeated = [...new Set(this.#doubles.map(({ field }) => names[field]))];
      this.notes.push(
        `Columns that occur more than once, with the same content: ${listed(repeated)}; one of each is used.`,
      );
    }
  }

  /** Takes one row; throws `BadInput` naming line and field for whatever cannot be used. */
  append(fields: Fields, line: number): void {
    const row = this.count;
    const { names } = this.layout;
    if (fields.count !== names.length)
      throw new BadInput(
        `the row has ${fields.count} field${fields.count === 1 ? '' : 's'}, expected ${names.length} (${listed(names, ' ')})`,
        { file: this.#file, line },
      );
    if (row === this.ids.length) this.#growTo(2 * row);
    this.lines.put(row, line);
    this.ids[row] = this.fieldOf.id < 0 ? row + 1 : this.#particleId(fields);
    if (this.fieldOf.type >= 0) this.types[row] = this.#typeOf(fields);
    this.x[row] = this.#coordinate(fields, this.fieldOf.x);
    this.y[row] = this.#coordinate(fields, this.fieldOf.y);
    if (this.z !== null) this.z[row] = this.#coordinate(fields, this.fieldOf.z);
    for (const column of this.extras) {
      const value = fields.number(column.field);
      column.values[row] = Number.isNaN(value) || column.labels !== null ? this.#unusual(column, value, fields) : value;
    }
    for (const { field, first } of this.#doubles) this.#checkDouble(fields, field, first);
    this.count = row + 1;
  }

  /** What is wrong with a row, or with one field of it. */
  refusal(message: string, row: number, field?: number): BadInput {
    const place = { file: this.#file, line: this.lines.of(row) };
    return new BadInput(message, field === undefined ? place : { ...place, field: this.layout.names[field] });
  }

  /** Whether a column of the file repeats an earlier one. */
  get hasRepeatedColumns(): boolean {
    return this.#doubles.length > 0;
  }

  /** Number of the type of that label, if it was seen before. */
  typeOfLabel(label: string): number | undefined {
    return this.#typeIndex.get(label);
  }

  /** Most rows that a frame may have. */
  get #mostRows() {
    return Math.min(MAX_PARTICLES_PER_FRAME, Math.floor(this.#mostValues / this.layout.names.length));
  }

  /**
   * Makes room for `wanted` more rows and tells for how many there is; fewer where a frame may hold no more. `all`: how
   * many are still to come, Infinity where nobody has stated it.
   */
  makeRoom(wanted: number, all: number): number {
    const capacity = this.ids.length;
    // A count that lies costs no more than some of what was read, and memory that nobody has touched.
    if (this.count + wanted > capacity && capacity < this.#mostRows)
      this.#growTo(all === Infinity ? 2 * capacity : Math.min(this.count + all, 16 * capacity));
    return Math.min(wanted, this.ids.length - this.count);
  }

  #growTo(wanted: number) {
    const most = this.#mostRows;
    const capacity = Math.min(wanted, most);
    if (capacity <= this.count)
      throw new BadInput(
        most < MAX_PARTICLES_PER_FRAME
          ? `a frame of ${this.layout.names.length} columns may hold at most ${most} particles; write it with fewer columns`
          : `a frame may hold at most ${most} particles`,
        { file: this.#file, line: this.lines.of(this.count - 1) + 1 },
      );
    this.ids = new Int32Array(this.ids.buffer.transfer(4 * capacity));
    this.types = new Uint8Array(this.types.buffer.transfer(capacity));
    const grown = ({ buffer }: Float64Array<ArrayBuffer>) => new Float64Array(buffer.transfer(8 * capacity));
    this.x = grown(this.x);
    this.y = grown(this.y);
    if (this.z !== null) this.z = grown(this.z);
    for (const column of this.extras) column.values = grown(column.values);
  }

  /** Adds a column, one value a row in file order; `field`: where it stands in a row, unless another part holds it. */
  addColumn(name: string, values: Float64Array<ArrayBuffer>, field = -1): void {
    this.extras.push({ name, field, values, labels: null });
  }

  /**
   * Row numbers in ascending order of id, null where that is the order of the rows. Throws `BadInput` for
   * a repeated id.
   */
  orderById(): Uint32Array | null {
    const { ids, count } = this;
    const order = ascendingOrder(ids, count);
    if (order === null) return null;
    const { wayOnFromRepeatedIds: wayOn } = this.layout;
    for (let at = 1; at < count; at += 1) {
      if (ids[order[at]] !== ids[order[at - 1]]) continue;
      throw this.refusal(
        `particle id ${ids[order[at]]} is repeated; it stands in line ${this.lines.of(order[at - 1])} already` +
          (wayOn === undefined ? '' : `; ${wayOn}`),
        order[at],
        this.fieldOf.id,
      );
    }
    return order;
  }

  /** What is added to every id of the file: 1 where it counts from 0. */
  get idShift(): 0 | 1 {
    return this.#fromZero ? 1 : 0;
  }

  /** Says that ids count from 0 in the file, also where the particle 0 is not among these. */
  countFromZero(): void {
    if (this.#fromZero) return;
    this.#fromZero = true;
    this.notes.push('Particle ids count from 0 in the file; 1 is added to each.');
  }

  /**
   * Particle ids in the order given, which is ascending, counted from 1. Throws `BadInput` where that takes the last
   * one beyond the largest.
   */
  idsInOrder(order: Uint32Array | null): Int32Array<ArrayBuffer> {
    const { idShift, count } = this;
    const ids = inOrder(this.ids, count, order);
    if (idShift === 0) return ids;
    if (ids[count - 1] === MAX_PARTICLE_ID)
      throw this.refusal(
        `particle ids count from 0; the largest may then be ${MAX_PARTICLE_ID - 1}`,
        order === null ? count - 1 : order[count - 1],
        this.fieldOf.id,
      );
    for (let to = 0; to < count; to += 1) ids[to] += idShift;
    return ids;
  }

  /**
   * Takes the columns that were read as x, y and z for type, x and y. All of the first have to be whole, and of at most
   * `MAX_TYPES` values.
   */
  takeFirstForType(): void {
    if (this.z === null) throw new Error('there is no third column');
    const indices = new Map<number, number>();
    for (let row = 0; row < this.count; row += 1) {
      const index = indices.get(this.x[row]) ?? indices.size;
      indices.set(this.x[row], index);
      this.types[row] = index;
    }
    this.typeLabels.splice(0, this.typeLabels.length, ...Array.from(indices.keys(), String));
    this.x = this.y;
    this.y = this.z;
    this.z = null;
    this.layout = { ...this.layout, roles: ['type', 'x', 'y'] };
  }

  /** Gives the types other labels; several old ones may get the same new one. */
  renameTypes(rename: (label: string) => string): void {
    const renamed = this.typeLabels.map(rename);
    const distinct = [...new Set(renamed)];
    const target = renamed.map((label) => distinct.indexOf(label));
    for (let row = 0; row < this.count; row += 1) this.types[row] = target[this.types[row]];
    this.typeLabels.splice(0, this.typeLabels.length, ...distinct);
  }

  /** Refuses the row that is being taken. */
  #refuse(message: string, field: number): never {
    throw this.refusal(message, this.count, field);
  }

  #checkDouble(fields: Fields, field: number, first: number) {
    const [one, other] = [fields.text(first), fields.text(field)];
    if (one === other || fields.number(first) === fields.number(field)) return;
    this.#refuse(
      `the column occurs twice, with ${quoted(one)} and ${quoted(other)} in this row; leave out or rename one of them`,
      field,
    );
  }

  #particleId(fields: Fields) {
    const id = fields.wholeNumber(this.fieldOf.id);
    if (id < 0 || id > MAX_PARTICLE_ID)
      this.#refuse(
        `particle id ${quoted(fields.text(this.fieldOf.id))} is not an integer from 0 to ${MAX_PARTICLE_ID}`,
        this.fieldOf.id,
      );
    if (id === 0) this.countFromZero();
    return id;
  }

  #typeOf(fields: Fields) {
    const field = this.fieldOf.type;
    const start = fields.starts[field];
    const single = fields.ends[field] === start + 1 ? fields.bytes[start] : -1;
    if (single >= 0 && this.#typeOfByte[single] >= 0) return this.#typeOfByte[single];

    let label = fields.text(field);
    const { types } = this.layout;
    if (types === 'integer' || (types === 'either' && !Number.isNaN(fields.number(field)))) {
      const number = fields.wholeNumber(field);
      if (number < 0 || number > MAX_PARTICLE_ID) this.#refuse(`type ${quoted(label)} is not an integer from 0`, field);
      label = String(number);
    }
    if (label === '') this.#refuse('the type is empty', field);
    if (fields.length(field) > LONGEST_LABEL) this.#refuse(tooLong(label), field);
    let index = this.#typeIndex.get(label);
    if (index === undefined) {
      index = this.typeLabels.length;
      if (index === MAX_TYPES)
        this.#refuse(`more than ${MAX_TYPES} different types; is '${this.layout.names[field]}' the type?`, field);
      this.typeLabels.push(label);
      this.#typeIndex.set(label, index);
    }
    if (single >= 0) this.#typeOfByte[single] = index;
    return index;
  }

  #coordinate(fields: Fields, field: number) {
    const value = fields.number(field);
    if (Number.isFinite(value)) return value;
    if (fields.length(field) === 0) this.#refuse('the coordinate is empty', field);
    if (Number.isNaN(value) && namedNumber(fields.text(field)) === undefined)
      this.#refuse(notNumber(fields.text(field)), field);
    return this.#refuse(`the coordinate ${quoted(fields.text(field))} is not finite`, field);
  }

  /** NaN, infinity, text, or a number in a column of text. */
  #unusual(column: ExtraColumn, value: number, fields: Fields) {
    const text = fields.text(column.field);
    const number = Number.isNaN(value) ? namedNumber(text) : value;
    if (this.layout.blankIsMissing === true && column.labels === null && MISSING.has(text)) return NaN;
    if (text === '' && this.layout.blankIsMissing !== true) this.#refuse('the field is empty', column.field);
    if (number !== undefined) {
      if (column.labels === null) return number;
      this.#refuse(`${quoted(text)} is a number, but the rows above hold text in this column`, column.field);
    }
    if (column.labels === null) {
      const above = column.values.subarray(0, this.count);
      if (this.count > 0 && !(this.layout.blankIsMissing === true && above.every(Number.isNaN)))
        this.#refuse(notNumber(text), column.field);
      if (fields.length(column.field) > LONGEST_LABEL)
        this.#refuse(notNumber(text, 'a number or a label'), column.field);
      // What was missing so far is the label of no letters.
      column.labels = new Map(this.count === 0 ? [] : [['', 0]]);
      above.fill(0);
    }
    let index = column.labels.get(text);
    if (index === undefined) {
      if (fields.length(column.field) > LONGEST_LABEL) this.#refuse(tooLong(text), column.field);
      index = column.labels.size;
      if (this.#labels === MAX_LABELS)
        this.#refuse(`more than ${MAX_LABELS} different texts in the columns of text`, column.field);
      this.#labels += 1;
      column.labels.set(text, index);
    }
    return index;
  }
}

function tooLong(label: string) {
  return `the label ${quoted(label)} has ${label.length} characters; at most ${LONGEST_LABEL} bytes are read`;
}
