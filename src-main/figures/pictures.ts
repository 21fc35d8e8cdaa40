import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { FigureChoice, FigureFile } from './figures.contract.ts';
import type { Drawing } from './marks/marks.ts';
import type { FigureStyle } from './marks/styles.ts';
import { pdfOf } from './output/pdf.ts';
import { pngOfMarks } from './output/png.ts';
import { svgOf } from './output/svg.ts';

/** A drawing in each form of picture that is chosen. `name`: of the file without its ending. */
export async function picturesOf(
  drawing: Drawing,
  { name, title, memory }: { name: string; title: string; memory: string },
  { formats, dpi, transparent }: Pick<FigureChoice, 'formats' | 'dpi' | 'transparent'>,
  style: FigureStyle,
): Promise<FigureFile[]> {
  const ground = transparent ? null : style.ground;
  const files: FigureFile[] = [];
  if (formats.includes('svg'))
    files.push({ name: `${name}.svg`, bytes: Buffer.from(svgOf(drawing, { ground, title, memory }), 'utf8') });
  if (formats.includes('pdf'))
    files.push({
      name: `${name}.pdf`,
      bytes: await pdfOf(drawing, { ground, title, memory, creator: `Keycore ${KEYCORE_VERSION}` }),
    });
  if (formats.includes('png'))
    files.push({ name: `${name}.png`, bytes: pngOfMarks(drawing, { pixelsPerPoint: dpi / 72, ground, memory }) });
  return files;
}
