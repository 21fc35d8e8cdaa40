import type { Addon, Control, ModesResult, NativeHessian } from '../../addon.ts';
import { Interrupted } from '../../analysis/run/stage-clock.ts';
import { positiveModesBelow } from './mode-count.ts';

/** An eigenvalue that no mode lies on, and how many modes are below it. */
interface SliceEdge {
  eigenvalue: number;
  below: number;
}

/**
 * Modes of one slice at most. Larger ones cost fewer factorisations and more orthogonalisation: at N = 4096 a mode takes
 * 4.4 ms in slices of 40, 3.5 ms in slices of 64 and 3.3 ms in slices of 160, which hold four times the memory.
 */
const SLICE_MODES = 64;
const SLICE_MODES_OF_LARGE = 16;
const LARGE = 100_000;

/** Within this of an edge, relative to it, a mode is on it; and the steps by which such an edge is moved. */
const ON_EDGE = 1e-9;
const EDGE_STEP = 4e-9;
const MAX_STEPS = 8;

/** How often slices are cut, or their edges moved, beyond once each, before it is given up. */
const MAX_CUTS = 12;
/** Where a slice is cut that could not be done as it was: not in its middle, which may be what was wrong with it. */
const CUT_AT = 0.41;

export function modesOfASlice(particles: number): number {
  return particles > LARGE ? SLICE_MODES_OF_LARGE : SLICE_MODES;
}

/**
 * The edge of a window: at the eigenvalue ω², or where a mode lies on that some 1e-9 of itself further out (`outwards`
 * +1: up, −1: down). Two factorisations where all is well; 0 is an edge of its own.
 */
export function windowEdge(hessian: NativeHessian, omega: number, outwards: 1 | -1, control?: Control): SliceEdge {
  if (omega === 0) return { eigenvalue: 0, below: 0 };
  for (let step = 0; step <= MAX_STEPS; step++) {
    const eigenvalue = omega ** 2 * (1 + outwards * step * EDGE_STEP);
    const [below, above] = [-ON_EDGE, ON_EDGE].map((shift) =>
      positiveModesBelow(hessian, eigenvalue * (1 + shift), control),
    );
    if (below === above) return { eigenvalue, below };
  }
  throw new Error(`more modes lie at ω = ${omega} than can be told apart: move that edge of the window`);
}

/** Cuts between two edges, in order, so that no slice holds more modes than wanted; one factorisation each. */
function cutsBetween(
  hessian: NativeHessian,
  lower: SliceEdge,
  upper: SliceEdge,
  most: number,
  control: Control | undefined,
): SliceEdge[] {
  if (upper.below - lower.below <= most) return [];
  const omega = 0.5 * (Math.sqrt(lower.eigenvalue) + Math.sqrt(upper.eigenvalue));
  // A multiplet that is larger than a slice cannot be cut.
  if (omega ** 2 * (1 - 1e-6) <= lower.eigenvalue) return [];
  const middle = { eigenvalue: omega ** 2, below: positiveModesBelow(hessian, omega ** 2, control) };
  return [
    ...cutsBetween(hessian, lower, middle, most, control),
    middle,
    ...cutsBetween(hessian, middle, upper, most, control),
  ];
}

/**
 * All modes between two edges, slice by slice in ascending order, each proven complete by the inertia at its own edges
 * (spectrum slicing; Parlett, The Symmetric Eigenvalue Problem, § 3.5). A slice that is not complete is cut, or an inner
 * edge that a mode lies on is moved; throws `Interrupted` ('not-converged') where that does not help, and 'cancelled'
 * after a stop.
 */
export function* windowSlices(
  { modesInWindow }: Pick<Addon, 'modesInWindow'>,
  hessian: NativeHessian,
  lower: SliceEdge,
  upper: SliceEdge,
  control?: Control,
): Generator<ModesResult, void> {
  const edges = [lower, ...cutsBetween(hessian, lower, upper, modesOfASlice(hessian.particles), control), upper];
  let cutsLeft = MAX_CUTS + edges.length - 1;
  for (let at = 0; at + 1 < edges.length;) {
    const [from, to] = [edges[at], edges[at + 1]];
    const expected = to.below - from.below;
    const modes = modesInWindow(hessian, from.eigenvalue, to.eigenvalue, { expected }, control);
    if (modes.status === 'cancelled') throw new Interrupted('cancelled', 'window', "cancelled during 'window'");
    const { eigenvalues } = modes;
    const isOnEdge = eigenvalues.some((value) => Math.abs(value - to.eigenvalue) <= ON_EDGE * to.eigenvalue);
    const isInner = at + 2 < edges.length;
    if (modes.complete && !(isOnEdge && isInner)) {
      if (expected > 0) yield modes;
      at += 1;
      continue;
    }
    cutsLeft -= 1;
    if (cutsLeft < 0)
      throw new Interrupted(
        'not-converged',
        'window',
        `${eigenvalues.length} of ${expected} modes were found between ω = ${Math.sqrt(from.eigenvalue)} and ${Math.sqrt(to.eigenvalue)}`,
      );
    const next = isInner ? edges[at + 2].eigenvalue : to.eigenvalue;
    const eigenvalue =
      isInner && (isOnEdge || expected !== eigenvalues.length)
        ? to.eigenvalue + 0.1 * CUT_AT * (next - to.eigenvalue)
        : from.eigenvalue + CUT_AT * (to.eigenvalue - from.eigenvalue);
    const cut = { eigenvalue, below: positiveModesBelow(hessian, eigenvalue, control) };
    // Above its upper edge: in the place of that; else between the two.
    edges.splice(at + 1, eigenvalue > to.eigenvalue ? 1 : 0, cut);
  }
}
