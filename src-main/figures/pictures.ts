import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { FigureChoice, FigureFile } from './figures.contract.ts';
import type { Drawing } from './marks/marks.ts';
import type { FigureStyle } from './marks/styles.ts';
import { pngOfMarks } from './output/png.ts';
import { svgOf } from './output/svg.ts';

/** A drawing in each form of picture that is chosen. `name`: of the file without its ending. */
export async function picturesOf(
  drawing: Drawing,
  { name, title, memory }: { name: string; title: string; memory?: string },
  { formats, dpi, transparent }: Pick<FigureChoice, 'formats' | 'dpi' | 'transparent'>,
  style: FigureStyle,
): Promise<FigureFile[]> {
  const ground = transparent ? null : style.ground;
  const said = { title, ...(memory === undefined ? {} : { memory }) };
  const files: FigureFile[] = [];
  // What writes a form is loaded where it is wanted: small pictures come sooner.
  if (formats.includes('svg')) {
    const { facesOf } = await import('./output/svg-faces.ts');
    const svg = svgOf(drawing, { ground, ...said, faces: await facesOf(drawing.marks) });
    files.push({ name: `${name}.svg`, bytes: Buffer.from(svg, 'utf8') });
  }
  if (formats.includes('pdf')) {
    const { pdfOf } = await import('./output/pdf.ts');
    const bytes = await pdfOf(drawing, { ground, ...said, creator: `Keycore ${KEYCORE_VERSION}` });
    files.push({ name: `${name}.pdf`, bytes });
  }
  if (formats.includes('png'))
    files.push({ name: `${name}.png`, bytes: pngOfMarks(drawing, { pixelsPerPoint: dpi / 72, ground, ...said }) });
  return files;
}
