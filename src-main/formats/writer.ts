import type { Frame, ParticleColumn } from './frame.ts';

/** A vector for each particle: an array of vectors where a format has such, else the columns `NAME_x` and `NAME_y`. */
export interface ParticleVector {
  name: string;
  /** x0, y0, x1, y1, … in the frame's row order. */
  values: Float64Array;
}

/** A fact about a whole frame; null: it does not exist. Of several modes a list has one for each. */
export type FrameFact = number | string | null | readonly (number | null)[];

/** What is exported of a frame. A type without a mass has 1. */
export type ParticleStructure = Pick<
  Frame,
  'ids' | 'typeLabels' | 'types' | 'positions' | 'box' | 'columns' | 'timestep' | 'typeMasses'
> & {
  vectors?: readonly ParticleVector[];
  /** Whether its box is called tilted where its tilt is 0: of the frames of one file all are, or none. */
  isTilted?: boolean;
  /** Written into the head of formats that have room for it. Keys are words of letters and digits, none is a key of a format. */
  facts?: Readonly<Record<string, FrameFact>>;
  /** Unit of columns and vectors, by their names. */
  units?: Readonly<Record<string, string>>;
  /** What a user should know of what is written, whatever the format: sentences. */
  remarks?: readonly string[];
};

/** A file format that can be written. To add one: an object of this kind in the table of `writers.ts`. */
export interface FormatWriter {
  /** Name in `--format`. */
  readonly id: string;
  /** What a user calls it. */
  readonly label: string;
  /** Usual ending of the file name, with the dot. */
  readonly extension: string;
  /** Whether it has arrays of vectors; one that has not is given `columns` only. */
  readonly hasVectors?: true;
  /** Whether frames written one after another are a file of several frames. */
  readonly hasFrames?: true;
  /**
   * The structure in this format, as text or bytes that are made while they are taken, every double in the shortest
   * decimal that reads back to the same bits (or binary). The same structure always gives the same bytes.
   */
  pieces(structure: ParticleStructure): Iterable<string | Uint8Array>;
  /** Columns for which the format has no place, where it has not for all. */
  omitted?(structure: ParticleStructure): string[];
  /** What a user should know of this format of it, as sentences. */
  remarks?(structure: ParticleStructure): string[];
}

/** Shortest decimal that reads back to the same bits; −0, NaN and infinities as C prints them. */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

/** Every second number of vectors: their x (from 0) or y (from 1). */
export function component(vectors: Float64Array, axis: 0 | 1): Float64Array {
  return Float64Array.from({ length: vectors.length / 2 }, (_, row) => vectors[2 * row + axis]);
}

/** The structure with two columns for each vector. */
export function withComponents({ vectors = [], ...structure }: ParticleStructure): ParticleStructure {
  if (vectors.length === 0) return structure;
  const components = vectors.flatMap(({ name, values }) => [
    { name: `${name}_x`, values: component(values, 0) },
    { name: `${name}_y`, values: component(values, 1) },
  ]);
  const isVector = (name: string) => vectors.some((vector) => vector.name === name);
  const units: Record<string, string> = {};
  for (const [name, unit] of Object.entries(structure.units ?? {}))
    for (const part of isVector(name) ? [`${name}_x`, `${name}_y`] : [name]) units[part] = unit;
  return { ...structure, columns: [...components, ...structure.columns], units };
}

/** A line for each of `rows` rows: what `first` gives, then the text of each column. */
export function* tableLines(
  rows: number,
  separator: string,
  first: (row: number) => string,
  columns: readonly ((row: number) => string)[],
): Generator<string, void> {
  for (let row = 0; row < rows; row += 1) {
    let line = first(row);
    for (const text of columns) line += separator + text(row);
    yield `${line}\n`;
  }
}

/** x and y of a row. */
export function pointText(positions: Float64Array, row: number, separator: string): string {
  return numberText(positions[2 * row]) + separator + numberText(positions[2 * row + 1]);
}

/**
 * The texts with every match of `forbidden` replaced by `_`, none empty, none matching `reserved`, all distinct: what
 * names and labels must be to be columns of a table. Texts that are fine already stay as they are.
 */
export function fitTexts(texts: readonly string[], forbidden: RegExp, reserved?: RegExp): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const clean = text.replaceAll(forbidden, '_') || '_';
    let fit = clean;
    for (let turn = 2; taken.has(fit) || reserved?.test(fit) === true; turn += 1) fit = `${clean}_${turn}`;
    taken.add(fit);
    return fit;
  });
}

/** The names of columns, made fit. */
export function fitNames(columns: readonly ParticleColumn[], forbidden: RegExp, reserved: RegExp): string[] {
  return fitTexts(
    columns.map(({ name }) => name),
    forbidden,
    reserved,
  );
}

/** Text of the value of each column at a row: the number, or the label it stands for. */
export function valueTexts(columns: readonly ParticleColumn[], forbidden: RegExp): ((row: number) => string)[] {
  return columns.map(({ values, labels }) => {
    if (labels === undefined) return (row) => numberText(values[row]);
    const fit = fitTexts(labels, forbidden);
    return (row) => fit[values[row]];
  });
}

/**
 * LAMMPS numbers types from 1. Labels that are such numbers already are kept; otherwise the types are numbered in the
 * order of their labels, and `named` says that the labels are lost unless written beside.
 */
export function numberedTypes(labels: readonly string[], largest: number): { numbers: number[]; named: boolean } {
  const own = labels.map((label) => (/^[1-9]\d{0,9}$/.test(label) ? Number(label) : NaN));
  if (own.every((number) => number <= largest)) return { numbers: own, named: false };
  return { numbers: labels.map((_, index) => index + 1), named: true };
}

/** Throws `Error` (a fault of the caller's) for arrays whose lengths or values do not fit together. */
export function checkStructure({
  ids,
  types,
  positions,
  columns,
  vectors = [],
  typeLabels,
  typeMasses,
}: ParticleStructure): void {
  const count = ids.length;
  if (types.length !== count || positions.length !== 2 * count)
    throw new Error(`a structure of ${count} ids has ${types.length} types and ${positions.length} coordinates`);
  for (const column of columns)
    if (column.values.length !== count)
      throw new Error(`column '${column.name}' has ${column.values.length} values for ${count} particles`);
  for (const { name, values } of vectors)
    if (values.length !== 2 * count)
      throw new Error(`vector '${name}' has ${values.length} numbers for ${count} particles`);
  if (!types.every((type) => type < typeLabels.length))
    throw new Error(`a type is beyond the ${typeLabels.length} type labels`);
  if (typeMasses !== undefined && typeMasses.length !== typeLabels.length)
    throw new Error(`${typeMasses.length} masses for ${typeLabels.length} types`);
  if (!positions.every(Number.isFinite)) throw new Error('a position is not finite');
}
