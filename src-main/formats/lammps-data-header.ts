import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { countedNumbers, words } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox, refuseTiltOfHeight } from './file-box.ts';
import { checkedCount } from './particle-rows.ts';

/** What stands above the sections of a LAMMPS data file. */
export interface DataHeader {
  count: number;
  /** From the title that `write_data` makes, or null. */
  timestep: number | null;
  box: FileBox;
}

/** A line without its comment and blanks, and the comment without its `#`. */
export function withoutComment(text: string): { content: string; comment: string | undefined } {
  const mark = text.indexOf('#');
  if (mark < 0) return { content: text.trim(), comment: undefined };
  return { content: text.slice(0, mark).trim(), comment: text.slice(mark + 1).trim() };
}

/** Keywords that hold no fact of ours. */
const PASSED_OVER =
  /^(\d+ +)?(bonds|angles|dihedrals|impropers|(atom|bond|angle|dihedral|improper) types|extra (bond|angle|dihedral|improper|special) per atom|ellipsoids|lines|triangles|bodies)$/;

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

/**
 * Reads the title and the header lines, in any order, and leaves the first section's title as the next line.
 * Returns null if only blank lines are left. Bounds are the true ones here (not those of a box around a tilted one),
 * tilts are lengths, and the box must be stated.
 */
export async function readDataHeader(lines: ByteLines): Promise<DataHeader | null> {
  if (!(await lines.advance())) return null;
  const top = lines.place();
  const title = lines.text();
  const titleTimestep = /\btimestep = (\d+)/.exec(title)?.[1];
  let count: number | undefined;
  const entries = new Map<string, Entry>();
  let anything = !lines.isBlank();
  while (await lines.advance()) {
    const { content } = withoutComment(lines.text());
    if (content === '') continue;
    anything = true;
    const keyword = Object.keys(BOX_KEYWORDS).find((name) => content.endsWith(name));
    if (keyword !== undefined) {
      const place = lines.place(keyword);
      const texts = words(content.slice(0, -keyword.length));
      entries.set(keyword, { values: countedNumbers(texts, BOX_KEYWORDS[keyword], content, place), place });
    } else if (/(^|\s)atoms$/.test(content)) {
      count = checkedCount(content.slice(0, -'atoms'.length).trim(), lines.place('atoms'));
    } else if (/^[A-Z]/.test(content)) {
      lines.unread();
      break;
    } else if (!PASSED_OVER.test(content.replaceAll(/\s+/g, ' '))) {
      throw lines.refusal(`${quoted(content)} is neither a header line nor the title of a section`);
    }
  }
  if (!anything) return null;
  if (count === undefined)
    throw new BadInput(
      "no line 'N atoms' in the header" +
        (/\batoms\s*$/.test(title) ? '; the first line of a data file is a title and never counts' : ''),
      { ...top, field: 'atoms' },
    );
  return {
    count,
    timestep: titleTimestep === undefined ? null : timestepFrom(titleTimestep, top),
    box: boxOf(entries, top),
  };
}

function timestepFrom(text: string, place: InputPlace) {
  const timestep = Number(text);
  if (!Number.isSafeInteger(timestep)) throw new BadInput(`the time step ${shortened(text)} is too large`, place);
  return timestep;
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
