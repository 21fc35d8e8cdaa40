import { FACES } from '../marks/faces.ts';
import { setLabel } from '../marks/label.ts';
import {
  type CirclesMark,
  type Drawing,
  type LinesMark,
  type FigureMark,
  POINTS_PER_MM,
  type TextMark,
} from '../marks/marks.ts';
import { pictureOf } from './picture-of.ts';
import { inHundredths, TextBytes } from './text-bytes.ts';
import { xmlText } from './xml-text.ts';

/** A number as text, to a hundredth. */
function short(value: number): string {
  return String(inHundredths(value) / 100);
}

function escaped(text: string) {
  return xmlText(text).replaceAll('"', '&quot;');
}

function paint({ fill, stroke, opacity }: Pick<LinesMark, 'fill' | 'stroke' | 'opacity'>) {
  const line =
    stroke === undefined
      ? ''
      : ` stroke="${stroke.colour}" stroke-width="${short(stroke.width)}"${
          stroke.dash === undefined ? '' : ` stroke-dasharray="${stroke.dash.map(short).join(' ')}"`
        }`;
  return ` fill="${fill ?? 'none'}"${line}${opacity === undefined ? '' : ` opacity="${short(opacity)}"`}`;
}

const [MOVE, LINE, CLOSE] = Array.from('MlZ', (letter) => letter.charCodeAt(0));

/** From the first point of each part by steps, which are shorter than places: of rounded places, so that none drifts. */
function writeLines(out: TextBytes, mark: LinesMark): void {
  out.text('<path d="');
  for (const points of mark.parts) {
    let [x, y] = [0, 0];
    for (let at = 0; at < points.length; at += 2) {
      const [toX, toY] = [inHundredths(points[at]), inHundredths(points[at + 1])];
      if (at < 4) out.letter(at === 0 ? MOVE : LINE);
      if (at < 4) out.hundredths(toX - x);
      else out.next(toX - x);
      out.next(toY - y);
      [x, y] = [toX, toY];
    }
    if (mark.closed === true) out.letter(CLOSE);
  }
  out.text(`"${paint(mark)}${mark.stroke === undefined ? '' : ' stroke-linejoin="round"'}/>`);
}

/** Circles as one path, each of two half circles: half the size of an element for each. */
function writeCircles(out: TextBytes, mark: CirclesMark): void {
  const { centres, radius } = mark;
  out.text('<path d="');
  // Nearly all have one of a few radii.
  const halves = new Map<number, string>();
  for (let at = 0; at < centres.length; at += 2) {
    const r = inHundredths(typeof radius === 'number' ? radius : radius[at / 2]);
    let half = halves.get(r);
    if (half === undefined) {
      const [text, wide] = [short(r / 100), short(r / 50)];
      half = `a${text} ${text} 0 1 0 ${wide} 0 ${text} ${text} 0 1 0-${wide} 0Z`;
      halves.set(r, half);
    }
    out.letter(MOVE);
    out.hundredths(inHundredths(centres[at]) - r);
    out.next(inHundredths(centres[at + 1]));
    out.text(half);
  }
  out.text(`"${paint(mark)}/>`);
}

function familyOf(face: keyof typeof FACES) {
  const { family } = FACES[face];
  return family === 'Arimo' ? 'Arimo, Arial, Helvetica, sans-serif' : `${family}, sans-serif`;
}

/** A label as one element, each run where it was measured to stand. */
function labelText({ x, y, text, size, colour, anchor, bold = false, turned }: TextMark) {
  const { runs, width } = setLabel(text, size, bold);
  const left = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  const transform = turned === undefined ? '' : ` transform="rotate(${short(-turned)} ${short(x)} ${short(y)})"`;
  const weight = bold ? ' font-weight="700"' : '';
  const first = runs[0];
  const attributes = (run: (typeof runs)[number]) => {
    const family = run.face === first.face ? '' : ` font-family="${familyOf(run.face)}"`;
    const other = run.size === size ? '' : ` font-size="${short(run.size)}"`;
    return `${family}${other}`;
  };
  const parts =
    runs.length === 1 && first.size === size
      ? escaped(first.text)
      : runs
          .map(
            (run) =>
              `<tspan x="${short(x + left + run.offset)}" y="${short(y + run.shift)}"${attributes(run)}>${escaped(run.text)}</tspan>`,
          )
          .join('');
  return `<text x="${short(x + left)}" y="${short(y)}" font-family="${familyOf(first.face)}" font-size="${short(size)}"${weight} fill="${colour}"${transform} xml:space="preserve">${parts}</text>`;
}

function placeText({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  return `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
}

/** Elements one after another; a counter names the rectangles at which groups are cut off. */
function writeMark(out: TextBytes, mark: FigureMark, clips: { count: number }): void {
  switch (mark.kind) {
    case 'lines':
      writeLines(out, mark);
      return;
    case 'circles':
      writeCircles(out, mark);
      return;
    case 'text':
      if (mark.text !== '') out.text(labelText(mark));
      return;
    case 'rectangle':
      out.text(`<rect ${placeText(mark)}${paint(mark)}/>`);
      return;
    case 'raster': {
      const png = pictureOf(mark).toString('base64');
      out.text(`<image ${placeText(mark)} preserveAspectRatio="none" href="data:image/png;base64,${png}"/>`);
      return;
    }
    case 'group': {
      const { x, y, clip, marks } = mark;
      out.text(x === 0 && y === 0 ? '<g>' : `<g transform="translate(${short(x)} ${short(y)})">`);
      if (clip !== undefined) {
        clips.count += 1;
        const id = `clip${clips.count}`;
        out.text(`<clipPath id="${id}"><rect ${placeText(clip)}/></clipPath><g clip-path="url(#${id})">`);
      }
      for (const inner of marks) writeMark(out, inner, clips);
      out.text(clip === undefined ? '</g>' : '</g></g>');
      return;
    }
  }
}

export interface SvgOptions {
  /** Colour behind everything; null leaves it free. */
  ground: string | null;
  title?: string;
  /** Told to programs that read it: JSON, see figure-memory.ts. */
  memory?: string;
  /** Rules of CSS that carry its faces, see svg-faces.ts. */
  faces?: string;
}

/** A drawing as an SVG file, in UTF-8; the same to the byte for the same marks. */
export function svgOf({ width, height, marks }: Drawing, { ground, title, memory, faces }: SvgOptions): Buffer {
  const mm = (points: number) => `${short(points / POINTS_PER_MM)}mm`;
  const clips = { count: 0 };
  const out = new TextBytes();
  out.text(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${mm(width)}" height="${mm(height)}" viewBox="0 0 ${short(width)} ${short(height)}">`,
  );
  if (title !== undefined) out.text(`<title>${escaped(title)}</title>`);
  if (memory !== undefined) out.text(`<metadata id="keycore">${escaped(memory)}</metadata>`);
  if (faces !== undefined) out.text(`<style>${faces}</style>`);
  if (ground !== null) out.text(`<rect width="${short(width)}" height="${short(height)}" fill="${ground}"/>`);
  for (const mark of marks) writeMark(out, mark, clips);
  return out.text('</svg>\n').bytes();
}
