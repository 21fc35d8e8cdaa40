import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { countedNumbers, MAX_COLUMNS, words } from './fields.ts';
import { type ReadContext, refuseOpenBox } from './reader.ts';

/** One group of columns named by `Properties`. */
export interface Property {
  name: string;
  /** Text, real numbers, integers or logical values. */
  kind: 'S' | 'R' | 'I' | 'L';
  /** Number of consecutive columns. */
  width: number;
}

const CLOSING: Record<string, string> = { '"': '"', "'": "'", '{': '}', '[': ']' };

/**
 * The `key=value` pairs of the second line of an extended XYZ frame, keys in lower case. Values may be bare, quoted
 * (with backslash escapes) or in brackets, which are kept nested; words that belong to no pair are left out. Of a key
 * that is repeated the last value counts; `onContradiction` is told of keys whose values differ.
 */
export function parseComment(text: string, onContradiction?: (key: string) => void): Map<string, string> {
  const pairs = new Map<string, string>();
  const key = /([A-Za-z_][^\s=",{}[\]]*)\s*=\s*/y;
  const word = /\S*\s+|\S+$/y;
  for (let at = 0; at < text.length;) {
    key.lastIndex = at;
    const match = key.exec(text);
    if (match === null) {
      // Only the beginning of a word can be a key.
      word.lastIndex = at;
      word.exec(text);
      at = word.lastIndex;
      continue;
    }
    at = key.lastIndex;
    const [value, end] = valueAt(text, at);
    const name = match[1].toLowerCase();
    if (pairs.has(name) && listedWords(pairs.get(name) ?? '').join(' ') !== listedWords(value).join(' '))
      onContradiction?.(name);
    pairs.set(name, value);
    at = end;
  }
  return pairs;
}

/** The value that starts at `at` and where it ends; an unclosed quote runs to the end of the line. */
function valueAt(text: string, at: number): [string, number] {
  const opening = text[at];
  const closing = at < text.length ? CLOSING[opening] : undefined;
  if (closing === undefined) {
    const bare = /\S*/y;
    bare.lastIndex = at;
    const word = bare.exec(text)?.[0] ?? '';
    return [word, at + word.length];
  }
  // Pieces between backslashes, which stand for the letter behind them.
  const pieces: string[] = [];
  let depth = 1;
  let piece = at + 1;
  for (let from = at + 1; from < text.length; from += 1) {
    const letter = text[from];
    if (letter === '\\' && from + 1 < text.length) {
      pieces.push(text.slice(piece, from));
      piece = from + 1;
      from += 1;
    } else if (letter === closing) {
      depth -= 1;
      if (depth === 0) return [pieces.join('') + text.slice(piece, from), from + 1];
    } else if (letter === opening) depth += 1;
  }
  return [pieces.join('') + text.slice(piece), text.length];
}

/** The words of a value that may hold commas and brackets. */
function listedWords(value: string) {
  return words(value.replaceAll(/[[\]{},]/g, ' '));
}

/** Exactly `count` finite numbers from such a value. */
export function listedNumbers(value: string, count: number, place: InputPlace): number[] {
  return countedNumbers(listedWords(value), count, value, place);
}

/** Three components of a vector in space, of two numbers or three. */
export function vectorOf(value: string, place: InputPlace): number[] {
  return listedWords(value).length === 2 ? [...listedNumbers(value, 2, place), 0] : listedNumbers(value, 3, place);
}

/**
 * The edge vectors a, b, c of `Lattice`, nine numbers, and what is said of them. A cell in the plane may have four, ax
 * ay bx by, or six with az = bz = 0.
 */
export function latticeVectors(value: string, place: InputPlace): { vectors: number[]; warnings: string[] } {
  const texts = listedWords(value);
  if (texts.length === 4) {
    const [ax, ay, bx, by] = countedNumbers(texts, 4, value, place);
    return {
      vectors: [ax, ay, 0, bx, by, 0, 0, 0, 1],
      warnings: [`The four numbers of Lattice are taken as ax ay bx by: a = (${ax}, ${ay}), b = (${bx}, ${by}).`],
    };
  }
  const six = texts.length === 6 ? countedNumbers(texts, 6, value, place) : [];
  if (six.length === 6 && six[2] === 0 && six[5] === 0) {
    const [ax, ay, , bx, by] = six;
    return {
      vectors: [...six, 0, 0, 1],
      warnings: [`The six numbers of Lattice are taken as two vectors: a = (${ax}, ${ay}, 0), b = (${bx}, ${by}, 0).`],
    };
  }
  return { vectors: countedNumbers(texts, 9, value, place), warnings: [] };
}

/** `Properties=species:S:1:pos:R:3:...`, which stands in the current line, as groups of columns. */
export function parseProperties(value: string, lines: ByteLines): Property[] {
  const refused = (message: string) => lines.refusal(message, 'Properties');
  const parts = value.split(':');
  if (parts.length % 3 !== 0) throw refused(`${quoted(value)} is not a list of name:type:columns`);
  const properties: Property[] = [];
  let columns = 0;
  for (let at = 0; at < parts.length; at += 3) {
    const [name, kind, width] = parts.slice(at, at + 3);
    if (name === '' || /\s/.test(name)) throw refused(`${quoted(name)} is not a name of a property`);
    if (!/^[SIRL]$/.test(kind)) throw refused(`${quoted(kind)} is not the type of a property (S, I, R or L)`);
    if (!/^[1-9]\d{0,3}$/.test(width)) throw refused(`${quoted(width)} is not a number of columns`);
    columns += Number(width);
    if (columns > MAX_COLUMNS) throw refused(`more than ${MAX_COLUMNS} columns`);
    properties.push({ name, kind: kind as Property['kind'], width: Number(width) });
  }
  return properties;
}

/**
 * Refuses `pbc="F F F"`, which stands in the current line, unless the user says that the box is periodic. Flags are T or
 * F, true or false, 1 or 0, with or without blanks between; a single one holds for all directions.
 */
export function refuseOpenBoundaries(value: string, lines: ByteLines, context: ReadContext): void {
  const texts = listedWords(value);
  const flags = texts.length === 1 && /^[tf]{2,3}$/i.test(texts[0]) ? texts[0].split('') : texts;
  const place = lines.place('pbc');
  ['x', 'y'].forEach((axis, at) => {
    const flag = flags.length === 1 ? flags[0] : (flags[at] ?? '');
    if (/^(t|true|1)$/i.test(flag)) return;
    if (!/^(f|false|0)$/i.test(flag))
      throw new BadInput(`${quoted(value)} does not say what is periodic; expected pbc="T T F"`, place);
    refuseOpenBox(`the box is not periodic in ${axis} (pbc="${shortened(value)}")`, context, place);
  });
}
