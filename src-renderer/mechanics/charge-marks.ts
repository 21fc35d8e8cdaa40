import type { Defect } from '../../native-workers/analyses/topology/topology-report.ts';
import { type Mark, STILL } from '../viewer/marks/marks.ts';
import { type Cell, minimumImage, type Point } from '../viewer/geometry/periodic.ts';
import type { FieldColours } from '../viewer/colour/rgb.ts';

/** Sizes of the disc and of half a stroke of the sign, σ. */
const DISC = 0.5;
const STROKE = 0.27;
const STROKE_WIDTH_PX = 2.6;
const RIM_WIDTH_PX = 2;

/**
 * A sign on a disc for every charge, about the focus of the picture; charges lie between particles and stay where they
 * are.
 */
export function chargeMarks(cell: Cell, focus: Point, defects: readonly Defect[], colours: FieldColours): Mark[] {
  return defects.flatMap(({ charge, x, y }) => {
    const at = minimumImage(cell, { x: x - focus.x, y: y - focus.y });
    const colour = colours(charge > 0 ? '--charge-positive' : '--charge-negative');
    const disc = { a: at, b: at, ua: STILL, ub: STILL, radius: DISC, offset: 0, opacity: 1 };
    const stroke = (dx: number, dy: number): Mark => ({
      ...disc,
      a: { x: at.x - dx, y: at.y - dy },
      b: { x: at.x + dx, y: at.y + dy },
      radius: 0,
      width: STROKE_WIDTH_PX,
      colour,
    });
    return [
      // A width of nothing fills.
      { ...disc, width: 0, colour: colours('--charge-ground') },
      { ...disc, width: RIM_WIDTH_PX, colour },
      stroke(STROKE, 0),
      ...(charge > 0 ? [stroke(0, STROKE)] : []),
    ];
  });
}
