import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import type { RowWords } from './counted-rows.ts';
import { decimal } from './decimal.ts';
import { countedNumbers, MAX_COLUMNS, words } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox, refuseTiltOfHeight } from './file-box.ts';
import { checkedCount, noCount } from './stated-count.ts';
import { type ReadContext, refuseOpenBox } from './reader.ts';
import { cutFrame, emptyFrame, type UnusableFrame } from './unusable-frame.ts';

/** What stands above the rows of one frame of a LAMMPS dump. */
export interface DumpHeader {
  timestep: number | null;
  /** Number of rows that follow. */
  count: number;
  box: FileBox;
  /** Names of the columns, in order. */
  columns: string[];
  warnings: string[];
  /** Line in which the frame begins. */
  firstLine: number;
}

const ITEM = 'ITEM:';
/** Items that stand above the rows. */
const NEEDED = ['NUMBER OF ATOMS', 'BOX BOUNDS', 'ATOMS', 'TIMESTEP'] as const;
/** Items that begin a frame: LAMMPS writes UNITS and TIME, if at all, before TIMESTEP. */
const FIRST_ITEM = /ITEM: (TIMESTEP|UNITS|TIME)\b/;
/** Items in place of ATOMS. */
const OTHER_DUMP = /^(NUMBER OF )?(ENTRIES|BONDS|CELLS|GRID|DIMENSION)/;
const CAPITAL_I = 73;
const CAPITAL_A = 65;

/** How a frame of a dump is recognised. */
export const DUMP_ROWS: RowWords = {
  things: 'atoms',
  field: 'NUMBER OF ATOMS',
  // A row that was cut off may have the next frame behind it: "2 1 0.5ITEM: TIMESTEP" ends with a letter.
  isOdd: (bytes, start, end) => bytes[start] === CAPITAL_I || (end > start && bytes[end - 1] >= CAPITAL_A),
  frameAt: (line) => (line.startsWith(ITEM) ? 0 : line.search(FIRST_ITEM)),
};

/** The header of a frame while it is read. */
class HeaderLines {
  readonly lines: ByteLines;
  readonly #frameIndex: number;
  /** Line in which the frame begins. */
  readonly firstLine: number;

  /** The current line is the first item. */
  constructor(lines: ByteLines, frameIndex: number) {
    this.lines = lines;
    this.#frameIndex = frameIndex;
    this.firstLine = lines.number;
  }

  cut(line = this.lines.number): UnusableFrame {
    const place = { file: this.lines.source, line };
    return cutFrame(this.#frameIndex, this.firstLine, `its header breaks off in line ${line}`, place);
  }

  /** Throws where another frame begins in the current line, from so many characters on; that frame is read next. */
  refuseNextFrame(from: number): void {
    const text = this.lines.text();
    const at = text.slice(from).search(FIRST_ITEM) + from;
    if (at >= from) this.endHere(text.slice(0, at));
  }

  /** Throws: the next frame begins in the current line, behind what is left of this one. */
  endHere(left = ''): never {
    const line = this.lines.number - (left === '' ? 1 : 0);
    this.lines.unread(Buffer.byteLength(left));
    throw this.cut(line);
  }

  /** Moves to the next line; throws where the text ends there. */
  async advance(): Promise<string> {
    if (!(await this.lines.advance())) throw this.cut();
    return this.lines.text().trim();
  }

  /** A line after an item's name. */
  async value(item: string): Promise<string> {
    const text = await this.advance();
    this.refuseNextFrame(0);
    if (text.startsWith(ITEM))
      throw this.lines.refusal(`${quoted(text)} stands where the value of ${item} belongs`, item);
    return text;
  }
}

/** Steps of a run are whole numbers; whatever else stands there stops no file. */
function timestepOf(text: string, warnings: string[]) {
  const timestep = Number(text);
  if (text !== '' && Number.isSafeInteger(timestep)) return timestep;
  warnings.push(`The time step ${quoted(text)} is not a whole number; the frame is taken without one.`);
  return null;
}

/** What the items have said so far. */
interface Facts {
  timestep: number | null;
  count?: number;
  box?: () => FileBox;
  warnings: string[];
}

async function takeItem(name: string, rest: string[], header: HeaderLines, context: ReadContext, facts: Facts) {
  const { lines } = header;
  if (name === 'TIMESTEP') facts.timestep = timestepOf(await header.value(name), facts.warnings);
  else if (name === 'BOX BOUNDS') facts.box = await readBounds(header, rest, context);
  else facts.count = checkedCount(await header.value(name), lines.place(name), 0);
}

/** Passes over an item that says nothing of the particles, whatever it holds; the next item is the current line then. */
async function passOver(item: string, header: HeaderLines, facts: Facts) {
  let text = await header.advance();
  const foreign = `The file is in ${shortened(text)} units; its numbers are taken as reduced (lj) units as they stand.`;
  // The item may be repeated; one warning is enough.
  if (item === 'UNITS' && text !== 'lj' && !text.startsWith(ITEM) && !facts.warnings.includes(foreign))
    facts.warnings.push(foreign);
  while (!text.startsWith(ITEM)) text = await header.advance();
}

/**
 * Reads the items above the rows, in any order, up to `ITEM: ATOMS`, which is the current line then; null if only
 * blank lines are left. Items that are not known are passed over, `ITEM: UNITS` other than lj is warned of. Throws
 * `UnusableFrame` for a frame of no atoms, and for one whose header ends where another begins.
 */
export async function readDumpHeader(lines: ByteLines, context: ReadContext): Promise<DumpHeader | null> {
  if (!(await lines.advanceToText())) return null;
  const header = new HeaderLines(lines, context.frameIndex);
  const facts: Facts = { timestep: null, warnings: [] };
  const seen = new Set<string>();
  for (;;) {
    const text = lines.text().trim();
    if (!text.startsWith(ITEM)) throw lines.refusal(`expected a line that starts with 'ITEM:', found ${quoted(text)}`);
    const item = text.slice(ITEM.length).trim();
    const name = NEEDED.find((known) => item === known || item.startsWith(`${known} `));
    // An item that comes again is of the next frame.
    if (name !== undefined && seen.has(name)) header.endHere();
    header.refuseNextFrame(ITEM.length);
    if (name === 'ATOMS') return headerOf(facts, words(item.slice(name.length)), header, context);
    if (OTHER_DUMP.test(item))
      throw lines.refusal(`${quoted(text)}: this is a dump of bonds or of a grid, which holds no particles`);
    if (name === undefined) {
      await passOver(item, header, facts);
      continue;
    }
    seen.add(name);
    await takeItem(name, words(item.slice(name.length)), header, context, facts);
    await header.advance();
  }
}

async function headerOf(
  { timestep, count, box, warnings }: Facts,
  columns: string[],
  { lines, firstLine }: HeaderLines,
  { frameIndex }: ReadContext,
): Promise<DumpHeader> {
  if (count === undefined) throw lines.refusal("no 'ITEM: NUMBER OF ATOMS' above the rows");
  if (box === undefined) throw lines.refusal("no 'ITEM: BOX BOUNDS' above the rows");
  if (columns.length > MAX_COLUMNS) throw lines.refusal(`more than ${MAX_COLUMNS} columns`);
  const following = await lines.peek();
  const isOver = following === null || following.trim() === '' || DUMP_ROWS.frameAt(following) === 0;
  if (count === 0) throw isOver ? emptyFrame(frameIndex, lines.place()) : noCount(lines.place(DUMP_ROWS.field));
  // Names of columns that were cut off are no names: without a row below, they say nothing.
  if (isOver)
    throw cutFrame(
      frameIndex,
      firstLine,
      `states ${count} atoms; it breaks off in line ${lines.number}, before the first`,
      {
        file: lines.source,
        line: lines.number,
        field: DUMP_ROWS.field,
      },
    );
  return { timestep, count, box: box(), columns, warnings, firstLine };
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
async function readBounds(header: HeaderLines, flags: readonly string[], context: ReadContext) {
  const { lines } = header;
  const top = lines.place('BOX BOUNDS');
  const texts: string[][] = [];
  const places: InputPlace[] = [];
  for (let axis = 0; axis < 3; axis += 1) {
    texts.push(words(await header.value('BOX BOUNDS')));
    places.push(lines.place('BOX BOUNDS'));
  }
  return () => boxOfBounds(flags, texts, places, top, context);
}

function boxOfBounds(
  flags: readonly string[],
  texts: readonly string[][],
  places: readonly InputPlace[],
  top: InputPlace,
  context: ReadContext,
): FileBox {
  const form = BOUNDS.find(({ flags: own }) => own.every((flag, at) => flag === flags[at])) ?? PLAIN;
  refuseWalls(flags.slice(form.flags.length), top, context);
  const values = texts.map((text, axis) =>
    countedNumbers(text, form.perLine, text.join(' '), { ...places[axis], field: `BOX BOUNDS ${'xyz'[axis]}` }),
  );
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
function refuseWalls(flags: readonly string[], place: InputPlace, context: ReadContext) {
  flags.slice(0, 2).forEach((flag, axis) => {
    if (flag === 'pp') return;
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
