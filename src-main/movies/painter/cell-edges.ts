import type { PaintContext } from './canvas.ts';
import type { Projection } from './discs.ts';
import type { CellEdges } from './images.ts';

/** The edges of a cell about the middle of a pane, in the stroke that is set. */
export function paintCell(context: PaintContext, { ax, ay, bx, by }: CellEdges, { x, y, scale }: Projection): void {
  const corner = (s: number, t: number) => [x + scale * (s * ax + t * bx), y - scale * (s * ay + t * by)] as const;
  context.beginPath();
  context.moveTo(...corner(-0.5, -0.5));
  context.lineTo(...corner(0.5, -0.5));
  context.lineTo(...corner(0.5, 0.5));
  context.lineTo(...corner(-0.5, 0.5));
  context.closePath();
  context.stroke();
}
