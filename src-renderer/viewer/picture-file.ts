import { SMALLEST_TEXT_PX } from '../design/smallest-text.ts';
import { writeLabel } from '../design/plot/canvas-label.ts';
import { type CanvasStyle, drawShapes } from '../design/plot/canvas-shapes.ts';
import { type ColourBar, colourBarShapes } from '../design/plot/colour-bar.ts';
import type { Path, Shape } from '../design/plot/shapes.ts';
import type { LegendItem } from './field-parts.ts';
import { rowsOf } from '../design/plot/rows.ts';

/** Height of the strip under the field without further rows, CSS pixels, and the room at its sides. */
const STRIP = 64;
const SIDE = 20;
/** Width of the colour bar, CSS pixels. */
const BAR = 220;
/** Of the legend: height of a row, distance of neighbours, from a symbol to its label, between symbols of one label. */
const LEGEND = { row: 22, gap: 15, inner: 8, symbols: 6 };
/** Of the caption: height of a row, and what stands between its parts. */
const CAPTION = { row: 17, between: ' · ' };

/** What stands under the field's picture. */
export interface PictureStrip {
  /** CSS pixels of the field. */
  width: number;
  height: number;
  ratio: number;
  /** Parts of the caption, each of which stays on one line. */
  caption: readonly string[];
  bar: (ColourBar & { label: string; unit: string | null }) | null;
  legend: readonly LegendItem[];
  scaleBar: { label: string; pixels: number };
  style: CanvasStyle;
}

function drawBar(context: CanvasRenderingContext2D, strip: PictureStrip, top: number): number {
  const { bar, style } = strip;
  const { colour } = style;
  if (bar === null) return SIDE;
  const family = style.font('--font-text');
  context.fillStyle = colour('--text');
  const baseline = top + 36;
  let at = SIDE + writeLabel(context, bar.label, SIDE, baseline, { size: 15, family, weight: 600 });
  context.fillStyle = colour('--text-dim');
  if (bar.unit !== null) at += 6 + writeLabel(context, bar.unit, at + 6, baseline, { size: SMALLEST_TEXT_PX, family });
  const left = at + 14;
  const place = { left, top: top + 20, width: BAR, height: 12, textScale: 1 };
  drawShapes(context, colourBarShapes(bar, place), style);
  return left + BAR + 30;
}

/** An item of the strip: its symbol, drawn with its left edge at x and its middle at y, and its label. */
interface StripItem {
  label: string;
  symbol: number;
  draw: (context: CanvasRenderingContext2D, x: number, y: number) => void;
}

function stripItems({ legend, scaleBar, style }: PictureStrip): StripItem[] {
  const bar: Path = {
    kind: 'path',
    points: [
      [0, -3],
      [0, 3],
      [scaleBar.pixels, 3],
      [scaleBar.pixels, -3],
    ],
    stroke: { colour: '--text', width: 1.2 },
  };
  const at = (context: CanvasRenderingContext2D, x: number, y: number, shapes: readonly Shape[]): void => {
    context.save();
    context.translate(x, y);
    drawShapes(context, shapes, style);
    context.restore();
  };
  return [
    ...legend.map(({ label, pictureLabel, symbols }): StripItem => ({
      label: pictureLabel ?? label,
      symbol: symbols.reduce((sum, { size }) => sum + size, LEGEND.symbols * (symbols.length - 1)),
      draw: (context, x, y) => {
        let left = x;
        for (const { size, shapes } of symbols) {
          at(context, left + size / 2, y, shapes);
          left += size + LEGEND.symbols;
        }
      },
    })),
    { label: scaleBar.label, symbol: scaleBar.pixels, draw: (context, x, y) => at(context, x, y, [bar]) },
  ];
}

/** Rows of legend and caption, and where they are: beside the colour bar, or below it where they need more room. */
interface StripLayout {
  items: readonly StripItem[];
  widths: readonly number[];
  legend: number[][];
  caption: string[];
  /** Middle of the legend's first row and of the caption's, from the strip's top, CSS pixels. */
  legendTop: number;
  captionTop: number;
  height: number;
}

function layout(context: CanvasRenderingContext2D, strip: PictureStrip, from: number): StripLayout {
  const items = stripItems(strip);
  const measured = (texts: readonly string[], size: number) => {
    context.font = `${size}px ${strip.style.font('--font-text')}`;
    return texts.map((text) => context.measureText(text).width);
  };
  const labels = items.map(({ label }) => label);
  const widths = measured(labels, 12).map((width, at) => items[at].symbol + LEGEND.inner + width);
  const parts = measured(strip.caption, 11);
  const [between] = measured([CAPTION.between], 11);
  const within = (room: number) => ({
    legend: rowsOf(widths, LEGEND.gap, room),
    caption: rowsOf(parts, between, room).map((row) => row.map((at) => strip.caption[at]).join(CAPTION.between)),
  });
  const common = { items, widths };
  const beside = within(strip.width - SIDE - from);
  if (beside.legend.length <= 1 && beside.caption.length <= 1)
    return { ...common, ...beside, legendTop: 26, captionTop: 48, height: STRIP };
  const below = within(strip.width - 2 * SIDE);
  const legendTop = from > SIDE ? STRIP + LEGEND.row / 2 : 26;
  const captionTop = legendTop + LEGEND.row * (below.legend.length - 1) + 22;
  const height = captionTop + CAPTION.row * (below.caption.length - 1) + 16;
  return { ...common, ...below, legendTop, captionTop, height };
}

/** Legend, scale and caption along the right edge. */
function drawLegend(context: CanvasRenderingContext2D, strip: PictureStrip, top: number, layout: StripLayout): void {
  const { width } = strip;
  const { colour } = strip.style;
  const family = strip.style.font('--font-text');
  const { items, widths, legend, caption, legendTop, captionTop } = layout;
  context.textBaseline = 'middle';
  context.font = `12px ${family}`;
  legend.forEach((row, line) => {
    const y = top + legendTop + LEGEND.row * line;
    let x = width - SIDE - row.reduce((sum, at) => sum + widths[at], LEGEND.gap * (row.length - 1));
    for (const at of row) {
      items[at].draw(context, x, y);
      context.fillStyle = colour('--text');
      context.fillText(items[at].label, x + items[at].symbol + LEGEND.inner, y);
      x += widths[at] + LEGEND.gap;
    }
  });
  context.fillStyle = colour('--text-dim');
  context.font = `${SMALLEST_TEXT_PX}px ${family}`;
  context.textAlign = 'right';
  caption.forEach((text, line) => context.fillText(text, width - SIDE, top + captionTop + CAPTION.row * line));
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser offers no 2D canvas to make the picture on');
  return context;
}

/**
 * The field with what is needed to read it: colour bar with unit, legend, scale and caption, in a strip below, which is
 * as high as they need in the field's width: nothing is left out.
 */
export function pictureWithStrip(field: HTMLCanvasElement, strip: PictureStrip): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  // Where the bar ends is known when it has been drawn, and then how high the canvas must be.
  const probe = contextOf(document.createElement('canvas'));
  const rows = layout(probe, strip, drawBar(probe, strip, 0));
  canvas.width = field.width;
  canvas.height = field.height + Math.round(rows.height * strip.ratio);
  const context = contextOf(canvas);
  context.fillStyle = strip.style.colour('--panel');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(field, 0, 0);
  context.scale(strip.ratio, strip.ratio);
  drawBar(context, strip, strip.height);
  drawLegend(context, strip, strip.height, rows);
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
