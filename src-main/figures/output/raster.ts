import { type FigureMark, POINTS_PER_MM, type RasterMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { pngOfMarks } from './png.ts';

/** Of embedded pictures, dots per inch. */
const DPI = 600;

/** Marks as a picture of pixels in their place; what lies outside of the rectangle is cut off. */
export function rasterOf(
  marks: readonly FigureMark[],
  clip: { x: number; y: number; width: number; height: number },
  style: FigureStyle,
): RasterMark {
  const { x, y, width, height } = clip;
  const png = pngOfMarks(
    { width, height, marks: [{ kind: 'group', x: -x, y: -y, marks }] },
    { pixelsPerPoint: DPI / (25.4 * POINTS_PER_MM), ground: style.ground },
  );
  return { kind: 'raster', x, y, width, height, png };
}
