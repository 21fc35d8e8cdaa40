import type { FigureSample } from '../sample/figure-sample.ts';
import { centreOfParticles, type PlanePoint } from '../plot/placement.ts';

/** Side of the square about a key core that enlarged panels show, σ. */
export const ENLARGED = 16;
/** … and of the one that shows the middle of a QLM. */
export const MIDDLE = 26;

/** The middle of the key core: of its square, else of its string, else the particle of largest Ψ or the first. */
export function centreOfKeyCore(sample: FigureSample): PlanePoint {
  const { box, positions } = sample.arrays;
  const { squareIds, stringIds } = sample.report.keyCore;
  const ids = squareIds ?? stringIds;
  return centreOfParticles(box, positions, ids.length > 0 ? sample.indices(ids) : [0]);
}

/** The corners of the key-core square in cyclic order; null where there is none. */
export function squareOf(sample: FigureSample): number[] | null {
  const { squareIds } = sample.report.keyCore;
  return squareIds === null ? null : squareIds.map((id) => sample.indices([id])[0]);
}

export function noKeyCore({ report }: FigureSample): string | null {
  if (report.keyCore.stringIds.length > 0) return null;
  return report.vibrability.reason ?? 'the sample has no key core';
}
