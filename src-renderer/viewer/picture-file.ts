import { SMALLEST_TEXT_PX } from '../design/text-size.ts';
import { writeLabel } from './canvas-label.ts';
import type { ColourTable } from './colour-maps.ts';
import type { Range, Scale } from './ranges.ts';
import { ticksOf } from './ticks.ts';

/** Height of the strip under the field, CSS pixels, and the room at its sides. */
const STRIP = 64;
const SIDE = 20;
/** Width of the colour bar, CSS pixels. */
const BAR = 220;
const MOST_TICKS = 6;

/** A kind of outline in the legend. */
export interface LegendMark {
  label: string;
  colour: string;
  form: 'ring' | 'square' | 'disc';
  width: number;
  /** Colour of a line about the mark's, as the field has it; null for none. */
  casing: string | null;
}

/** What stands under the field's picture. */
export interface PictureStrip {
  /** CSS pixels of the field. */
  width: number;
  height: number;
  ratio: number;
  caption: string;
  bar: { label: string; unit: string | null; range: Range; scale: Scale; table: ColourTable } | null;
  marks: readonly LegendMark[];
  scaleBar: { label: string; pixels: number };
  colours: { panel: string; text: string; dim: string };
  family: string;
}

function drawBar(context: CanvasRenderingContext2D, strip: PictureStrip, top: number): number {
  const { bar, colours, family } = strip;
  if (bar === null) return SIDE;
  context.fillStyle = colours.text;
  const baseline = top + 36;
  let at = SIDE + writeLabel(context, bar.label, SIDE, baseline, { size: 15, family, weight: 600 });
  context.fillStyle = colours.dim;
  if (bar.unit !== null) at += 6 + writeLabel(context, bar.unit, at + 6, baseline, { size: SMALLEST_TEXT_PX, family });
  const left = at + 14;
  const steps = bar.table.length / 3;
  for (let step = 0; step < steps; step += 1) {
    context.fillStyle = `rgb(${bar.table[3 * step]} ${bar.table[3 * step + 1]} ${bar.table[3 * step + 2]})`;
    // Half a pixel over, so that no gap shows between two steps.
    context.fillRect(left + (step * BAR) / steps, top + 20, BAR / steps + (step < steps - 1 ? 0.5 : 0), 12);
  }
  context.fillStyle = colours.dim;
  context.font = `${SMALLEST_TEXT_PX}px ${family}`;
  context.textAlign = 'center';
  for (const { at: place, label } of ticksOf(bar.range, bar.scale, MOST_TICKS)) {
    context.fillRect(left + place * BAR - 0.5, top + 32, 1, 4);
    context.fillText(label, left + place * BAR, top + 48);
  }
  context.textAlign = 'left';
  return left + BAR + 30;
}

function drawMark(context: CanvasRenderingContext2D, mark: LegendMark, x: number, y: number): void {
  const { form, colour, width, casing } = mark;
  context.beginPath();
  if (form === 'square') context.rect(x - 5, y - 5, 10, 10);
  else context.arc(x, y, 5.5, 0, 2 * Math.PI);
  if (casing !== null) {
    context.strokeStyle = casing;
    context.lineWidth = width + 2;
    context.stroke();
  }
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = width;
  if (form === 'disc') context.fill();
  else context.stroke();
}

/** Legend and scale, from the right edge inwards, as far as there is room. */
function drawLegend(context: CanvasRenderingContext2D, strip: PictureStrip, top: number, from: number): void {
  const { colours, family, scaleBar, marks, width } = strip;
  context.font = `12px ${family}`;
  context.textBaseline = 'middle';
  const y = top + 26;
  let right = width - SIDE;
  const put = (label: string, symbol: number, draw: (x: number) => void) => {
    const needed = context.measureText(label).width + symbol + 8;
    if (right - needed < from) return;
    right -= needed;
    draw(right);
    context.fillStyle = colours.text;
    context.fillText(label, right + symbol + 8, y);
    right -= 15;
  };
  put(scaleBar.label, scaleBar.pixels, (x) => {
    context.strokeStyle = colours.text;
    context.lineWidth = 1.2;
    context.beginPath();
    context.moveTo(x, y - 3);
    context.lineTo(x, y + 3);
    context.lineTo(x + scaleBar.pixels, y + 3);
    context.lineTo(x + scaleBar.pixels, y - 3);
    context.stroke();
  });
  for (const mark of marks.toReversed()) put(mark.label, 12, (x) => drawMark(context, mark, x + 6, y));
  context.fillStyle = colours.dim;
  context.font = `${SMALLEST_TEXT_PX}px ${family}`;
  context.textAlign = 'right';
  if (context.measureText(strip.caption).width <= width - SIDE - from)
    context.fillText(strip.caption, width - SIDE, top + 48);
}

/** The field with what is needed to read it: colour bar with unit, legend, scale and caption, in a strip below. */
export function pictureWithStrip(field: HTMLCanvasElement, strip: PictureStrip): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = field.width;
  canvas.height = field.height + Math.round(STRIP * strip.ratio);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser offers no 2D canvas to make the picture on');
  context.fillStyle = strip.colours.panel;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(field, 0, 0);
  context.scale(strip.ratio, strip.ratio);
  const from = drawBar(context, strip, strip.height);
  drawLegend(context, strip, strip.height, from);
  return canvas;
}

/** The canvas as a PNG file. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error(`no PNG of ${canvas.width} × ${canvas.height} pixels could be made`));
      else resolve(blob);
    }, 'image/png'),
  );
}
