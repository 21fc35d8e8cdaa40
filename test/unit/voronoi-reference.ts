import type { Box } from '../../native-workers/configuration/configuration.ts';

/** One Voronoi cell found by cutting a large polygon with the bisector of every image of every particle. */
export interface ReferenceCell {
  /** Polygon, counter-clockwise, relative to the particle. */
  polygon: [number, number][];
  /** Shoelace area. */
  area: number;
  /** Sides longer than 1e-9: the neighbour, the separation to it, the length and midpoint of the side. */
  sides: { neighbour: number; dx: number; dy: number; length: number; midX: number; midY: number }[];
}

/** Brute force, O(N · images): no Delaunay, no margin; `reach` images in each direction. */
export function referenceCells(box: Box, positions: Float64Array, reach: number): ReferenceCell[] {
  const particles = positions.length / 2;
  return Array.from({ length: particles }, (_, i) => {
    const far = 10 * (box.lx + box.ly);
    let polygon: [number, number][] = [
      [-far, -far],
      [far, -far],
      [far, far],
      [-far, far],
    ];
    /** What made the side that starts at each corner. */
    let makers: { neighbour: number; dx: number; dy: number }[] = polygon.map(() => ({ neighbour: -1, dx: 0, dy: 0 }));
    for (let j = 0; j < particles; j++)
      for (let a = -reach; a <= reach; a++)
        for (let b = -reach; b <= reach; b++) {
          if (j === i && a === 0 && b === 0) continue;
          const dx = positions[2 * j] - positions[2 * i] + a * box.lx + b * box.xy;
          const dy = positions[2 * j + 1] - positions[2 * i + 1] + b * box.ly;
          const half = (dx * dx + dy * dy) / 2;
          const outside = polygon.map(([x, y]) => x * dx + y * dy - half);
          if (outside.every((value) => value <= 0)) continue;
          const nextPolygon: [number, number][] = [];
          const nextMakers: typeof makers = [];
          for (let k = 0; k < polygon.length; k++) {
            const l = (k + 1) % polygon.length;
            const cut = outside[k] / (outside[k] - outside[l]);
            const crossing: [number, number] = [
              polygon[k][0] + cut * (polygon[l][0] - polygon[k][0]),
              polygon[k][1] + cut * (polygon[l][1] - polygon[k][1]),
            ];
            if (outside[k] <= 0) {
              nextPolygon.push(polygon[k]);
              nextMakers.push(makers[k]);
              if (outside[l] > 0) {
                nextPolygon.push(crossing);
                nextMakers.push({ neighbour: j, dx, dy });
              }
            } else if (outside[l] <= 0) {
              nextPolygon.push(crossing);
              nextMakers.push(makers[k]);
            }
          }
          polygon = nextPolygon;
          makers = nextMakers;
        }
    let area = 0;
    const sides: ReferenceCell['sides'] = [];
    polygon.forEach(([x, y], k) => {
      const [nextX, nextY] = polygon[(k + 1) % polygon.length];
      area += (x * nextY - nextX * y) / 2;
      const length = Math.hypot(nextX - x, nextY - y);
      if (length > 1e-9) sides.push({ ...makers[k], length, midX: (x + nextX) / 2, midY: (y + nextY) / 2 });
    });
    return { polygon, area, sides };
  });
}
