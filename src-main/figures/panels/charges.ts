import { TOPOLOGY_FIELDS, type TopologyField } from '../../../native-workers/analyses/topology/topology-report.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { Panel } from '../sample/panel.ts';
import { drawField, noModes, PARTS, vectorsOf, viewOf } from './fields.ts';
import { squareOf } from './key-core.ts';
import { modeText } from './sample-text.ts';

/** Of three points of a grid of spacing 1, σ. */
const LEAST_BOX = 3;

function noPart(sample: FigureSample, field: TopologyField): string | null {
  if (noModes(sample) !== null) return noModes(sample);
  const { lx, ly } = sample.arrays.box;
  if (Math.min(lx, ly) < LEAST_BOX) return `a box of less than ${LEAST_BOX} σ has no room for a grid of charges`;
  const { prT, prL } = sample.report.modes[0];
  if (field === 'u' || (field === 'uT' ? prT : prL) !== null) return null;
  return `the lowest mode has no ${field === 'uT' ? 'transverse' : 'longitudinal'} part`;
}

/** Topological charges of the lowest mode, or of a part of it, over its arrows. */
function chargesPanel(field: TopologyField): Panel {
  const { name } = PARTS[field];
  return {
    id: `charges-${field.toLowerCase()}`,
    title: `Topological charges of the ${name}`,
    needs: [],
    missing: (sample) => noPart(sample, field),
    draw(request) {
      const { sample, options } = request;
      const { grid } = sample.charges(field, options.mode);
      const { defects, positive, negative, spacing, smoothing, nearestNegative } = grid;
      const near =
        nearestNegative === null
          ? ''
          : ` The −1 nearest to the key core is ${figureNumber(nearestNegative.distance, 2)} σ from it.`;
      const drawing = drawField(
        request,
        {
          view: viewOf(sample, null),
          withoutDiscs: true,
          arrows: { vectors: vectorsOf(sample, field, options.mode), isFaint: true },
          square: squareOf(sample),
          charges: defects,
        },
        {
          caption: `Topological charges of the ${name} of ${modeText(sample, options.mode)}: winding numbers of its direction round the plaquettes of a grid of spacing ${figureNumber(spacing)} σ, on which it is averaged with a width of ${figureNumber(smoothing)} σ; ${positive} positive (discs) and ${negative} negative (triangles), in all 0.${near}`,
          data: [],
        },
      );
      return {
        ...drawing,
        data: [
          { name: 'x', unit: 'σ', values: defects.map(({ x }) => x) },
          { name: 'y', unit: 'σ', values: defects.map(({ y }) => y) },
          { name: 'charge', unit: null, values: defects.map(({ charge }) => charge) },
        ],
      };
    },
  };
}

export const CHARGES: readonly Panel[] = TOPOLOGY_FIELDS.map(chargesPanel);
