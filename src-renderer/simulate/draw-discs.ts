import { type Cell, toFractional, widths } from '../viewer/geometry/periodic.ts';

/** What is drawn of a configuration. */
export interface Discs {
  cell: Cell;
  /** N × 2, any image. */
  positions: ArrayLike<number>;
  species: ArrayLike<number>;
  /** Of each species, σ. */
  radii: readonly number[];
}

/** CSS colours. */
export interface DiscColours {
  background: string;
  cell: string;
  species: readonly string[];
}

/** CSS pixels between the cell and the edge of the canvas. */
const MARGIN = 12;
/** Discs that are smaller than this are drawn as squares, which cost a tenth. */
const SMALLEST_DISC = 1.6;

/**
 * Draws all particles in the cell, those that stick out of an edge again at the opposite one, cut off at the cell's
 * outline. Coordinates are CSS pixels of a context scaled by the caller.
 */
export function drawDiscs(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  { cell, positions, species, radii }: Discs,
  colours: DiscColours,
): void {
  const { width, height } = size;
  context.fillStyle = colours.background;
  context.fillRect(0, 0, width, height);
  const spanX = cell.lx + Math.abs(cell.xy);
  const zoom = Math.min((width - 2 * MARGIN) / spanX, (height - 2 * MARGIN) / cell.ly);
  const left = (width - zoom * spanX) / 2 + zoom * Math.max(0, -cell.xy);
  const bottom = (height + zoom * cell.ly) / 2;
  const px = (x: number): number => left + zoom * x;
  const py = (y: number): number => bottom - zoom * y;

  context.save();
  context.beginPath();
  context.moveTo(px(0), py(0));
  context.lineTo(px(cell.lx), py(0));
  context.lineTo(px(cell.lx + cell.xy), py(cell.ly));
  context.lineTo(px(cell.xy), py(cell.ly));
  context.closePath();
  context.lineWidth = 1;
  context.strokeStyle = colours.cell;
  context.stroke();
  context.clip();
  const edges = widths(cell);
  radii.forEach((radius, kind) => {
    const r = zoom * radius;
    context.fillStyle = colours.species[kind % colours.species.length];
    context.beginPath();
    const disc = (x: number, y: number): void => {
      if (r < SMALLEST_DISC) {
        context.rect(px(x) - r, py(y) - r, 2 * r, 2 * r);
        return;
      }
      context.moveTo(px(x) + r, py(y));
      context.arc(px(x), py(y), r, 0, 2 * Math.PI);
    };
    const near = { a: radius / edges.x, b: radius / edges.y };
    for (let i = 0; i < species.length; i += 1) {
      if (species[i] !== kind) continue;
      const f = toFractional(cell, { x: positions[2 * i], y: positions[2 * i + 1] });
      const s = f.x - Math.floor(f.x);
      const t = f.y - Math.floor(f.y);
      const across = s < near.a ? 1 : s > 1 - near.a ? -1 : 0;
      const along = t < near.b ? 1 : t > 1 - near.b ? -1 : 0;
      const at = (da: number, db: number): void => disc((s + da) * cell.lx + (t + db) * cell.xy, (t + db) * cell.ly);
      at(0, 0);
      if (across !== 0) at(across, 0);
      if (along !== 0) at(0, along);
      if (across !== 0 && along !== 0) at(across, along);
    }
    context.fill();
  });
  context.restore();
}
