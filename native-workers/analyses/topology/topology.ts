import type { NativeVoronoi } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { wrapPositions, type Box } from '../../configuration/configuration.ts';
import { delaunayTriangles } from '../../analysis/voronoi/delaunay-triangles.ts';
import { squaredNorm, vanishes } from '../../analysis/modes/participation-ratio.ts';
import type { Voronoi } from '../../analysis/voronoi/voronoi.ts';
import { gridDefects } from './grid-charges.ts';
import { nearestSeparation } from './nearest-separation.ts';
import type { Charges, Defect, TopologyReport } from './topology-report.ts';
import type { TopologySettings } from './topology-settings.ts';
import { triangleDefects } from './triangle-charges.ts';

/** Where the key core of a sample is looked for: corners of its square, or the particle with the largest Ψ. Indices. */
export interface KeyCorePlace {
  of: 'square' | 'vibrability';
  indices: readonly number[];
}

type Centre = NonNullable<TopologyReport['centre']>;

/** s at the corners of the triangles where none is said. */
const TRIANGLE_SMOOTHING = { u: 0, uT: 0, uL: 1 } as const;

/** Centroid of the key core, in the primary cell; its particles may lie on both sides of the box's edge. */
export function keyCoreCentre({ box, positions }: Voronoi, place: KeyCorePlace | null): Centre | null {
  if (place === null || place.indices.length === 0) return null;
  const [first] = place.indices;
  const centre = new Float64Array(2);
  for (const index of place.indices) {
    const way = nearestSeparation(
      box,
      positions[2 * index] - positions[2 * first],
      positions[2 * index + 1] - positions[2 * first + 1],
    );
    for (const axis of [0, 1]) centre[axis] += (positions[2 * first + axis] + way[axis]) / place.indices.length;
  }
  const [x, y] = wrapPositions(box, centre);
  return { x, y, of: place.of };
}

/** Counts and the negative charge nearest to the centre. Throws where the charges do not cancel: a fault of ours. */
export function chargesOf(box: Box, defects: Defect[], smoothing: number, centre: Centre | null): Charges {
  let [positive, negative] = [0, 0];
  let nearest: Charges['nearestNegative'] = null;
  for (const { charge, x, y } of defects) {
    if (charge > 0) positive += charge;
    else negative -= charge;
    if (charge > 0 || centre === null) continue;
    const distance = Math.hypot(...nearestSeparation(box, x - centre.x, y - centre.y));
    if (nearest === null || distance < nearest.distance) nearest = { x, y, distance };
  }
  if (positive !== negative) throw new Error(`charges of a torus sum to ${positive - negative}, not to 0`);
  return { smoothing, total: 0, positive, negative, defects, nearestNegative: nearest };
}

/** u, u_T or u_L; throws `BadInput` for a part that the mode does not have. */
function partOf(voronoi: NativeVoronoi, displacement: Float64Array, field: TopologySettings['field']) {
  if (field === 'u') return displacement;
  const { transverse, longitudinal } = voronoi.split(displacement);
  const part = field === 'uT' ? transverse : longitudinal;
  if (vanishes(squaredNorm(part) / squaredNorm(displacement)))
    throw new BadInput(`the mode has no ${field === 'uT' ? 'transverse' : 'longitudinal'} part`, { field: 'field' });
  return part;
}

/**
 * Topological defects of a mode: the winding numbers of the direction of u, u_T or u_L round the plaquettes of a regular
 * grid and round the Delaunay triangles (docs/physics.md, "Topological defects of a mode"), and how far the nearest −1
 * is from the key core. A persistent −1 sits at the centre of a four-leaf pattern.
 * `displacement`: u of the mode, length 2N. Throws `BadInput` for a grid that does not suit the box.
 */
export function topology(
  tessellation: Voronoi,
  voronoi: NativeVoronoi,
  displacement: Float64Array,
  settings: TopologySettings,
  keyCore: KeyCorePlace | null,
): Pick<TopologyReport, 'centre' | 'grid' | 'triangles'> {
  const { box, positions, particles } = tessellation;
  if (displacement.length !== 2 * particles)
    throw new BadInput(`a displacement of ${particles} particles, got ${displacement.length} numbers`);
  const { field, spacing, smoothing, triangleSmoothing } = settings;
  const part = partOf(voronoi, displacement, field);
  const centre = keyCoreCentre(tessellation, keyCore);
  const grid = gridDefects(box, positions, part, { spacing, smoothing });
  const width = triangleSmoothing ?? TRIANGLE_SMOOTHING[field];
  const onTriangles = triangleDefects(tessellation, delaunayTriangles(tessellation), part, width);
  return {
    centre,
    grid: { ...chargesOf(box, grid.defects, smoothing, centre), nx: grid.nx, ny: grid.ny, spacing },
    triangles: chargesOf(box, onTriangles, width, centre),
  };
}
