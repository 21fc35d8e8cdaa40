import { nearestImage } from '../../../native-workers/configuration/configuration.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { Highlight } from '../plot/field.ts';
import { centreOfParticles } from '../plot/placement.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { Panel } from '../sample/panel.ts';
import { memberColumn, vectorColumns } from './columns.ts';
import { DISPLACEMENT, drawField, keyFor, noModes, viewOf } from './fields.ts';
import { squareOf } from './key-core.ts';
import { modeText } from './sample-text.ts';

/** Sides of the squares that are shown about the key-core square, σ. */
const NEAR = 7;
const NEIGHBOURHOOD = 12;

function noSquare(sample: FigureSample): string | null {
  return (
    noModes(sample) ??
    (squareOf(sample) === null
      ? `there is no key-core square: ${sample.report.keyCore.reason ?? 'none was found'}`
      : null)
  );
}

/** s_a = u_a·d̂_a of the corners, d̂_a from their centroid to corner a; `norm`: of u over the corners. */
export function outwardParts(sample: FigureSample, corners: readonly number[]): { outward: number[]; norm: number } {
  const { box, positions } = sample.arrays;
  const u = sample.displacement(0);
  const centre = centreOfParticles(box, positions, corners);
  const outward = corners.map((corner) => {
    const [x, y] = nearestImage(box, positions[2 * corner] - centre.x, positions[2 * corner + 1] - centre.y);
    return (u[2 * corner] * x + u[2 * corner + 1] * y) / Math.hypot(x, y);
  });
  const norm = Math.sqrt(corners.reduce((sum, corner) => sum + u[2 * corner] ** 2 + u[2 * corner + 1] ** 2, 0));
  return { outward, norm };
}

/** The key-core square: two opposite corners move in while the other two move out. */
export const squarePanel: Panel = {
  id: 'square',
  title: 'Two in, two out: the key-core square',
  needs: [],
  missing: noSquare,
  draw(request) {
    const { sample, style } = request;
    const corners = squareOf(sample) ?? [];
    const { outward, norm } = outwardParts(sample, corners);
    const moving = (sign: 1 | -1) => corners.filter((_, at) => sign * outward[at] > 0);
    const u = sample.displacement(0);
    const { keyCore } = sample.report;
    const highlights: Highlight[] = [
      { indices: moving(1), colour: style.palette.allStrings, form: 'disc', label: 'moves out' },
      { indices: moving(-1), colour: style.palette.excited, form: 'disc', label: 'moves in' },
    ];
    const values = new Float64Array(sample.particles).fill(Number.NaN);
    corners.forEach((corner, at) => (values[corner] = outward[at]));
    const parts = outward.map((value) => figureNumber(value / norm, 2)).join(', ');
    return drawField(
      request,
      { view: viewOf(sample, NEAR), arrows: { vectors: u }, highlights, square: corners },
      {
        caption: `The key-core square of ${modeText(sample, 0)}: displacements from its middle, s_a = u_a·d_a of the corners over their ‖u‖, are ${parts}; purity ${figureNumber(keyCore.squarePurity ?? 0, 2)}, squareness ${figureNumber(keyCore.squareness ?? 0, 2)}. The sign of a mode is arbitrary.`,
        data: [
          ...vectorColumns('u', DISPLACEMENT, u),
          memberColumn('square', sample.particles, corners),
          { name: 'outward', unit: DISPLACEMENT, values },
        ],
      },
    );
  },
};

const AREA_CHANGE = { label: '(Au)_i/a_i', unit: 'm^{−1/2}/σ', signed: true };

/** Relative changes of the areas of Voronoi cells about the square. */
export const squareAreasPanel: Panel = {
  id: 'square-areas',
  title: 'Changes of area about the key-core square',
  needs: [],
  missing: noSquare,
  draw(request) {
    const { sample, style } = request;
    const { areaChange } = sample.fields(0);
    const u = sample.displacement(0);
    return drawField(
      request,
      {
        view: viewOf(sample, NEIGHBOURHOOD),
        scalar: { values: areaChange, key: keyFor(AREA_CHANGE, areaChange, style) },
        arrows: { vectors: u },
        square: squareOf(sample),
      },
      {
        caption: `Relative change of the area of each Voronoi cell, (Au)_i/a_i, that ${modeText(sample, 0)} brings about round its key-core square (outlined), with u as arrows: blue cells shrink, orange ones grow.`,
        data: [
          { name: 'area_change', unit: AREA_CHANGE.unit, values: areaChange },
          ...vectorColumns('u', DISPLACEMENT, u),
        ],
      },
    );
  },
};
