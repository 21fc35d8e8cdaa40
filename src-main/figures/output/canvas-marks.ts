import type { SKRSContext2D } from '@napi-rs/canvas';
import { FACES, type Face } from '../marks/faces.ts';
import { setLabel } from '../marks/label.ts';
import type { CirclesMark, FigureMark, LinesMark, TextMark } from '../marks/marks.ts';
import { canvasFamily } from './canvas.ts';

/** Fills and strokes the path that was begun. */
function paintPath(context: SKRSContext2D, { fill, stroke, opacity }: Pick<LinesMark, 'fill' | 'stroke' | 'opacity'>) {
  if (opacity !== undefined) context.globalAlpha = opacity;
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill();
  }
  if (stroke !== undefined) {
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width;
    context.lineJoin = 'round';
    context.setLineDash([...(stroke.dash ?? [])]);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Shapes are painted so many at a time: in one path of thousands of them, crossings are looked for among all, which takes
 * twice as long.
 */
const AT_A_TIME = 64;

/** Paints what was begun, where enough of it is together. Of a faint mark, what lies over another must not be darker. */
function paintSome(context: SKRSContext2D, mark: LinesMark | CirclesMark, shapes: number) {
  if (mark.opacity !== undefined || shapes % AT_A_TIME !== 0) return;
  paintPath(context, mark);
  context.beginPath();
}

function paintLines(context: SKRSContext2D, mark: LinesMark) {
  context.beginPath();
  mark.parts.forEach((points, shape) => {
    for (let at = 0; at < points.length; at += 2)
      if (at === 0) context.moveTo(points[0], points[1]);
      else context.lineTo(points[at], points[at + 1]);
    if (mark.closed === true) context.closePath();
    paintSome(context, mark, shape + 1);
  });
  paintPath(context, mark);
}

function paintCircles(context: SKRSContext2D, mark: CirclesMark) {
  const { centres, radius } = mark;
  context.beginPath();
  for (let at = 0; at < centres.length; at += 2) {
    const r = typeof radius === 'number' ? radius : radius[at / 2];
    context.moveTo(centres[at] + r, centres[at + 1]);
    context.arc(centres[at], centres[at + 1], r, 0, 2 * Math.PI);
    paintSome(context, mark, at / 2 + 1);
  }
  paintPath(context, mark);
}

const fontText = (face: Face, size: number) => `${FACES[face].bold ? 'bold ' : ''}${size}px "${canvasFamily(face)}"`;

function paintText(context: SKRSContext2D, { x, y, text, size, colour, anchor, bold = false, turned }: TextMark) {
  const { runs, width } = setLabel(text, size, bold);
  const left = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  context.save();
  context.translate(x, y);
  if (turned !== undefined) context.rotate((-turned * Math.PI) / 180);
  context.fillStyle = colour;
  // As in SVG and PDF: letters are set one after another.
  context.fontKerning = 'none';
  for (const run of runs) {
    context.font = fontText(run.face, run.size);
    context.fillText(run.text, left + run.offset, run.shift);
  }
  context.restore();
}

function cutTo(
  context: SKRSContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
) {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}

/** Paints marks on a canvas whose unit is a point. */
export function paintMarks(context: SKRSContext2D, marks: readonly FigureMark[]): void {
  for (const mark of marks)
    switch (mark.kind) {
      case 'lines':
        paintLines(context, mark);
        break;
      case 'circles':
        paintCircles(context, mark);
        break;
      case 'rectangle':
        context.beginPath();
        context.rect(mark.x, mark.y, mark.width, mark.height);
        paintPath(context, mark);
        break;
      case 'text':
        if (mark.text !== '') paintText(context, mark);
        break;
      case 'raster':
        // No picture is needed of what is pixels anyway.
        context.save();
        cutTo(context, mark);
        paintMarks(context, mark.marks);
        context.restore();
        break;
      case 'group':
        context.save();
        context.translate(mark.x, mark.y);
        if (mark.clip !== undefined) cutTo(context, mark.clip);
        paintMarks(context, mark.marks);
        context.restore();
        break;
    }
}
