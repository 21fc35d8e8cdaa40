import { magnitudes } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { fixedText, roundedText } from './fixed-text.ts';
import type { MovieQuantity, StateMotion } from './movie.ts';
import { keyCoreHighlights, type PlayerMaker } from './player.ts';

/** The last state that is shown at a share of the movie, and how far it is on the way to the next, 0 to 1. */
function stateAt(states: StateMotion['states'], share: number) {
  let at = 0;
  while (at + 1 < states.length && states[at + 1].share <= share) at += 1;
  if (at + 1 === states.length) return { at, next: at, way: 0 };
  const [from, to] = [states[at].share, states[at + 1].share];
  return { at, next: at + 1, way: Math.max(0, (share - from) / (to - from)) };
}

function quantityText({ label, unit, form, even }: MovieQuantity, here: number, next: number, way: number) {
  const value = even ? here + way * (next - here) : here;
  const number = form === 'rounded' ? roundedText(value) : fixedText(value, form.decimals);
  return `${label} = ${number}${unit === '' ? '' : ` ${unit}`}`;
}

/** States of a sample that is strained or quenched: r = F r₀ + d, evenly from each to the next. Arrows are d. */
export const playStates: PlayerMaker<StateMotion> = (movie, motion, look) => {
  const { positions: start } = movie;
  const size = start.length;
  const { states, displacements, quantities } = motion;
  const frame = {
    positions: new Float64Array(size),
    arrows: new Float64Array(size),
    moved: new Float64Array(size),
  };
  const end = Float64Array.from(displacements.subarray((states.length - 1) * size, states.length * size));
  const lengths = magnitudes(end);
  return {
    panes: [{ titles: [motion.title], highlights: keyCoreHighlights(movie, look.style), arrowLengths: lengths }],
    isStill: false,
    arrowName: motion.kind === 'strain' ? 'non-affine displacement' : 'displacement',
    areLengths: true,
    moved: lengths,
    at: (share) => {
      const { at, next, way } = stateAt(states, share);
      const [here, there] = [states[at], states[next]];
      const between = (row: 0 | 1 | 2 | 3) => here.gradient[row] + way * (there.gradient[row] - here.gradient[row]);
      const gradient = [between(0), between(1), between(2), between(3)] as const;
      for (let i = 0; i < size; i += 2) {
        const [x, y] = [start[i], start[i + 1]];
        frame.positions[i] = x + gradient[0] * x + gradient[1] * y;
        frame.positions[i + 1] = y + gradient[2] * x + gradient[3] * y;
      }
      for (let i = 0; i < size; i += 1) {
        const from = displacements[at * size + i];
        const moved = from + way * (displacements[next * size + i] - from);
        frame.moved[i] = moved;
        frame.arrows[i] = moved;
        frame.positions[i] += moved;
      }
      return {
        panes: [{ gradient, ...frame }],
        texts: [
          here.phase,
          ...quantities.map((quantity, row) => quantityText(quantity, here.values[row], there.values[row], way)),
        ],
        angle: null,
      };
    },
  };
};
