import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { listed, quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { countedNumbers, words } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox, refuseTiltOfHeight } from './file-box.ts';
import { isSectionTitle } from './lammps-data-sections.ts';
import { checkedCount } from './stated-count.ts';
import { numberFromText } from './text-number.ts';

/** What stands above the sections of a LAMMPS data file. */
export interface DataHeader {
  count: number;
  /** Number of atom types stated, or null. */
  atomTypes: number | null;
  /** From the title that `write_data` makes, or null. */
  timestep: number | null;
  box: FileBox;
  warnings: string[];
}

/** A line without its comment, words one blank apart, and the comment without its `#`. */
export function withoutComment(text: string): { content: string; comment: string | undefined } {
  const mark = text.indexOf('#');
  const oneBlank = (part: string) => words(part).join(' ');
  if (mark < 0) return { content: oneBlank(text), comment: undefined };
  return { content: oneBlank(text.slice(0, mark)), comment: oneBlank(text.slice(mark + 1)) };
}

/** Keywords that hold no fact of ours, each after one number. */
const PASSED_OVER =
  /^\d+ (bonds|angles|dihedrals|impropers|crossterms|(bond|angle|dihedral|improper) types|extra (bond|angle|dihedral|improper|special) per atom|ellipsoids|lines|triangles|bodies)$/;
/** Header lines that are named to the user; a file of something else has many. */
const MAX_NAMED = 12;

const BOX_KEYWORDS: Readonly<Record<string, number>> = {
  'xlo xhi': 2,
  'ylo yhi': 2,
  'zlo zhi': 2,
  'xy xz yz': 3,
  avec: 3,
  bvec: 3,
  cvec: 3,
  'abc origin': 3,
};

interface Entry {
  values: number[];
  place: InputPlace;
}

/** What the header's lines have said so far. */
interface Facts {
  count?: number;
  atomTypes: number | null;
  entries: Map<string, Entry>;
  /** Lines that mean nothing to us. */
  unknown: string[];
}

/** Takes what a header line says; false if it is none that is known. */
function takeLine(content: string, facts: Facts, lines: ByteLines) {
  const keyword = Object.keys(BOX_KEYWORDS).find((name) => content === name || content.endsWith(` ${name}`));
  if (keyword !== undefined) {
    const place = lines.place(keyword);
    const texts = words(content.slice(0, -keyword.length));
    facts.entries.set(keyword, { values: countedNumbers(texts, BOX_KEYWORDS[keyword], content, place), place });
    return true;
  }
  if (/(^| )atoms$/.test(content)) {
    facts.count = checkedCount(content.slice(0, -'atoms'.length).trim(), lines.place('atoms'));
    return true;
  }
  const types = /^(\d{1,9}) atom types$/.exec(content)?.[1];
  if (types !== undefined) facts.atomTypes = Number(types);
  return types !== undefined || PASSED_OVER.test(content);
}

/** Whether the lines taken so far make a header, so that a title may follow that no manual knows. */
function isComplete({ count, entries }: Facts) {
  const has = (...names: string[]) => names.every((name) => entries.has(name));
  return count !== undefined && (has('xlo xhi', 'ylo yhi') || has('avec', 'bvec'));
}

/**
 * Reads the title and the header lines, in any order, and leaves the first section's title as the next line.
 * Returns null if only blank lines are left. Bounds are the true ones here (not those of a box around a tilted one),
 * tilts are lengths, and the box must be stated. Lines that are not known are passed over and named; one of numbers
 * only is a row of data that stands where none belongs, and refused.
 */
export async function readDataHeader(lines: ByteLines): Promise<DataHeader | null> {
  if (!(await lines.advance())) return null;
  const top = lines.place();
  const title = lines.text();
  const titleTimestep = /\btimestep = (\d+)/.exec(title)?.[1];
  const facts: Facts = { atomTypes: null, entries: new Map(), unknown: [] };
  let anything = !lines.isBlank();
  while (await lines.advance()) {
    const { content } = withoutComment(lines.text());
    if (content === '') continue;
    anything = true;
    if (takeLine(content, facts, lines)) continue;
    if (isSectionTitle(content) || (isComplete(facts) && /^[^\d+\-.]/.test(content))) {
      lines.unread();
      break;
    }
    if (words(content).every((word) => !Number.isNaN(numberFromText(word))))
      throw lines.refusal(
        `${quoted(content)} is neither a header line nor the title of a section; rows of data follow the title of ` +
          "their section, such as 'Atoms'",
      );
    if (facts.unknown.length <= MAX_NAMED) facts.unknown.push(content);
  }
  if (!anything) return null;
  if (facts.count === undefined)
    throw new BadInput(
      "no line 'N atoms' in the header" +
        (/\batoms\s*$/.test(title)
          ? '; the first line of a data file is a title and never counts: put one above it'
          : ''),
      { ...top, field: 'atoms' },
    );
  return {
    count: facts.count,
    atomTypes: facts.atomTypes,
    timestep: titleTimestep === undefined ? null : timestepFrom(titleTimestep),
    box: boxOf(facts.entries, top),
    warnings:
      facts.unknown.length === 0
        ? []
        : [`Header lines that were not used: ${listed(facts.unknown.map((line) => quoted(line)))}.`],
  };
}

/** What no double holds is of no use as a time step, and stops no file. */
function timestepFrom(text: string) {
  const timestep = Number(text);
  return Number.isSafeInteger(timestep) ? timestep : null;
}

function boxOf(entries: ReadonlyMap<string, Entry>, top: InputPlace) {
  const [a, b] = [entries.get('avec'), entries.get('bvec')];
  if (a !== undefined && b !== undefined) {
    const all = [...a.values, ...b.values, ...(entries.get('cvec')?.values ?? [0, 0, 1])];
    return boxFromVectors(all, entries.get('abc origin')?.values ?? [0, 0, 0], a.place);
  }
  const [x, y] = ['xlo xhi', 'ylo yhi'].map((field) => {
    const entry = entries.get(field);
    if (entry === undefined) throw new BadInput(`no line '${field}' in the header`, { ...top, field });
    return entry;
  });
  const tilt = entries.get('xy xz yz');
  const [xy, xz, yz] = tilt?.values ?? [0, 0, 0];
  const box = { lx: x.values[1] - x.values[0], ly: y.values[1] - y.values[0], xy };
  refuseTiltOfHeight({ xz, yz, edge: Math.max(box.lx, box.ly) }, tilt?.place ?? top);
  return {
    box: checkedBox(box, box.lx > 0 ? y.place : x.place),
    origin: { x: x.values[0], y: y.values[0] },
    height: 1,
  };
}
