import type { Box } from '../../native-workers/configuration/configuration.ts';
import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { boxFromVectors, checkedBox, type FileBox, reducedTilt, turned } from './file-box.ts';

/** How far beyond an edge, in units of it, a particle may stand that was wrapped in single precision. */
const EDGE = 1e-6;

type Positions = ArrayLike<number>;

function rectangle(lx: number, ly: number, place: InputPlace): FileBox {
  return { box: checkedBox({ lx, ly, xy: 0 }, place), origin: { x: 0, y: 0 }, height: 1 };
}

/** What a call gives, or nothing where it refuses. */
function unlessRefused(make: () => FileBox): FileBox[] {
  try {
    return [make()];
  } catch (error) {
    if (error instanceof BadInput) return [];
    throw error;
  }
}

/** All cells that the numbers of an array may mean. */
function meanings(numbers: readonly number[], place: InputPlace): FileBox[] {
  const [a, b, c, d, e, f] = numbers;
  const vectors = (...four: readonly [number, number, number, number]) => {
    const [ax, ay, bx, by] = four;
    return unlessRefused(() => boxFromVectors([ax, ay, 0, bx, by, 0, 0, 0, 1], [0, 0, 0], place));
  };
  switch (numbers.length) {
    case 1:
      return [rectangle(a, a, place)];
    case 2:
      return [rectangle(a, b, place)];
    case 3: {
      // The third number is a tilt, or the height of a box that was three-dimensional once.
      const tilted = { ...rectangle(a, b, place), box: checkedBox({ lx: a, ly: b, xy: c }, place) };
      return c > 0 ? [tilted, rectangle(a, b, place)] : [tilted];
    }
    case 4:
      return [
        ...vectors(a, b, c, d),
        ...vectors(a, c, b, d),
        ...(b > a && d > c ? [{ ...rectangle(b - a, d - c, place), origin: { x: a, y: c } }] : []),
      ];
    case 6: {
      // As HOOMD-blue and freud have it: Lx, Ly, Lz, xy, xz, yz, the tilts as ratios, the centre at the origin.
      if (e !== 0 || f !== 0) return [];
      const box = checkedBox({ lx: a, ly: b, xy: d * b }, place);
      return [{ box, origin: { x: -(box.lx + box.xy) / 2, y: -box.ly / 2 }, height: 1 }];
    }
    case 9:
      return [boxFromVectors(numbers, [0, 0, 0], place)];
    default:
      return [];
  }
}

function sameLattice(one: FileBox, other: FileBox) {
  const [a, b] = [reducedTilt(one.box), reducedTilt(other.box)];
  const dust = EDGE * EDGE * (a.lx + a.ly);
  return (
    one.turn?.cos === other.turn?.cos &&
    one.turn?.sin === other.turn?.sin &&
    Math.abs(a.lx - b.lx) + Math.abs(a.ly - b.ly) + Math.abs(a.xy - b.xy) <= dust
  );
}

/** Whether every particle stands in the cell: from its corner, the origin, or round the origin. */
function holdsAll({ box: { lx, ly, xy }, origin, turn = { cos: 1, sin: 0 } }: FileBox, positions: Positions) {
  const fractions = { least: [Infinity, Infinity], most: [-Infinity, -Infinity] };
  for (let at = 0; at < positions.length; at += 2) {
    const [across, along] = turned(positions[at] - origin.x, positions[at + 1] - origin.y, turn);
    const y = along / ly;
    const x = (across - xy * y) / lx;
    [x, y].forEach((fraction, axis) => {
      fractions.least[axis] = Math.min(fractions.least[axis], fraction);
      fractions.most[axis] = Math.max(fractions.most[axis], fraction);
    });
  }
  return [0, -0.5].some((low) =>
    [0, 1].every((axis) => fractions.least[axis] >= low - EDGE && fractions.most[axis] <= low + 1 + EDGE),
  );
}

function described({ box: { lx, ly, xy }, turn }: FileBox) {
  const angle = turn === undefined ? 0 : (180 / Math.PI) * Math.atan2(turn.sin, turn.cos);
  return `lx ${lx}, ly ${ly}, xy ${xy}${angle === 0 ? '' : `, turned by ${angle.toFixed(3)}°`}`;
}

/**
 * The box that an array of numbers means: L; lx, ly; lx, ly, xy; edge vectors or bounds (4); Lx, Ly, Lz, xy, xz, yz as
 * HOOMD-blue has them; edge vectors in three dimensions (9). Where they may mean several boxes, the one that holds all
 * particles, and a note says so; where none or several do, the one that the caller gives. Throws `BadInput` otherwise.
 */
export function boxOfNumbers(
  numbers: readonly number[],
  positions: Positions,
  given: Box | undefined,
  place: InputPlace,
): { box: FileBox; notes: string[] } {
  if (!numbers.every(Number.isFinite)) throw new BadInput(`the box (${numbers.join(', ')}) is not finite`, place);
  const found = meanings(numbers, place);
  const distinct = found.filter((one, at) => found.findIndex((other) => sameLattice(one, other)) === at);
  if (distinct.length === 0)
    throw new BadInput(
      `the box (${numbers.join(', ')}) is none that is known; expected lx, ly, or lx, ly, xy, or two edge vectors`,
      place,
    );
  if (distinct.length === 1) return { box: distinct[0], notes: [] };
  const chosen = distinct.filter(({ box }) => box.lx === given?.lx && box.ly === given.ly && box.xy === given.xy);
  if (chosen.length === 1) return { box: chosen[0], notes: [] };
  const all = distinct.filter((each) => holdsAll(each, positions));
  // Cells with a along x are the common ones; a turned one is looked at where none of them fits.
  const upright = all.filter(({ turn }) => turn === undefined);
  const holding = upright.length > 0 ? upright : all;
  if (holding.length === 1)
    return {
      box: holding[0],
      notes: [`The box (${numbers.join(', ')}) was read as ${described(holding[0])}, in which all particles stand.`],
    };
  const problem = `The box (${numbers.join(', ')}) may be ${distinct.map(described).join(', or ')}.`;
  throw new BadInput(`${problem.charAt(0).toLowerCase()}${problem.slice(1, -1)}; say which by giving the box`, {
    ...place,
    question: { asks: 'box', problem },
  });
}
