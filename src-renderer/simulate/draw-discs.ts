import type { NumericArray } from '../client/safetensors.ts';
import { type Cell, cornersOf, placeImages, toCartesian } from '../viewer/geometry/periodic.ts';

/** What is drawn of a configuration. */
export interface Discs {
  cell: Cell;
  /** N × 2, any image. */
  positions: ArrayLike<number>;
  species: NumericArray;
  /** Of each particle, σ. */
  radii: Float64Array;
}

/** CSS colours. */
interface DiscColours {
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
  { width, height }: { width: number; height: number },
  { cell, positions, species, radii }: Discs,
  colours: DiscColours,
): void {
  context.fillStyle = colours.background;
  context.fillRect(0, 0, width, height);
  const spanX = cell.lx + Math.abs(cell.xy);
  const zoom = Math.min((width - 2 * MARGIN) / spanX, (height - 2 * MARGIN) / cell.ly);
  // The middle of the cell is that of the canvas.
  const px = (x: number) => width / 2 + zoom * x;
  const py = (y: number) => height / 2 - zoom * y;

  context.save();
  context.beginPath();
  for (const { x, y } of cornersOf(cell)) context.lineTo(px(x), py(y));
  context.closePath();
  context.lineWidth = 1;
  context.strokeStyle = colours.cell;
  context.stroke();
  context.clip();
  const middle = toCartesian(cell, { x: 0.5, y: 0.5 });
  const { index, position } = placeImages(
    cell,
    positions,
    middle,
    radii.reduce((largest, radius) => Math.max(largest, radius), 0),
  );
  // Discs of one colour are filled at once.
  for (const kind of [...new Set(species)].sort()) {
    context.fillStyle = colours.species[kind % colours.species.length];
    context.beginPath();
    index.forEach((particle, at) => {
      if (species[particle] !== kind) return;
      const [x, y] = [px(position[2 * at]), py(position[2 * at + 1])];
      const r = zoom * radii[particle];
      if (r < SMALLEST_DISC) context.rect(x - r, y - r, 2 * r, 2 * r);
      else {
        context.moveTo(x + r, y);
        context.arc(x, y, r, 0, 2 * Math.PI);
      }
    });
    context.fill();
  }
  context.restore();
}
