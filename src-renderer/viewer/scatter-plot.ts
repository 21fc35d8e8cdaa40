import { SMALLEST_TEXT_PX } from '../design/text-size.ts';
import { writeLabel } from '../design/plot/canvas-label.ts';
import type { PlotFrame } from '../design/plot/plot-frame.ts';
import { ticksOf } from '../design/plot/ticks.ts';

const MOST_TICKS = 5;
/** Size of the axes' labels, CSS pixels where text has the usual size. */
const LABEL_PX = 12;

export interface PlotColours {
  text: string;
  dim: string;
  line: string;
  point: string;
  chosen: string;
  core: string;
  string: string;
}

export interface PlotData {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** 1 for chosen particles, or null while nothing is chosen. */
  inside: ArrayLike<number> | null;
  core: readonly number[];
  string: readonly number[];
  picked: number | null;
  /** Value of x where a line is drawn, with its label. */
  threshold: number | null;
}

function drawAxes(context: CanvasRenderingContext2D, frame: PlotFrame, colours: PlotColours, font: string): void {
  const { left, top, width, height } = frame.box;
  const scale = frame.textScale;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width, height);
  context.fillStyle = colours.dim;
  context.font = `${scale * SMALLEST_TEXT_PX}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { at, label } of ticksOf(frame.x.range, frame.x.scale, MOST_TICKS)) {
    context.fillRect(Math.round(left + at * width), top + height, 1, 3);
    context.fillText(label, left + at * width, top + height + 5);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { at, label } of ticksOf(frame.y.range, frame.y.scale, MOST_TICKS)) {
    context.fillRect(left - 3, Math.round(top + (1 - at) * height), 3, 1);
    context.fillText(label, left - 5, top + (1 - at) * height);
  }
  context.fillStyle = colours.text;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const label = { size: scale * LABEL_PX, family: font };
  writeLabel(context, frame.x.label, left + width / 2 - 8 * scale, top + height + 32 * scale, label);
  context.save();
  context.translate(12 * scale, top + height / 2 + 10 * scale);
  context.rotate(-Math.PI / 2);
  writeLabel(context, frame.y.label, 0, 0, label);
  context.restore();
}

function chosen(inside: ArrayLike<number>): number[] {
  const indices: number[] = [];
  for (let i = 0; i < inside.length; i += 1) if (inside[i] === 1) indices.push(i);
  return indices;
}

/** Draws the whole plot in CSS pixels on a context scaled by the caller. */
export function drawPlot(
  context: CanvasRenderingContext2D,
  frame: PlotFrame,
  data: PlotData,
  colours: PlotColours,
  font: string,
): void {
  const { left, top, width, height } = frame.box;
  const dots = (indices: Iterable<number>, colour: string, radius: number, alpha: number) => {
    context.fillStyle = colour;
    context.globalAlpha = alpha;
    context.beginPath();
    for (const i of indices) {
      const { x, y } = frame.toPixel(data.x[i], data.y[i]);
      if (!(x >= left && x <= left + width && y >= top && y <= top + height)) continue;
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
    context.globalAlpha = 1;
  };
  /** Squares instead of discs: a hundred thousand of them have to be drawn while modes are scrubbed. */
  const specks = (colour: string, size: number, alpha: number) => {
    context.fillStyle = colour;
    context.globalAlpha = alpha;
    for (let i = 0; i < data.x.length; i += 1) {
      const { x, y } = frame.toPixel(data.x[i], data.y[i]);
      context.fillRect(x - size / 2, y - size / 2, size, size);
    }
    context.globalAlpha = 1;
  };
  drawAxes(context, frame, colours, font);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  if (data.threshold !== null) {
    const { x } = frame.toPixel(data.threshold, data.y[0]);
    context.strokeStyle = colours.dim;
    context.setLineDash([4, 3]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    context.setLineDash([]);
  }
  const { inside } = data;
  specks(colours.point, 2.2, inside === null ? 0.55 : 0.15);
  dots(data.core, colours.core, 2.6, inside === null ? 1 : 0.3);
  dots(data.string, colours.string, 3.4, inside === null ? 1 : 0.3);
  if (inside !== null) dots(chosen(inside), colours.chosen, 2, 1);
  if (data.picked !== null) {
    const { x, y } = frame.toPixel(data.x[data.picked], data.y[data.picked]);
    context.strokeStyle = colours.text;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.stroke();
  }
  context.restore();
}
