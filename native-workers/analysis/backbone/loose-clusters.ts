import type { Interactions } from '../../addon.ts';

/** Loose particles that interact with each other, and what they are. */
export interface LooseCluster {
  /** Ascending. */
  indices: number[];
  why: string;
}

/** The root of a particle in a forest of parents; halves the path on the way. */
function rootOf(parents: Int32Array, index: number): number {
  let at = index;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]];
    at = parents[at];
  }
  return at;
}

function reasonOf(size: number, bonds: number, toBackbone: number, hasBackbone: boolean) {
  const what = size === 1 ? 'a particle' : `a cluster of ${size} particles`;
  if (bonds + toBackbone === 0) return 'a particle without a neighbour in reach: it may go anywhere';
  if (!hasBackbone) return `${what} that does not hold together as one rigid body`;
  if (toBackbone === 0) return `${what} that does not reach the rest: it may be moved as a whole`;
  return `${what} that the rest touches (${toBackbone} ${toBackbone === 1 ? 'pair' : 'pairs'}) but does not hold`;
}

/** Loose particles by the pairs within reach of each other, the largest cluster first, then by the lowest index. */
export function looseClusters(
  { pairs }: Pick<Interactions, 'pairs'>,
  loose: readonly number[],
  particles: number,
): LooseCluster[] {
  const isLoose = new Uint8Array(particles);
  for (const index of loose) isLoose[index] = 1;
  const parents = Int32Array.from({ length: particles }, (_, index) => index);
  const attached = new Int32Array(particles);
  const bonded: number[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    const [i, j] = [pairs[at], pairs[at + 1]];
    if (isLoose[i] === 1 && isLoose[j] === 1) {
      bonded.push(i);
      parents[rootOf(parents, i)] = rootOf(parents, j);
    } else if (isLoose[i] === 1) attached[i] += 1;
    else if (isLoose[j] === 1) attached[j] += 1;
  }
  const clusters = new Map<number, { indices: number[]; bonds: number; toBackbone: number }>();
  for (const index of loose) {
    const root = rootOf(parents, index);
    const cluster = clusters.get(root) ?? { indices: [], bonds: 0, toBackbone: 0 };
    cluster.indices.push(index);
    cluster.toBackbone += attached[index];
    clusters.set(root, cluster);
  }
  for (const index of bonded) {
    const cluster = clusters.get(rootOf(parents, index));
    if (cluster !== undefined) cluster.bonds += 1;
  }
  const hasBackbone = loose.length < particles;
  return [...clusters.values()]
    .map(({ indices, bonds, toBackbone }) => ({
      indices: indices.sort((a, b) => a - b),
      why: reasonOf(indices.length, bonds, toBackbone, hasBackbone),
    }))
    .sort((a, b) => b.indices.length - a.indices.length || a.indices[0] - b.indices[0]);
}
