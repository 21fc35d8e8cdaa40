import type { Box } from '../../../native-workers/configuration/configuration.ts';
import type { PlanePoint } from '../../figures/plot/placement.ts';
import type { MovieLook } from './look.ts';

/** Size of the text, of the height and of the width of a frame, and its limits, pixels. */
const TEXT = { ofHeight: 1 / 40, ofWidth: 1 / 62, least: 8, most: 48 };
/** The frame from which on the text has its least size or more; in smaller ones it is smaller, but not below `tiny`. */
const SMALL_FRAME = { width: 320, height: 240, tiny: 5 };

/** A rectangle, pixels. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where the parts of a frame lie. */
export interface FrameLayout {
  /** Size of the text, pixels. */
  size: number;
  panes: readonly Area[];
  /** Half of what a pane shows in either direction, σ. */
  half: PlanePoint;
  /** Pixels to σ. */
  scale: number;
  /** Of the colour bar with its numbers. */
  bar: Area | null;
  /** Where the lines below the panes begin. */
  below: Area;
}

export function textSize({ width, height }: Pick<MovieLook, 'width' | 'height'>): number {
  const size = Math.min(TEXT.ofHeight * height, TEXT.ofWidth * width);
  const share = Math.min(1, width / SMALL_FRAME.width, height / SMALL_FRAME.height);
  return Math.min(TEXT.most, Math.max(SMALL_FRAME.tiny, share * TEXT.least, size));
}

/** Whether a look shows the whole cell: also where the square would be larger. */
export function showsWhole({ lx, ly }: Box, { view, side }: Pick<MovieLook, 'view' | 'side'>): boolean {
  return view === 'whole' || side >= Math.min(lx, ly);
}

/** Half of what a pane shows, σ. */
export function halfOf(box: Box, look: Pick<MovieLook, 'view' | 'side'>): PlanePoint {
  if (!showsWhole(box, look)) return { x: look.side / 2, y: look.side / 2 };
  return { x: (box.lx + Math.abs(box.xy)) / 2, y: box.ly / 2 };
}

/** Heights of the title, of the title of a pane and of a line below, and the space between panes, of the size of the text. */
export const TITLE = 1.9;
export const PANE_TITLE = 1.7;
export const LINE = 1.6;
const GAP = 1.2;
/** Of the colour bar with its numbers. */
const BAR_WIDTH = 6;

/** Least edge of a pane, pixels: what is smaller shows nothing. */
const LEAST_PANE = 24;

/** A frame in which its panes have no room. */
export class FrameTooSmall extends Error {
  override readonly name = 'FrameTooSmall';

  constructor({ width, height }: Pick<MovieLook, 'width' | 'height'>, panes: number) {
    super(
      `${width} × ${height} pixels have no room for ${panes === 1 ? 'a pane' : `${panes} panes`} and what is written beside`,
    );
  }
}

/** The frame with so many panes and lines below them; the panes as large as they can be. Throws `FrameTooSmall`. */
export function frameLayout(
  box: Box,
  look: MovieLook,
  { panes, lines, hasBar }: { panes: number; lines: number; hasBar: boolean },
): FrameLayout {
  const size = textSize(look);
  const half = halfOf(box, look);
  const margin = 0.8 * size;
  const inner: Area = {
    left: margin,
    top: margin + TITLE * size,
    width: look.width - 2 * margin - (hasBar ? BAR_WIDTH * size : 0),
    height: look.height - 2 * margin - (TITLE + LINE * lines + 0.4) * size,
  };
  const gap = GAP * size;
  let best = { scale: 0, columns: 1, rows: 1 };
  for (let columns = 1; columns <= panes; columns += 1) {
    const rows = Math.ceil(panes / columns);
    const wide = (inner.width - (columns - 1) * gap) / columns;
    const high = (inner.height - (rows - 1) * gap) / rows - PANE_TITLE * size;
    const scale = Math.min(wide / (2 * half.x), high / (2 * half.y));
    if (scale > best.scale) best = { scale, columns, rows };
  }
  const { scale, columns, rows } = best;
  const [width, height] = [2 * half.x * scale, 2 * half.y * scale];
  if (Math.min(width, height) < LEAST_PANE) throw new FrameTooSmall(look, panes);
  const row = height + PANE_TITLE * size;
  const left = inner.left + (inner.width - columns * width - (columns - 1) * gap) / 2;
  const top = inner.top + (inner.height - rows * row - (rows - 1) * gap) / 2;
  const areas = Array.from({ length: panes }, (_, pane): Area => ({
    left: left + (pane % columns) * (width + gap),
    top: top + Math.floor(pane / columns) * (row + gap) + PANE_TITLE * size,
    width,
    height,
  }));
  const [first] = areas;
  const right = left + columns * width + (columns - 1) * gap;
  return {
    size,
    panes: areas,
    half,
    scale,
    bar: hasBar ? { left: right + gap, top: first.top, width: (BAR_WIDTH - GAP) * size, height } : null,
    below: {
      left: margin,
      top: inner.top + inner.height + 0.4 * size,
      width: look.width - 2 * margin,
      height: LINE * lines * size,
    },
  };
}
