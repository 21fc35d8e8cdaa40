import { type Face, faceFor, widthIn } from './faces.ts';

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

/** Size of an index or exponent, how far an index is lowered and an exponent raised, of the size of the label. */
const SMALL = 0.72;
const LOWERED = 0.2;
const RAISED = 0.36;

type Place = 'base' | 'index' | 'exponent';

/** The parts of `u_L`, `m^{−1/2}`, `u^{np}_i`: after _ or ^ one letter, or what stands in braces. */
function partsOf(text: string): { text: string; place: Place }[] {
  const parts: { text: string; place: Place }[] = [];
  const pattern = /([_^])(?:\{([^}]*)\}|(\S))/gu;
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), place: 'base' });
    parts.push({
      text: found.slice(2).find((each) => typeof each === 'string') ?? '',
      place: found[1] === '_' ? 'index' : 'exponent',
    });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), place: 'base' });
  return parts;
}

/** A label in Markdown: `u<sub>T</sub>`. */
export function labelInMarkdown(text: string): string {
  const tags = { base: null, index: 'sub', exponent: 'sup' } as const;
  return partsOf(text)
    .map((part) => (tags[part.place] === null ? part.text : `<${tags[part.place]}>${part.text}</${tags[part.place]}>`))
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
