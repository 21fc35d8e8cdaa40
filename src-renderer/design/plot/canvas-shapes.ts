import { writeLabel } from './canvas-label.ts';
import type { Dots, Shape, Text } from './shapes.ts';

/** What shapes are drawn with on a canvas. */
export interface CanvasStyle {
  /** The CSS colour of a token or of a colour that is one already. */
  colour: (name: string) => string;
  /** Font family of all text. */
  family: string;
}

/** The style of the page at this moment. */
export function pageStyle(): CanvasStyle {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { colour: (name) => (name.startsWith('--') ? token(name) : name), family: token('--font-text') };
}

function trace(context: CanvasRenderingContext2D, shape: Exclude<Shape, Dots | Text>): void {
  context.beginPath();
  if (shape.kind === 'circle') context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
  else if (shape.kind === 'rectangle') context.rect(shape.x, shape.y, shape.width, shape.height);
  else {
    for (const [x, y] of shape.points) context.lineTo(x, y);
    if (shape.closed === true) context.closePath();
  }
}

function drawDots(context: CanvasRenderingContext2D, { points, form, size }: Dots): void {
  if (form === 'square') {
    // Not one path: a hundred thousand rectangles of one path take a second.
    for (let at = 0; at < points.length; at += 2)
      context.fillRect(points[at] - size / 2, points[at + 1] - size / 2, size, size);
    return;
  }
  context.beginPath();
  for (let at = 0; at < points.length; at += 2) {
    context.moveTo(points[at] + size / 2, points[at + 1]);
    context.arc(points[at], points[at + 1], size / 2, 0, 2 * Math.PI);
  }
  context.fill();
}

function drawText(context: CanvasRenderingContext2D, shape: Text, family: string): void {
  const { x, y, text, size, anchor, baseline, weight, turned } = shape;
  context.textBaseline = baseline;
  context.translate(x, y);
  context.rotate((-(turned ?? 0) * Math.PI) / 180);
  const font = { size, family, ...(weight === undefined ? {} : { weight }) };
  const width = anchor === 'start' ? 0 : labelWidth(context, text, font);
  context.textAlign = 'left';
  writeLabel(context, text, anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width, 0, font);
}

/** Width of a label as `writeLabel` writes it, CSS pixels. */
function labelWidth(
  context: CanvasRenderingContext2D,
  text: string,
  font: { size: number; family: string; weight?: number },
): number {
  context.save();
  context.globalAlpha = 0;
  const width = writeLabel(context, text, 0, 0, font);
  context.restore();
  return width;
}

/** Draws shapes in their order, about the context's origin. */
export function drawShapes(
  context: CanvasRenderingContext2D,
  shapes: readonly Shape[],
  { colour, family }: CanvasStyle,
): void {
  for (const shape of shapes) {
    context.save();
    if (shape.kind === 'text') {
      context.fillStyle = colour(shape.fill);
      drawText(context, shape, family);
    } else if (shape.kind === 'dots') {
      context.globalAlpha = shape.opacity ?? 1;
      context.fillStyle = colour(shape.fill);
      drawDots(context, shape);
    } else {
      const { fill, stroke, opacity } = shape;
      context.globalAlpha = opacity ?? 1;
      trace(context, shape);
      if (fill !== undefined) {
        context.fillStyle = colour(fill);
        context.fill();
      }
      if (stroke !== undefined) {
        context.strokeStyle = colour(stroke.colour);
        context.lineWidth = stroke.width;
        context.setLineDash(stroke.dash ?? []);
        context.stroke();
      }
    }
    context.restore();
  }
}
