import { labelWidth, writeLabel } from './canvas-label.ts';
import type { Circle, Dots, Gradient, Path, Rectangle, Shape, ShapeStyle, Text } from './shapes.ts';

/** The style of the page at this moment. */
export function pageStyle(): ShapeStyle {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { colour: (name) => (name.startsWith('--') ? token(name) : name), font: token };
}

/**
 * The context of a canvas that is made as large as so many CSS pixels, in which it draws, and empty; with at most
 * `maxRatio` pixels to each. Null where the browser offers none.
 */
export function emptyContext(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  maxRatio = Infinity,
): CanvasRenderingContext2D | null {
  const ratio = Math.min(maxRatio, window.devicePixelRatio);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function trace(context: CanvasRenderingContext2D, shape: Circle | Rectangle | Path) {
  context.beginPath();
  if (shape.kind === 'circle') context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
  else if (shape.kind === 'rectangle') context.rect(shape.x, shape.y, shape.width, shape.height);
  else {
    for (const [x, y] of shape.points) context.lineTo(x, y);
    if (shape.closed === true) context.closePath();
  }
}

function drawDots(context: CanvasRenderingContext2D, { points, form, size }: Dots) {
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

function drawGradient(context: CanvasRenderingContext2D, { x, y, width, height, colours }: Gradient) {
  const gradient = context.createLinearGradient(x, 0, x + width, 0);
  colours.forEach((colour, at) => gradient.addColorStop(at / Math.max(1, colours.length - 1), colour));
  context.fillStyle = gradient;
  context.fillRect(x, y, width, height);
}

function drawText(context: CanvasRenderingContext2D, shape: Text, style: ShapeStyle) {
  const { x, y, text, size, anchor, baseline, weight, turned = 0, halo } = shape;
  context.textBaseline = baseline;
  context.translate(x, y);
  context.rotate((-turned * Math.PI) / 180);
  const font = { size, family: style.font(shape.font ?? '--font-text'), weight };
  const left = -{ start: 0, middle: 0.5, end: 1 }[anchor] * labelWidth(context, text, font);
  context.textAlign = 'left';
  if (halo !== undefined) {
    context.strokeStyle = style.colour(halo.colour);
    context.lineWidth = halo.width;
    context.lineJoin = 'round';
    writeLabel(context, text, left, 0, font, true);
  }
  context.fillStyle = style.colour(shape.fill);
  writeLabel(context, text, left, 0, font);
}

/** Draws shapes in their order, about the context's origin. */
export function drawShapes(context: CanvasRenderingContext2D, shapes: readonly Shape[], style: ShapeStyle): void {
  const { colour } = style;
  for (const shape of shapes) {
    context.save();
    if ('opacity' in shape) context.globalAlpha = shape.opacity ?? 1;
    if (shape.kind === 'text') drawText(context, shape, style);
    else if (shape.kind === 'gradient') drawGradient(context, shape);
    else if (shape.kind === 'dots') {
      context.fillStyle = colour(shape.fill);
      drawDots(context, shape);
    } else {
      const { fill, stroke } = shape;
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
