import type { Charges, TopologyReport } from './topology-report.ts';
import { escapedLine } from '../../text/escaped.ts';

/** Fields as figures name them. */
const FIELD_LABELS = { u: 'u', uT: 'u_T', uL: 'u_L' } as const;

function chargesText(where: string, { positive, negative, smoothing, nearestNegative }: Charges) {
  const smooth = smoothing === 0 ? 'the field as it is' : `the field averaged over s = ${smoothing} σ`;
  const nearest =
    nearestNegative === null
      ? ''
      : `; the nearest −1 lies ${nearestNegative.distance.toFixed(3)} σ from the key core, at (${nearestNegative.x.toFixed(3)}, ${nearestNegative.y.toFixed(3)})`;
  return `${where} (${smooth}): ${positive} positive and ${negative} negative charges, 0 in all${nearest}\n`;
}

/** The topological defects of a mode on the terminal. */
export function topologyText({ mode, omega, field, centre, grid, triangles }: TopologyReport, source: string): string {
  const place =
    centre === null
      ? 'there is no key core'
      : `key core at (${centre.x.toFixed(3)}, ${centre.y.toFixed(3)}), ${centre.of === 'square' ? 'the centroid of its square' : 'the particle with the largest Ψ'}`;
  return (
    `${escapedLine(source)}: ${FIELD_LABELS[field]} of mode ${mode}, ω = ${omega.toFixed(6)}; ${place}\n` +
    chargesText(`grid of ${grid.nx} × ${grid.ny}`, grid) +
    chargesText('Delaunay triangles', triangles)
  );
}
