import { type Face, faceFor, widthIn } from './faces.ts';
import { LOWERED, partsOf, RAISED, SMALL } from './label-parts.ts';

/** A run of a label in one face and size. */
export interface LabelRun {
  text: string;
  face: Face;
  /** Points. */
  size: number;
  /** How far its baseline lies below that of the label, points. */
  shift: number;
  /** From the start of the label, points. */
  offset: number;
  /** Points. */
  width: number;
}

/** Points: no journal prints smaller letters. */
const SMALLEST = 5;

/** A label in Markdown: `u<sub>T</sub>`. */
export function labelInMarkdown(text: string): string {
  const tags = { base: null, index: 'sub', exponent: 'sup' } as const;
  return partsOf(text)
    .map(({ text: raw, place }) => {
      const written = raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      return tags[place] === null ? written : `<${tags[place]}>${written}</${tags[place]}>`;
    })
    .join('');
}

/** Letters one after another that one face has. */
function runsOfFaces(text: string, bold: boolean): { text: string; face: Face }[] {
  const runs: { text: string; face: Face }[] = [];
  for (const letter of text) {
    const face = faceFor(letter, bold);
    const latest = runs.at(-1);
    if (latest?.face === face) latest.text += letter;
    else runs.push({ text: letter, face });
  }
  return runs;
}

/** A label as it is set: its runs from left to right, and its width in points. */
export function setLabel(text: string, size: number, bold = false): { runs: LabelRun[]; width: number } {
  const runs: LabelRun[] = [];
  let offset = 0;
  for (const part of partsOf(text)) {
    const partSize = part.place === 'base' ? size : Math.max(Math.min(size, SMALLEST), SMALL * size);
    const shift = part.place === 'index' ? LOWERED * size : part.place === 'exponent' ? -RAISED * size : 0;
    for (const run of runsOfFaces(part.text, bold)) {
      const width = widthIn(run.face, run.text, partSize);
      runs.push({ ...run, size: partSize, shift, offset, width });
      offset += width;
    }
  }
  return { runs, width: offset };
}

/** Width of a label in points. */
export function widthOfLabel(text: string, size: number, bold = false): number {
  return setLabel(text, size, bold).width;
}
