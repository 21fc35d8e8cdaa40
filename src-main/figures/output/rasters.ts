import type { Drawing, FigureMark } from '../marks/marks.ts';

const hasRaster = (marks: readonly FigureMark[]): boolean =>
  marks.some((mark) => mark.kind === 'raster' || (mark.kind === 'group' && hasRaster(mark.marks)));

/** A drawing in which what is written as pixels is drawn. `ground`: behind it; null leaves it free. */
export async function withPictures(
  drawing: Drawing,
  { dpi, ground }: { dpi: number; ground: string | null },
): Promise<Drawing> {
  if (!hasRaster(drawing.marks)) return drawing;
  const { pngOfMarks } = await import('./png.ts');
  const drawn = (mark: FigureMark): FigureMark => {
    if (mark.kind === 'group') return { ...mark, marks: mark.marks.map(drawn) };
    if (mark.kind !== 'raster') return mark;
    const { x, y, width, height, marks } = mark;
    const moved: Drawing = { width, height, marks: [{ kind: 'group', x: -x, y: -y, marks }] };
    return { ...mark, png: pngOfMarks(moved, { pixelsPerPoint: dpi / 72, ground }) };
  };
  return { ...drawing, marks: drawing.marks.map(drawn) };
}
