import { perpendicularWidths, reduceTilt } from '../../configuration/check-configuration.ts';
import type { Box } from '../../configuration/configuration.ts';
import { product, type DisplacementGradient } from './generator.ts';

/**
 * A strained cell: the kernels want its first edge along x, so what a strain turns is turned back. A vector (x, y) of
 * the unstrained sample's axes is Q (x′, y′), Q = [[cosine, −sine], [sine, cosine]], (x′, y′) in the axes of the box.
 */
export interface StrainedCell {
  box: Box;
  cosine: number;
  sine: number;
}

/** Where a further strain takes a cell. */
interface DeformedCell {
  cell: StrainedCell;
  /** Affine motion in coordinates of the boxes, before and after: r′ − r = `increment` r. */
  increment: DisplacementGradient;
}

/** Where a box that has become this narrow beside its area is described by its other edge. */
const NARROW = 0.5;

export function unstrainedCell(box: Box): StrainedCell {
  return { box: reduceTilt(box), cosine: 1, sine: 0 };
}

/** Vectors x0, y0, … of a box's axes in those of the unstrained sample; a new array. */
export function toSampleAxes({ cosine, sine }: StrainedCell, vectors: Float64Array): Float64Array {
  const turned = vectors.slice();
  if (sine === 0 && cosine === 1) return turned;
  for (let at = 0; at < turned.length; at += 2) {
    turned[at] = cosine * vectors[at] - sine * vectors[at + 1];
    turned[at + 1] = sine * vectors[at] + cosine * vectors[at + 1];
  }
  return turned;
}

/** σ_xx, σ_xy, σ_yy of a box's axes in those of the unstrained sample, Q σ Qᵀ. */
export function stressInSampleAxes(
  { cosine: c, sine: s }: StrainedCell,
  [xx, xy, yy]: readonly [number, number, number],
): [number, number, number] {
  return [
    c * c * xx - 2 * c * s * xy + s * s * yy,
    c * s * (xx - yy) + (c * c - s * s) * xy,
    s * s * xx + 2 * c * s * xy + c * c * yy,
  ];
}

/** M − 1 of a product of two maps given by their own M − 1: (1 + a)(1 + b) − 1, without cancellation. */
function compose(a: DisplacementGradient, b: DisplacementGradient): DisplacementGradient {
  const both = product(a, b);
  return [a[0] + b[0] + both[0], a[1] + b[1] + both[1], a[2] + b[2] + both[2], a[3] + b[3] + both[3]];
}

/** Length of the vector (x, y), and the turn that takes it to (|·|, 0), minus 1. */
function turnBack(
  x: number,
  y: number,
): { length: number; cosine: number; sine: number; increment: DisplacementGradient } {
  const length = Math.hypot(x, y);
  const [cosine, sine] = [x / length, y / length];
  // 1 − cos = sin²/(1 + cos) keeps the digits of a small turn.
  const shortfall = cosine > 0 ? (-sine * sine) / (1 + cosine) : cosine - 1;
  return { length, cosine, sine, increment: [shortfall, sine, -sine, shortfall] };
}

/** The same lattice with its edges exchanged, (b, −a), turned so that b lies along x. */
function exchangeEdges({ cell, increment }: DeformedCell): DeformedCell {
  const { box, cosine, sine } = cell;
  const turn = turnBack(box.xy, box.ly);
  return {
    cell: {
      // −a in the turned axes is (−cos, sin) lx.
      box: reduceTilt({ lx: turn.length, ly: turn.sine * box.lx, xy: -turn.cosine * box.lx }),
      cosine: cosine * turn.cosine - sine * turn.sine,
      sine: cosine * turn.sine + sine * turn.cosine,
    },
    increment: compose(turn.increment, increment),
  };
}

/**
 * The cell after a further deformation F = 1 + `gradient`, given in the axes of the unstrained sample. The tilt is
 * reduced to |xy| ≤ lx/2, and where the cell has become narrow its edges are exchanged: the same lattice of images
 * by vectors with which the search for neighbours stays right.
 */
export function deform({ box, cosine: c, sine: s }: StrainedCell, gradient: DisplacementGradient): DeformedCell {
  const turned = s === 0 && c === 1 ? gradient : product(product([c, s, -s, c], gradient), [c, -s, s, c]);
  const turn = turnBack(box.lx + turned[0] * box.lx, turned[2] * box.lx);
  const increment = turn.sine === 0 && turn.cosine > 0 ? turned : compose(turn.increment, turned);
  const deformed: DeformedCell = {
    cell: {
      box: reduceTilt({
        lx: turn.length,
        ly: box.ly + increment[2] * box.xy + increment[3] * box.ly,
        xy: box.xy + increment[0] * box.xy + increment[1] * box.ly,
      }),
      cosine: c * turn.cosine - s * turn.sine,
      sine: c * turn.sine + s * turn.cosine,
    },
    increment,
  };
  const { box: made } = deformed.cell;
  const narrowest = Math.min(...perpendicularWidths(made));
  if (narrowest >= NARROW * Math.sqrt(made.lx * made.ly)) return deformed;
  const exchanged = exchangeEdges(deformed);
  return Math.min(...perpendicularWidths(exchanged.cell.box)) > narrowest * (1 + 1e-9) ? exchanged : deformed;
}
