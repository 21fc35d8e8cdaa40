import type { ByteLines } from './byte-lines.ts';
import type { RowWords } from './counted-rows.ts';
import { checkedCount, noCount } from './stated-count.ts';
import type { ReadContext } from './reader.ts';
import { cutFrame, emptyFrame } from './unusable-frame.ts';

const COUNT = /^\s*[+-]?\d+\s*$/;
const NINE = 57;
const CAPITAL_L = 76;
const CAPITAL_P = 80;

/** How a frame of an XYZ file is recognised: a line of one whole number, and another line that is none. */
export const XYZ_ROWS: RowWords = {
  things: 'particles',
  field: 'number of particles',
  isOdd(bytes, start, end) {
    for (let at = start; at < end; at += 1) if (bytes[at] > NINE || bytes[at] === 46) return isKey(bytes[start]);
    return end > start;
  },
  frameAt: (line) => (COUNT.test(line) ? 0 : -1),
  // A row that was cut off may be one whole number, too: then the true count follows it.
  confirms: (following) => following !== null && !COUNT.test(following),
  isOfLostFrame,
};

/** The comment of a frame whose count stands behind a row that was cut off. */
function isOfLostFrame(line: string) {
  return /(^|\s)(Lattice|Properties)\s*=/i.test(line);
}

const isKey = (byte: number) => byte === CAPITAL_L || byte === CAPITAL_P;

/** What the first two lines of a frame say; the second, which holds all other facts, is the current line. */
export interface XyzHead {
  count: number;
  /** Line of the count. */
  firstLine: number;
}

/**
 * Reads the number of particles; null if only blank lines are left. Throws `UnusableFrame` for none, and where the
 * frame ends before its first row.
 */
export async function readXyzHead(lines: ByteLines, { frameIndex }: ReadContext): Promise<XyzHead | null> {
  if (!(await lines.advanceToText())) return null;
  const top = lines.place(XYZ_ROWS.field);
  const firstLine = lines.number;
  const count = checkedCount(lines.text().trim(), top, 0);
  const cut = () =>
    cutFrame(
      frameIndex,
      firstLine,
      `states ${count} particles; it breaks off in line ${lines.number}, before the first`,
      {
        ...top,
        line: lines.number,
      },
    );
  if (!(await lines.advance())) {
    if (count === 0) throw emptyFrame(frameIndex, top);
    throw cut();
  }
  const following = await lines.peek();
  if (count === 0)
    throw following === null || following.trim() === '' || COUNT.test(following)
      ? emptyFrame(frameIndex, top)
      : noCount(top);
  // No row is one number: the comment was cut off, or lost with the rest of the count.
  if (following === null || COUNT.test(following)) throw cut();
  if (COUNT.test(lines.text()) && isOfLostFrame(following)) {
    lines.unread();
    throw cut();
  }
  return { count, firstLine };
}
