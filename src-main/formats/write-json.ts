import { fitNames, type FormatWriter, type FrameFact, numberText } from './writer.ts';

/** No name is unfit in JSON. */
const NOTHING = /(?!)/g;
/** Numbers of an array that are put together to one piece of text. */
const PIECE = 4096;

/** A number as JSON has it, of the same bits when it is read back: −0 with a point, as JSON's 0 may be read as a whole number; what is no number is null, infinities are numbers that are too large for a double. */
function jsonNumber(value: number) {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isNaN(value)) return 'null';
  return Number.isFinite(value) ? numberText(value) : `${value < 0 ? '-' : ''}1e999`;
}

function jsonFact(fact: FrameFact) {
  if (fact === null) return 'null';
  if (typeof fact === 'string') return JSON.stringify(fact);
  return typeof fact === 'number' ? jsonNumber(fact) : `[${fact.map((value) => jsonNumber(value ?? NaN)).join(',')}]`;
}

/** An array of `count` values, in pieces. */
function* arrayText(count: number, textOf: (row: number) => string): Generator<string, void> {
  yield '[';
  for (let from = 0; from < count; from += PIECE) {
    const rows = Array.from({ length: Math.min(PIECE, count - from) }, (_, at) => textOf(from + at));
    yield `${from === 0 ? '' : ','}${rows.join(',')}`;
  }
  yield ']';
}

/**
 * JSON, one object: `header` (facts, box, timestep, typeLabels, units), `ids`, `types` (indices into typeLabels),
 * `positions` (N pairs) and `fields`, each N numbers, N pairs, or N texts.
 */
export const jsonWriter: FormatWriter = {
  id: 'json',
  label: 'JSON',
  extension: '.json',
  hasVectors: true,

  *pieces({
    ids,
    types,
    typeLabels,
    typeMasses,
    positions,
    vectors = [],
    columns,
    box,
    timestep,
    facts = {},
    units = {},
  }) {
    const count = ids.length;
    const pair = (values: Float64Array) => (row: number) =>
      `[${jsonNumber(values[2 * row])},${jsonNumber(values[2 * row + 1])}]`;
    const header: [string, string][] = [
      ...Object.entries(facts).map(([key, fact]): [string, string] => [key, jsonFact(fact)]),
      ['box', jsonFact([box.lx, box.ly, box.xy])],
      ['timestep', jsonFact(timestep)],
      ['typeLabels', JSON.stringify(typeLabels)],
      ...(typeMasses === undefined ? [] : [['typeMasses', jsonFact(typeMasses)] satisfies [string, string]]),
      ['units', JSON.stringify(units)],
    ];
    yield `{"header":{${header.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}},\n"ids":`;
    yield* arrayText(count, (row) => String(ids[row]));
    yield ',\n"types":';
    yield* arrayText(count, (row) => String(types[row]));
    yield ',\n"positions":';
    yield* arrayText(count, pair(positions));
    yield ',\n"fields":{';
    const names = fitNames([...vectors, ...columns], NOTHING, NOTHING).map((name) => JSON.stringify(name));
    for (const [at, { values }] of vectors.entries()) {
      yield `${at === 0 ? '' : ','}\n${names[at]}:`;
      yield* arrayText(count, pair(values));
    }
    for (const [column, { values, labels }] of columns.entries()) {
      const at = vectors.length + column;
      yield `${at === 0 ? '' : ','}\n${names[at]}:`;
      yield* arrayText(count, (row) =>
        labels === undefined ? jsonNumber(values[row]) : JSON.stringify(labels[values[row]]),
      );
    }
    yield '}}\n';
  },
};
