import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { FigureChoice, FigureFile } from './figures.contract.ts';
import type { Drawing } from './marks/marks.ts';
import type { FigureStyle } from './marks/styles.ts';
import { withPictures } from './output/rasters.ts';
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
  const isVector = formats.includes('svg') || formats.includes('pdf');
  const vector = isVector ? await withPictures(drawing, { dpi, ground }) : drawing;
  if (formats.includes('svg')) {
    const { facesOf } = await import('./output/svg-faces.ts');
    const svg = svgOf(vector, { ground, ...said, faces: await facesOf(vector.marks) });
    files.push({ name: `${name}.svg`, bytes: svg });
  }
  if (formats.includes('pdf')) {
    const { pdfOf } = await import('./output/pdf.ts');
    const bytes = await pdfOf(vector, { ground, ...said, creator: `Keycore ${KEYCORE_VERSION}` });
    files.push({ name: `${name}.pdf`, bytes });
  }
  if (formats.includes('png')) {
    const { pngOfMarks } = await import('./output/png.ts');
    files.push({ name: `${name}.png`, bytes: pngOfMarks(drawing, { pixelsPerPoint: dpi / 72, ground, ...said }) });
  }
  return files;
}
