import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { addDecimals, negated } from './decimal.ts';
import { finiteNumbers, MAX_COLUMNS, notFiniteNumbers, words } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox } from './file-box.ts';
import { checkedCount } from './particle-rows.ts';

/** What stands above the rows of one frame of a LAMMPS dump. */
export interface DumpHeader {
  timestep: number | null;
  /** Number of rows that follow. */
  count: number;
  box: FileBox;
  /** Names of the columns, in order. */
  columns: string[];
  /** Line of `ITEM: ATOMS`. */
  line: number;
  warnings: string[];
}

const ITEM = 'ITEM:';

/** The line after an item's name; throws when the text ends there. */
async function valueLine(lines: ByteLines, file: string, item: string): Promise<string> {
  if (!(await lines.advance()))
    throw new BadInput('the file ends here; it is cut off', { file, line: lines.number, field: item });
  const text = lines.text().trim();
  if (text.startsWith(ITEM))
    throw new BadInput(`${quoted(text)} stands where the value of ${item} belongs`, {
      file,
      line: lines.number,
      field: item,
    });
  return text;
}

/**
 * Reads the items above the rows, in any order, up to and including `ITEM: ATOMS`; null if only blank lines are left.
 * `ITEM: TIME` is passed over, `ITEM: UNITS` other than lj warned of.
 */
export async function readDumpHeader(lines: ByteLines, file: string): Promise<DumpHeader | null> {
  if (!(await lines.advanceToText())) return null;
  let timestep: number | null = null;
  let count: number | undefined;
  let box: FileBox | undefined;
  let warnings: string[] = [];
  for (;;) {
    const text = lines.text().trim();
    const place = { file, line: lines.number };
    if (!text.startsWith(ITEM))
      throw new BadInput(`expected a line that starts with 'ITEM:', found ${quoted(text)}`, place);
    const [name, ...rest] = itemName(text.slice(ITEM.length).trim());
    if (name === 'ATOMS') {
      if (count === undefined) throw new BadInput("no 'ITEM: NUMBER OF ATOMS' above the rows", place);
      if (box === undefined) throw new BadInput("no 'ITEM: BOX BOUNDS' above the rows", place);
      if (rest.length > MAX_COLUMNS) throw new BadInput(`more than ${MAX_COLUMNS} columns`, place);
      return { timestep, count, box, columns: rest, line: lines.number, warnings };
    }
    if (name === 'TIMESTEP') {
      const value = await valueLine(lines, file, name);
      timestep = Number(value);
      if (value === '' || !Number.isSafeInteger(timestep))
        throw new BadInput(`the time step ${quoted(value)} is not an integer`, {
          file,
          line: lines.number,
          field: name,
        });
    } else if (name === 'NUMBER OF ATOMS') {
      const value = await valueLine(lines, file, name);
      count = checkedCount(value, { file, line: lines.number, field: name });
    } else if (name === 'BOX BOUNDS') {
      box = await readBounds(lines, file, rest);
    } else if (name === 'UNITS') {
      const units = await valueLine(lines, file, name);
      if (units !== 'lj')
        // The item may be repeated; one warning is enough.
        warnings = [
          `The file is in ${shortened(units)} units; its numbers are taken as reduced (lj) units as they stand.`,
        ];
    } else if (name === 'TIME') {
      await valueLine(lines, file, name);
    } else {
      throw new BadInput(
        `${quoted(text)} is not an item of an atom or custom dump` +
          (/^(NUMBER OF )?(ENTRIES|BONDS|CELLS|GRID|DIMENSION)/.test(text.slice(ITEM.length).trim())
            ? '; this looks like a dump of bonds or of a grid, which holds no particles'
            : ''),
        place,
      );
    }
    if (!(await lines.advance()))
      throw new BadInput("the file ends before 'ITEM: ATOMS'; it is cut off", { file, line: lines.number });
  }
}

/** The item's name, then the words after it. */
function itemName(text: string): string[] {
  for (const name of ['NUMBER OF ATOMS', 'BOX BOUNDS', 'ATOMS', 'TIMESTEP', 'UNITS', 'TIME'])
    if (text === name || text.startsWith(`${name} `)) return [name, ...words(text.slice(name.length))];
  return [text];
}

/**
 * Three forms (LAMMPS manual, `dump` and `dump_modify triclinic/general`):
 * - orthogonal: `xlo xhi` / `ylo yhi` / `zlo zhi`;
 * - `xy xz yz`: the box **around** the tilted one, xlo_bound = xlo + min(0, xy, xz, xy + xz), xhi_bound = xhi +
 *   max(0, xy, xz, xy + xz), ylo_bound = ylo + min(0, yz), yhi_bound = yhi + max(0, yz), and a tilt on each line;
 *   with xz = yz = 0, as in two dimensions, lx = xhi_bound − xlo_bound − |xy| and xlo = xlo_bound − min(0, xy);
 * - `abc origin`: `ax ay az xlo` / `bx by bz ylo` / `cx cy cz zlo`.
 */
async function readBounds(lines: ByteLines, file: string, flags: readonly string[]): Promise<FileBox> {
  const kind =
    flags.slice(0, 3).join(' ') === 'xy xz yz'
      ? 'tilted'
      : flags.slice(0, 2).join(' ') === 'abc origin'
        ? 'general'
        : 'plain';
  refuseWalls(flags.slice(kind === 'tilted' ? 3 : kind === 'general' ? 2 : 0), { file, line: lines.number });
  const first = lines.number + 1;
  const perLine = { plain: 2, tilted: 3, general: 4 }[kind];
  const texts: string[][] = [];
  const values: number[][] = [];
  for (const axis of ['x', 'y', 'z']) {
    const text = words(await valueLine(lines, file, 'BOX BOUNDS'));
    const numbers = finiteNumbers(text);
    if (numbers === null || numbers.length !== perLine)
      throw new BadInput(notFiniteNumbers(text.join(' '), `${perLine} finite numbers`), {
        file,
        line: lines.number,
        field: `BOX BOUNDS ${axis}`,
      });
    texts.push(text);
    values.push(numbers);
  }
  if (kind === 'general')
    return boxFromVectors(
      values.flatMap((row) => row.slice(0, 3)),
      values.map((row) => row[3]),
      { file, line: first, field: 'BOX BOUNDS' },
    );

  const [xy, xz, yz] = kind === 'tilted' ? values.map((row) => row[2]) : [0, 0, 0];
  if (xz !== 0 || yz !== 0)
    throw new BadInput(
      `the box is tilted in the third dimension (xz ${xz}, yz ${yz}); Keycore analyses two-dimensional configurations`,
      { file, line: first + 1, field: 'BOX BOUNDS' },
    );
  const tilt = kind === 'tilted' ? texts[0][2] : '0';
  const difference = (...terms: string[]): number => {
    try {
      return Number(addDecimals(...terms));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new BadInput(error.message, { file, line: first, field: 'BOX BOUNDS' });
    }
  };
  const lx = difference(texts[0][1], negated(texts[0][0]), xy > 0 ? negated(tilt) : tilt);
  const ly = difference(texts[1][1], negated(texts[1][0]));
  const x = xy < 0 ? difference(texts[0][0], negated(tilt)) : values[0][0];
  return {
    box: checkedBox({ lx, ly, xy }, { file, line: lx > 0 ? first + 1 : first, field: 'BOX BOUNDS' }),
    origin: { x, y: values[1][0] },
    height: values[2][1] > values[2][0] ? values[2][1] - values[2][0] : 1,
  };
}

/** A box that is not periodic in x and y has no modes of the kind looked for; without flags it is taken as periodic. */
function refuseWalls(flags: readonly string[], place: { file: string; line: number }): void {
  flags.slice(0, 2).forEach((flag, axis) => {
    if (flag === 'pp') return;
    const name = axis === 0 ? 'x' : 'y';
    if (!/^[pfsm]{2}$/.test(flag))
      throw new BadInput(`${quoted(flag)} is not a kind of boundary (pp, ff, ss, ...)`, {
        ...place,
        field: 'BOX BOUNDS',
      });
    throw new BadInput(
      `the box is not periodic in ${name} ('${flag}'); Keycore analyses samples that are periodic in x and y ('pp')`,
      { ...place, field: 'BOX BOUNDS' },
    );
  });
}
