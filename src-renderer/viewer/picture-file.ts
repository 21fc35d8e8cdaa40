import { SMALLEST_TEXT_PX } from '../design/smallest-text.ts';
import { writeLabel } from '../design/plot/canvas-label.ts';
import { drawShapes } from '../design/plot/canvas-shapes.ts';
import { colourBarShapes } from '../design/plot/colour-bar.ts';
import type { ShapeStyle } from '../design/plot/shapes.ts';
import type { shownColourBar } from './colour-bar.ts';
import type { LegendItem, LegendSymbol } from './field-parts.ts';
import type { scaleBar } from './geometry/scale-bar.ts';
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
interface PictureStrip {
  /** CSS pixels of the field. */
  width: number;
  height: number;
  ratio: number;
  /** Parts of the caption, each of which stays on one line. */
  caption: readonly string[];
  bar: ReturnType<typeof shownColourBar>;
  legend: readonly LegendItem[];
  scaleBar: ReturnType<typeof scaleBar>;
  style: ShapeStyle;
}

function drawBar(context: CanvasRenderingContext2D, { bar, style }: PictureStrip, top: number) {
  if (bar === null) return SIDE;
  const family = style.font('--font-text');
  context.fillStyle = style.colour('--text');
  const baseline = top + 36;
  let at = SIDE + writeLabel(context, bar.label, SIDE, baseline, { size: 15, family, weight: 600 });
  context.fillStyle = style.colour('--text-dim');
  if (bar.unit !== null) at += 6 + writeLabel(context, bar.unit, at + 6, baseline, { size: SMALLEST_TEXT_PX, family });
  const left = at + 14;
  const place = { left, top: top + 20, width: BAR, height: 12, textScale: 1 };
  drawShapes(context, colourBarShapes(bar, place), style);
  return left + BAR + 30;
}

function scaleSymbol(pixels: number): LegendSymbol {
  const end = pixels / 2;
  const points = [
    [-end, -3],
    [-end, 3],
    [end, 3],
    [end, -3],
  ] as const;
  return { size: pixels, shapes: [{ kind: 'path', points, stroke: { colour: '--text', width: 1.2 } }] };
}

/**
 * Rows of legend and caption, and where they are: beside the colour bar, which ends at `from`, or below it where they need
 * more room. Middles of the legend's first row and of the caption's, and the height, from the strip's top, CSS pixels.
 */
function layout(context: CanvasRenderingContext2D, strip: PictureStrip, from: number) {
  const widthOf = (text: string, size: number) => {
    context.font = `${size}px ${strip.style.font('--font-text')}`;
    return context.measureText(text).width;
  };
  const scale = { label: strip.scaleBar.label, symbols: [scaleSymbol(strip.scaleBar.pixels)] };
  const items = [...strip.legend, scale].map(({ label, pictureLabel = label, symbols }: LegendItem) => {
    /** From the symbols' left edge to the label. */
    const inset = symbols.reduce((sum, { size }) => sum + size, LEGEND.symbols * (symbols.length - 1)) + LEGEND.inner;
    return { label: pictureLabel, symbols, inset, width: inset + widthOf(pictureLabel, 12) };
  });
  const within = (room: number) => ({
    legend: rowsOf(items, ({ width }) => width, LEGEND.gap, room),
    caption: rowsOf(strip.caption, (part) => widthOf(part, 11), widthOf(CAPTION.between, 11), room),
  });
  const beside = within(strip.width - SIDE - from);
  if (beside.legend.length <= 1 && beside.caption.length <= 1)
    return { ...beside, legendTop: 26, captionTop: 48, height: STRIP };
  const below = within(strip.width - 2 * SIDE);
  const legendTop = from > SIDE ? STRIP + LEGEND.row / 2 : 26;
  const captionTop = legendTop + LEGEND.row * (below.legend.length - 1) + 22;
  const height = captionTop + CAPTION.row * (below.caption.length - 1) + 16;
  return { ...below, legendTop, captionTop, height };
}

/** Legend, scale and caption along the right edge. */
function drawLegend(
  context: CanvasRenderingContext2D,
  { width, height: top, style }: PictureStrip,
  { legend, caption, legendTop, captionTop }: ReturnType<typeof layout>,
) {
  const family = style.font('--font-text');
  context.textBaseline = 'middle';
  context.font = `12px ${family}`;
  legend.forEach((row, line) => {
    const y = top + legendTop + LEGEND.row * line;
    let x = width - SIDE - row.reduce((sum, item) => sum + item.width, LEGEND.gap * (row.length - 1));
    for (const { label, symbols, inset, width } of row) {
      let left = x;
      for (const { size, shapes } of symbols) {
        context.save();
        context.translate(left + size / 2, y);
        drawShapes(context, shapes, style);
        context.restore();
        left += size + LEGEND.symbols;
      }
      context.fillStyle = style.colour('--text');
      context.fillText(label, x + inset, y);
      x += width + LEGEND.gap;
    }
  });
  context.fillStyle = style.colour('--text-dim');
  context.font = `${SMALLEST_TEXT_PX}px ${family}`;
  context.textAlign = 'right';
  caption.forEach((row, line) =>
    context.fillText(row.join(CAPTION.between), width - SIDE, top + captionTop + CAPTION.row * line),
  );
}

function newContext() {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) throw new Error('this browser offers no 2D canvas to make the picture on');
  return context;
}

/**
 * The field with what is needed to read it: colour bar with unit, legend, scale and caption, in a strip below, which is
 * as high as they need in the field's width: nothing is left out.
 */
export function pictureWithStrip(field: HTMLCanvasElement, strip: PictureStrip): HTMLCanvasElement {
  // Where the bar ends is known when it has been drawn, and then how high the canvas must be.
  const probe = newContext();
  const rows = layout(probe, strip, drawBar(probe, strip, 0));
  const context = newContext();
  const { canvas } = context;
  canvas.width = field.width;
  canvas.height = field.height + Math.round(rows.height * strip.ratio);
  context.fillStyle = strip.style.colour('--panel');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(field, 0, 0);
  context.scale(strip.ratio, strip.ratio);
  drawBar(context, strip, strip.height);
  drawLegend(context, strip, rows);
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
