import { wrapPositions } from '../../configuration/configuration.ts';
import type { DelaunayTriangles } from '../../analysis/voronoi/delaunay-triangles.ts';
import type { Voronoi } from '../../analysis/voronoi/voronoi.ts';
import { smoothedField } from './smoothed-field.ts';
import type { Defect } from './topology-report.ts';
import { directions, turnBetween, windingNumber } from './winding.ts';

/** Winding numbers of a field given at the particles, round every Delaunay triangle counter-clockwise; they sum to 0. */
export function triangleWinding({ corners }: DelaunayTriangles, field: Float64Array): Int32Array {
  const angle = directions(field);
  return Int32Array.from({ length: corners.length / 3 }, (_, triangle) => {
    let turns = 0;
    for (let k = 0; k < 3; k++)
      turns += turnBetween(angle[corners[3 * triangle + k]], angle[corners[3 * triangle + ((k + 1) % 3)]]);
    return windingNumber(turns);
  });
}

/**
 * Topological charges of a field of particles on the Delaunay triangles, each at the centroid of its triangle.
 * `smoothing`: s of the Gaussian weights with which the field is averaged at the particles first; 0: it is taken as it
 * is. u_L is rough from particle to particle and shows hundreds of charges without.
 */
export function triangleDefects(
  voronoi: Voronoi,
  triangles: DelaunayTriangles,
  field: Float64Array,
  smoothing: number,
): Defect[] {
  const { box, positions } = voronoi;
  const smooth = smoothing === 0 ? field : smoothedField(box, positions, field, smoothing, positions);
  const { corners, shifts } = triangles;
  const defects: Defect[] = [];
  triangleWinding(triangles, smooth).forEach((charge, triangle) => {
    if (charge === 0) return;
    const centroid = new Float64Array(2);
    for (let c = 3 * triangle; c < 3 * triangle + 3; c++) {
      centroid[0] += (positions[2 * corners[c]] + shifts[2 * c] * box.lx + shifts[2 * c + 1] * box.xy) / 3;
      centroid[1] += (positions[2 * corners[c] + 1] + shifts[2 * c + 1] * box.ly) / 3;
    }
    const [x, y] = wrapPositions(box, centroid);
    defects.push({ charge, x, y });
  });
  return defects;
}
