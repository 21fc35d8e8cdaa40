import { ASCENT, CAPITAL_HEIGHT, DESCENT } from '../marks/faces.ts';
import { setLabel } from '../marks/label.ts';

/** Angles along which numbers are written, between the spokes, degrees: the usual one first. */
const ALONG = [22, 68, 112, 158, 202, 248, 292, 338];
/** Free about a number, points. */
const MARGIN = 0.6;

/** What a text covers, points. */
export interface TextArea {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A number at its circle: its middle, the baseline it is written on, and what it covers. */
export interface CircleNumber extends TextArea {
  text: string;
  x: number;
  baseline: number;
}

/** What a label covers that is written on a baseline, with `before` of its width left of x. */
export function areaOfLabel(
  text: string,
  size: number,
  { x, baseline, before }: { x: number; baseline: number; before: number },
): TextArea {
  const { runs, width } = setLabel(text, size);
  return {
    left: x - before * width,
    right: x + (1 - before) * width,
    top: baseline - Math.max(...runs.map((run) => ASCENT * run.size - run.shift)),
    bottom: baseline + Math.max(...runs.map((run) => DESCENT * run.size + run.shift)),
  };
}

function areApart(one: TextArea, other: TextArea) {
  return (
    one.right + MARGIN <= other.left ||
    other.right + MARGIN <= one.left ||
    one.bottom + MARGIN <= other.top ||
    other.bottom + MARGIN <= one.top
  );
}

/** The number of a circle about (0, 0), in the middle of the line at an angle. */
function numberAt({ text, radius }: { text: string; radius: number }, degrees: number, size: number): CircleNumber {
  const angle = (degrees * Math.PI) / 180;
  const x = radius * Math.cos(angle);
  const baseline = -radius * Math.sin(angle) + (CAPITAL_HEIGHT / 2) * size;
  return { text, x, baseline, ...areaOfLabel(text, size, { x, baseline, before: 0.5 }) };
}

/**
 * Places for the numbers of circles about (0, 0) that stay apart from each other and from what is `taken`: all along one
 * line where that is possible, else each where it has room, the outer ones first. One that has none anywhere is left out.
 */
export function circleNumbers(
  circles: readonly { text: string; radius: number }[],
  taken: readonly TextArea[],
  size: number,
): CircleNumber[] {
  const inwards = circles.toSorted((a, b) => b.radius - a.radius);
  const placedAlong = (angles: readonly number[]) => {
    const placed: CircleNumber[] = [];
    for (const circle of inwards) {
      const free = angles
        .map((degrees) => numberAt(circle, degrees, size))
        .find((number) => [...taken, ...placed].every((other) => areApart(number, other)));
      if (free !== undefined) placed.push(free);
    }
    return placed.reverse();
  };
  const onLines = ALONG.map((degrees) => placedAlong([degrees]));
  return onLines.find(({ length }) => length === circles.length) ?? placedAlong(ALONG);
}
