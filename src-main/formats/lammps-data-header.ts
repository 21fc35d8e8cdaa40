import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { finiteNumbers, notFiniteNumbers, words } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox } from './file-box.ts';
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
  line: number;
}

/**
 * Reads the title and the header lines, in any order, and leaves the first section's title as the next line.
 * Returns null if only blank lines are left. Bounds are the true ones here (not those of a box around a tilted one),
 * tilts are lengths, and the box must be stated.
 */
export async function readDataHeader(lines: ByteLines, file: string): Promise<DataHeader | null> {
  if (!(await lines.advance())) return null;
  const firstLine = lines.number;
  const title = lines.text();
  const titleTimestep = /\btimestep = (\d+)/.exec(title)?.[1];
  let count: number | undefined;
  const entries = new Map<string, Entry>();
  let anything = !lines.isBlank();
  while (await lines.advance()) {
    const { content } = withoutComment(lines.text());
    if (content === '') continue;
    anything = true;
    const place = { file, line: lines.number };
    const keyword = Object.keys(BOX_KEYWORDS).find((name) => content.endsWith(name));
    if (keyword !== undefined) {
      const values = finiteNumbers(words(content.slice(0, -keyword.length)));
      if (values === null || values.length !== BOX_KEYWORDS[keyword])
        throw new BadInput(notFiniteNumbers(content, `${BOX_KEYWORDS[keyword]} finite numbers`), {
          ...place,
          field: keyword,
        });
      entries.set(keyword, { values, line: lines.number });
    } else if (/(^|\s)atoms$/.test(content)) {
      count = checkedCount(content.slice(0, -'atoms'.length).trim(), { ...place, field: 'atoms' });
    } else if (/^[A-Z]/.test(content)) {
      lines.unread();
      break;
    } else if (!PASSED_OVER.test(content.replaceAll(/\s+/g, ' '))) {
      throw new BadInput(`${quoted(content)} is neither a header line nor the title of a section`, place);
    }
  }
  if (!anything) return null;
  if (count === undefined)
    throw new BadInput(
      "no line 'N atoms' in the header" +
        (/\batoms\s*$/.test(title) ? '; the first line of a data file is a title and never counts' : ''),
      { file, line: firstLine, field: 'atoms' },
    );
  return {
    count,
    timestep: titleTimestep === undefined ? null : timestepFrom(titleTimestep, { file, line: firstLine }),
    box: boxOf(entries, file, firstLine),
  };
}

function timestepFrom(text: string, place: { file: string; line: number }): number {
  const timestep = Number(text);
  if (!Number.isSafeInteger(timestep)) throw new BadInput(`the time step ${shortened(text)} is too large`, place);
  return timestep;
}

function boxOf(entries: ReadonlyMap<string, Entry>, file: string, firstLine: number): FileBox {
  const vectors = ['avec', 'bvec'].map((name) => entries.get(name));
  if (vectors[0] !== undefined && vectors[1] !== undefined) {
    const all = [...vectors[0].values, ...vectors[1].values, ...(entries.get('cvec')?.values ?? [0, 0, 1])];
    const place = { file, line: vectors[0].line, field: 'avec' };
    return boxFromVectors(all, entries.get('abc origin')?.values ?? [0, 0, 0], place);
  }
  const [x, y] = ['xlo xhi', 'ylo yhi'].map((name): Entry => {
    const entry = entries.get(name);
    if (entry === undefined)
      throw new BadInput(`no line '${name}' in the header`, { file, line: firstLine, field: name });
    return entry;
  });
  const tilt = entries.get('xy xz yz');
  const [xy, xz, yz] = tilt?.values ?? [0, 0, 0];
  if (xz !== 0 || yz !== 0)
    throw new BadInput(
      `the box is tilted in the third dimension (xz ${xz}, yz ${yz}); Keycore analyses two-dimensional configurations`,
      { file, line: tilt?.line ?? firstLine, field: 'xy xz yz' },
    );
  const box = { lx: x.values[1] - x.values[0], ly: y.values[1] - y.values[0], xy };
  const worst = box.lx > 0 ? y : x;
  return {
    box: checkedBox(box, { file, line: worst.line, field: worst === x ? 'xlo xhi' : 'ylo yhi' }),
    origin: { x: x.values[0], y: y.values[0] },
    height: 1,
  };
}
