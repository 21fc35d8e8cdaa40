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

/** What follows the whole part of a number: '', '.01', … '.1', … '.99'. */
const HUNDREDTHS = Array.from({ length: 100 }, (_, at) =>
  at === 0 ? '' : `.${String(at).padStart(2, '0').replace(/0$/, '')}`,
);

/** A coordinate: a hundredth of a point is a 280th of a millimetre. Written by whole numbers, for there are millions. */
function short(value: number): string {
  const hundredths = Math.round(Math.abs(value) * 100);
  const whole = Math.floor(hundredths / 100);
  const text = `${whole}${HUNDREDTHS[hundredths - 100 * whole]}`;
  return value < 0 && hundredths > 0 ? `-${text}` : text;
}

function escaped(text: string) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
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

function linesText(mark: LinesMark) {
  const d = mark.parts.map((points) => {
    let text = '';
    for (let at = 0; at < points.length; at += 2)
      text += `${at === 0 ? 'M' : 'L'}${short(points[at])} ${short(points[at + 1])}`;
    return mark.closed === true ? `${text}Z` : text;
  });
  return `<path d="${d.join('')}"${paint(mark)}${mark.stroke === undefined ? '' : ' stroke-linejoin="round"'}/>`;
}

/** Circles as one path: half the size of an element for each. */
function circlesText(mark: CirclesMark) {
  const { centres, radius } = mark;
  let d = '';
  for (let at = 0; at < centres.length; at += 2) {
    const r = typeof radius === 'number' ? radius : radius[at / 2];
    const text = short(r);
    const wide = short(2 * Number(text));
    d += `M${short(centres[at] - Number(text))} ${short(centres[at + 1])}a${text} ${text} 0 1 0 ${wide} 0a${text} ${text} 0 1 0 -${wide} 0Z`;
  }
  return `<path d="${d}"${paint(mark)}/>`;
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

/** Elements one after another; a counter names the rectangles at which groups are cut off. */
function markText(mark: FigureMark, clips: { count: number }): string {
  switch (mark.kind) {
    case 'lines':
      return linesText(mark);
    case 'circles':
      return circlesText(mark);
    case 'text':
      return mark.text === '' ? '' : labelText(mark);
    case 'rectangle':
      return `<rect x="${short(mark.x)}" y="${short(mark.y)}" width="${short(mark.width)}" height="${short(mark.height)}"${paint(mark)}/>`;
    case 'raster':
      return `<image x="${short(mark.x)}" y="${short(mark.y)}" width="${short(mark.width)}" height="${short(mark.height)}" preserveAspectRatio="none" href="data:image/png;base64,${Buffer.from(mark.png).toString('base64')}"/>`;
    case 'group': {
      const { x, y, clip } = mark;
      const move = x === 0 && y === 0 ? '' : ` transform="translate(${short(x)} ${short(y)})"`;
      if (clip === undefined) return `<g${move}>${mark.marks.map((inner) => markText(inner, clips)).join('')}</g>`;
      clips.count += 1;
      const id = `clip${clips.count}`;
      const area = `<clipPath id="${id}"><rect x="${short(clip.x)}" y="${short(clip.y)}" width="${short(clip.width)}" height="${short(clip.height)}"/></clipPath>`;
      return `<g${move}>${area}<g clip-path="url(#${id})">${mark.marks.map((inner) => markText(inner, clips)).join('')}</g></g>`;
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

/** A drawing as an SVG file; the same to the byte for the same marks. */
export function svgOf({ width, height, marks }: Drawing, { ground, title, memory, faces }: SvgOptions): string {
  const mm = (points: number) => `${short(points / POINTS_PER_MM)}mm`;
  const clips = { count: 0 };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${mm(width)}" height="${mm(height)}" viewBox="0 0 ${short(width)} ${short(height)}">`,
    title === undefined ? '' : `<title>${escaped(title)}</title>`,
    memory === undefined ? '' : `<metadata id="keycore">${escaped(memory)}</metadata>`,
    faces === undefined ? '' : `<style>${faces}</style>`,
    ground === null ? '' : `<rect width="${short(width)}" height="${short(height)}" fill="${ground}"/>`,
    ...marks.map((mark) => markText(mark, clips)),
    '</svg>\n',
  ].join('');
}
