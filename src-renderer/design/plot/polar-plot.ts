import { SMALLEST_TEXT_PX } from '../smallest-text.ts';
import { onCircle, type PolarAxis } from './polar-axis.ts';
import type { Path, Shape } from './shapes.ts';

const SPOKES = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330];
/** Angle along which the values of the circles are written, degrees. */
const VALUES_AT = 75;

const LINE = { colour: '--line', width: 1 };

function circle(radius: number, paint: Pick<Path, 'fill' | 'stroke'>): Shape {
  return { kind: 'circle', x: 0, y: 0, radius, ...paint };
}

/** What lies below the curves: the ground, where values are negative, circles at round values, spokes with their angles. */
export function polarGridShapes(axis: PolarAxis | null, outer: number, look: PolarLook): Shape[] {
  const { textScale, everyAngle } = look;
  const shapes = [circle(outer, { fill: '--raised' })];
  if (axis !== null) {
    if (axis.negative)
      shapes.push(
        circle(axis.radius(0), { fill: '--danger-soft' }),
        circle(axis.inner, { fill: '--panel', stroke: LINE }),
      );
    for (const { value, radius } of axis.ticks)
      shapes.push(circle(radius, { stroke: value === 0 ? { colour: '--danger', width: 1.6 } : LINE }));
  }
  for (const degrees of SPOKES) {
    const isMain = degrees % 90 === 0;
    const [from, to] = [onCircle(axis?.inner ?? 0, degrees), onCircle(outer, degrees)];
    shapes.push({
      kind: 'path',
      points: [
        [from.x, from.y],
        [to.x, to.y],
      ],
      stroke: isMain ? { ...LINE, colour: '--line-strong' } : LINE,
    });
    if (isMain || everyAngle)
      shapes.push({
        kind: 'text',
        ...onCircle(outer + 18 + 7 * textScale, degrees),
        text: `${degrees}°`,
        size: textScale * SMALLEST_TEXT_PX,
        fill: '--text-dim',
        anchor: 'middle',
        baseline: 'middle',
      });
  }
  return shapes;
}

/** How the grid of a polar plot looks. */
interface PolarLook {
  textScale: number;
  /** Whether there is room for an angle at every spoke, not only at every quarter. */
  everyAngle: boolean;
}

/** A closed curve of values at equally spaced angles from 0° on. */
export function polarCurve(axis: PolarAxis, values: ArrayLike<number>, look: Omit<Path, 'kind' | 'points'>): Path {
  const points = Array.from(values, (value, at): [number, number] => {
    const { x, y } = axis.point(value, (360 * at) / values.length);
    return [x, y];
  });
  return { kind: 'path', points, closed: true, ...look };
}

/** The values of the circles, above the curves. */
export function polarValueShapes(axis: PolarAxis, textScale: number): Shape[] {
  return axis.ticks.map(({ value, radius, label }): Shape => {
    const isZero = value === 0;
    return {
      kind: 'text',
      ...onCircle(radius, VALUES_AT),
      text: label,
      size: textScale * SMALLEST_TEXT_PX,
      fill: isZero ? '--danger' : '--text-dim',
      anchor: 'middle',
      baseline: 'middle',
      halo: { colour: '--raised', width: 3 },
      ...(isZero ? { weight: 700 } : {}),
    };
  });
}
