import { SMALLEST_TEXT_PX } from '../smallest-text.ts';
import type { Shape } from './shapes.ts';

/** A bar of parts on top of each other, the first at the bottom. */
export interface Bar {
  /** What is written below it. */
  name: string;
  /** What is written above it. */
  value: string;
  parts: readonly { size: number; colour: string }[];
  /** Told where the pointer rests on it. */
  title: string;
}

/** Distance of neighbouring bars, and the width of a bar at most, CSS pixels. */
const GAP = 6;
const WIDEST = 38;
/** Room for a line of text above and below a bar, CSS pixels where text has the usual size. */
const TEXT = 21;

/** Width below which the texts of neighbouring bars run into one another, CSS pixels. */
export function leastBarsWidth(count: number, textScale: number): number {
  return count * 36 * textScale;
}

/** Bars side by side, the highest as high as there is room for; the height of a bar is proportional to its parts. */
export function barShapes(bars: readonly Bar[], width: number, height: number, textScale: number): Shape[] {
  const sum = ({ parts }: Bar) => parts.reduce((total, { size }) => total + size, 0);
  const most = Math.max(...bars.map(sum), 0) || 1;
  const column = (width - GAP * (bars.length - 1)) / Math.max(1, bars.length);
  const edge = Math.min(WIDEST, column);
  const text = TEXT * textScale;
  const bottom = height - text;
  const scale = Math.max(0, bottom - text) / most;
  const label = { kind: 'text', size: textScale * SMALLEST_TEXT_PX, anchor: 'middle', font: '--font-number' } as const;
  return bars.flatMap((bar, at): Shape[] => {
    const middle = at * (column + GAP) + column / 2;
    let top = bottom;
    const parts = bar.parts.map(({ size, colour }): Shape => {
      top -= scale * size;
      return { kind: 'rectangle', x: middle - edge / 2, y: top, width: edge, height: scale * size, fill: colour };
    });
    return [
      ...parts,
      { ...label, x: middle, y: top - 6, text: bar.value, fill: '--text-dim', baseline: 'alphabetic' },
      { ...label, x: middle, y: bottom + text / 2, text: bar.name, fill: '--text', baseline: 'middle' },
      {
        kind: 'rectangle',
        x: middle - column / 2,
        y: 0,
        width: column,
        height,
        fill: 'transparent',
        title: bar.title,
      },
    ];
  });
}
