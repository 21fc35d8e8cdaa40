import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { decimal } from './decimal.ts';
import { countedNumbers, MAX_COLUMNS, words } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox, refuseTiltOfHeight } from './file-box.ts';
import { checkedCount } from './particle-rows.ts';
import { checkedTimestep, type ReadContext, refuseOpenBox } from './reader.ts';

/** What stands above the rows of one frame of a LAMMPS dump. */
export interface DumpHeader {
  timestep: number | null;
  /** Number of rows that follow. */
  count: number;
  box: FileBox;
  /** Names of the columns, in order. */
  columns: string[];
  warnings: string[];
}

const ITEM = 'ITEM:';
const ITEMS = ['NUMBER OF ATOMS', 'BOX BOUNDS', 'ATOMS', 'TIMESTEP', 'UNITS', 'TIME'] as const;

/** The line after an item's name; throws when the text ends there. */
async function valueLine(lines: ByteLines, item: string) {
  if (!(await lines.advance())) throw lines.refusal('the file ends here; it is cut off', item);
  const text = lines.text().trim();
  if (text.startsWith(ITEM)) throw lines.refusal(`${quoted(text)} stands where the value of ${item} belongs`, item);
  return text;
}

/**
 * Reads the items above the rows, in any order, up to `ITEM: ATOMS`, which is the current line then; null if only blank lines are left.
 * `ITEM: TIME` is passed over, `ITEM: UNITS` other than lj warned of.
 */
export async function readDumpHeader(lines: ByteLines, context: ReadContext): Promise<DumpHeader | null> {
  if (!(await lines.advanceToText())) return null;
  let timestep: number | null = null;
  let count: number | undefined;
  let box: FileBox | undefined;
  let warnings: string[] = [];
  for (;;) {
    const text = lines.text().trim();
    if (!text.startsWith(ITEM)) throw lines.refusal(`expected a line that starts with 'ITEM:', found ${quoted(text)}`);
    const item = text.slice(ITEM.length).trim();
    const name = ITEMS.find((known) => item === known || item.startsWith(`${known} `));
    if (name === undefined)
      throw lines.refusal(
        `${quoted(text)} is not an item of an atom or custom dump` +
          (/^(NUMBER OF )?(ENTRIES|BONDS|CELLS|GRID|DIMENSION)/.test(item)
            ? '; this looks like a dump of bonds or of a grid, which holds no particles'
            : ''),
      );
    const rest = words(item.slice(name.length));
    if (name === 'ATOMS') {
      if (count === undefined) throw lines.refusal("no 'ITEM: NUMBER OF ATOMS' above the rows");
      if (box === undefined) throw lines.refusal("no 'ITEM: BOX BOUNDS' above the rows");
      if (rest.length > MAX_COLUMNS) throw lines.refusal(`more than ${MAX_COLUMNS} columns`);
      return { timestep, count, box, columns: rest, warnings };
    }
    if (name === 'BOX BOUNDS') box = await readBounds(lines, rest, context);
    else {
      const value = await valueLine(lines, name);
      if (name === 'TIMESTEP') timestep = checkedTimestep(value, lines.place(name));
      if (name === 'NUMBER OF ATOMS') count = checkedCount(value, lines.place(name));
      if (name === 'UNITS' && value !== 'lj')
        // The item may be repeated; one warning is enough.
        warnings = [
          `The file is in ${shortened(value)} units; its numbers are taken as reduced (lj) units as they stand.`,
        ];
    }
    if (!(await lines.advance())) throw lines.refusal("the file ends before 'ITEM: ATOMS'; it is cut off");
  }
}

/** The forms of the bounds: with which flags each begins, and how many numbers stand on its lines. */
const GENERAL = { flags: ['abc', 'origin'], perLine: 4 };
const PLAIN = { flags: [], perLine: 2 };
const BOUNDS = [{ flags: ['xy', 'xz', 'yz'], perLine: 3 }, GENERAL];

/**
 * Three forms (LAMMPS manual, `dump` and `dump_modify triclinic/general`):
 * - orthogonal: `xlo xhi` / `ylo yhi` / `zlo zhi`;
 * - `xy xz yz`: the box **around** the tilted one, xlo_bound = xlo + min(0, xy, xz, xy + xz), xhi_bound = xhi +
 *   max(0, xy, xz, xy + xz), ylo_bound = ylo + min(0, yz), yhi_bound = yhi + max(0, yz), and a tilt on each line;
 *   with xz = yz = 0, as in two dimensions, lx = xhi_bound − xlo_bound − |xy| and xlo = xlo_bound − min(0, xy);
 * - `abc origin`: `ax ay az xlo` / `bx by bz ylo` / `cx cy cz zlo`.
 */
async function readBounds(lines: ByteLines, flags: readonly string[], context: ReadContext) {
  const form = BOUNDS.find(({ flags: own }) => own.every((flag, at) => flag === flags[at])) ?? PLAIN;
  refuseWalls(flags.slice(form.flags.length), lines, context);
  const texts: string[][] = [];
  const values: number[][] = [];
  const places: InputPlace[] = [];
  for (const axis of ['x', 'y', 'z']) {
    const text = words(await valueLine(lines, 'BOX BOUNDS'));
    values.push(countedNumbers(text, form.perLine, text.join(' '), lines.place(`BOX BOUNDS ${axis}`)));
    texts.push(text);
    places.push(lines.place('BOX BOUNDS'));
  }
  if (form === GENERAL)
    return boxFromVectors(
      values.flatMap((row) => row.slice(0, 3)),
      values.map((row) => row[3]),
      places[0],
    );

  const [xy = 0, xz = 0, yz = 0] = values.map((row) => row.at(2));
  const exact = (text: string) => decimal(text, places[0]);
  const [xLow, xHigh, tilt = exact('0')] = texts[0].map(exact);
  const [yLow, yHigh] = texts[1].slice(0, 2).map(exact);
  const lx = xHigh.minus(xLow).minus(tilt.abs()).toNumber();
  const ly = yHigh.minus(yLow).toNumber();
  refuseTiltOfHeight({ xz, yz, edge: Math.max(lx, ly) }, places[1]);
  const x = xy < 0 ? xLow.minus(tilt).toNumber() : values[0][0];
  return {
    box: checkedBox({ lx, ly, xy }, lx > 0 ? places[1] : places[0]),
    origin: { x, y: values[1][0] },
    height: values[2][1] > values[2][0] ? values[2][1] - values[2][0] : 1,
  };
}

/**
 * A box that is not periodic in x and y has no modes of the kind looked for, unless the user says that it is; without
 * flags it is taken as periodic. One that was shrunk to the particles (`s`, `m`) is no period, whatever is said.
 */
function refuseWalls(flags: readonly string[], lines: ByteLines, context: ReadContext) {
  flags.slice(0, 2).forEach((flag, axis) => {
    if (flag === 'pp') return;
    const place = lines.place('BOX BOUNDS');
    if (!/^[pfsm]{2}$/.test(flag))
      throw new BadInput(`${quoted(flag)} is not a kind of boundary (pp, ff, ss, ...)`, place);
    if (/[sm]/.test(flag))
      throw new BadInput(
        `the box is shrunk to the particles in ${'xy'[axis]} ('${flag}'), so that its edge is no period; ` +
          "write the dump of a run with boundary 'p p p'",
        place,
      );
    refuseOpenBox(`the box is not periodic in ${'xy'[axis]} ('${flag}')`, context, place);
  });
}
