import { alongGradient } from '../../../native-workers/analysis/elasticity/elastic-response.ts';
import { dot, norm } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FieldView } from '../plot/placement.ts';
import { type Deformation, DEFORMATIONS } from '../sample/deformations.ts';
import { atAngle, type FigureSample } from '../sample/figure-sample.ts';
import type { DataColumn, Panel } from '../sample/panel.ts';
import { memberColumn, vectorColumns } from './columns.ts';
import { drawField, keyCoreDiscs, SHORTENED, viewOf } from './fields.ts';
import { noKeyCore } from './key-core.ts';

/** By symmetry there may be none: what is left of it is rounding. */
const NO_OVERLAP = 1e-9;

/** The non-affine displacement of the free sample per unit strain of a deformation, and how alike it is to the lowest mode. */
export function responseTo(sample: FigureSample, deformation: Deformation) {
  const { gradient, name } = DEFORMATIONS[deformation];
  const vectors = alongGradient(sample.response([]).nonAffine, gradient);
  return { vectors, name, overlap: overlapText(sample, vectors) };
}

function overlapText(sample: FigureSample, vectors: Float64Array) {
  if (sample.modes === 0) return '';
  const u = sample.displacement(0);
  const overlap = dot(vectors, u) / (norm(vectors) * norm(u));
  return `; overlap x·u/(‖x‖‖u‖) with mode 0: ${figureNumber(Math.abs(overlap) < NO_OVERLAP ? 0 : overlap, 3)}`;
}

/** Non-affine displacements as source data. */
export function nonAffineColumns(vectors: Float64Array): DataColumn[] {
  return vectorColumns('x', 'σ', vectors).map((column, axis) => ({ ...column, name: `nonaffine_${'xy'[axis]}` }));
}

/** The non-affine displacement per unit strain of a deformation, over the whole cell or enlarged about the key core. */
export function nonAffinePanel(id: string, deformation: Deformation, side: number | null): Panel {
  return {
    id,
    title: `Non-affine displacement, ${deformation}`,
    needs: [],
    missing: (sample) => sample.notElastic ?? (side === null ? null : noKeyCore(sample)),
    draw(request) {
      const { sample, style } = request;
      const { vectors, name, overlap } = responseTo(sample, deformation);
      return drawField(
        request,
        {
          view: viewOf(sample, side),
          ...(side === null ? { withoutDiscs: true } : { highlights: [keyCoreDiscs(sample, style.palette.pinned)] }),
          arrows: { vectors },
        },
        {
          caption: `Non-affine displacement x per unit strain in the linear response to ${name}${side === null ? '' : ', at the key core (yellow)'}${overlap}.${side === null ? ` ${SHORTENED}` : ''}`,
          data: nonAffineColumns(vectors),
        },
      );
    },
  };
}

/** The same over discs, of a view of its own. */
export function nonAffineOverDiscs(
  id: string,
  deformation: Deformation,
  { view, where }: { view: (sample: FigureSample) => FieldView; where: string } = {
    view: (sample) => viewOf(sample, null),
    where: '',
  },
): Panel {
  return {
    id,
    title: `Non-affine displacement${where}, ${deformation}`,
    needs: [],
    missing: (sample) => sample.notElastic,
    draw(request) {
      const { sample } = request;
      const { vectors, name, overlap } = responseTo(sample, deformation);
      return drawField(
        request,
        { view: view(sample), arrows: { vectors } },
        {
          caption: `Non-affine displacement x per unit strain in the linear response to ${name}${where}${overlap}.`,
          data: nonAffineColumns(vectors),
        },
      );
    },
  };
}

/** The non-affine displacement to simple shear at an angle over the discs of the whole cell, with the string free or pinned. */
export function shearAtAnglePanel(id: string, degrees: number, isPinned: boolean): Panel {
  return {
    id,
    title: `Non-affine displacement at θ = ${degrees}°${isPinned ? ', string pinned' : ''}`,
    needs: [],
    missing: (sample) => sample.notElastic ?? (isPinned ? noKeyCore(sample) : null),
    draw(request) {
      const { sample, style } = request;
      const string = isPinned ? sample.indices(sample.report.keyCore.stringIds) : [];
      const vectors = atAngle(sample.response(string), degrees);
      return drawField(
        request,
        {
          view: viewOf(sample, null),
          arrows: { vectors },
          ...(isPinned && { highlights: [{ ...keyCoreDiscs(sample, style.palette.pinned), label: 'pinned' }] }),
        },
        {
          caption: `Non-affine displacement x per unit strain in the linear response to simple shear of the sample turned clockwise by θ = ${degrees}°${isPinned ? `, the ${string.length} particles of the key-core string pinned (yellow)` : ', none pinned'}${overlapText(sample, vectors)}. ${SHORTENED}`,
          data: [...nonAffineColumns(vectors), ...(isPinned ? [memberColumn('pinned', sample.particles, string)] : [])],
        },
      );
    },
  };
}
