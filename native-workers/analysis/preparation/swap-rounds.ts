import type { Protocol } from './protocol-presets.ts';

/** Between two rounds the dynamics begins a new neighbour list, which pays from so many steps on. */
const LEAST_INTERVAL = 10;

/**
 * Rounds of swaps between the steps: as many attempts as there are particles in each, more often than every 10 steps
 * more of them. Undefined for a protocol without swaps.
 */
export function swapRounds(
  { swapRate = 0, timeStep }: Pick<Protocol, 'swapRate' | 'timeStep'>,
  particles: number,
): { interval: number; attempts: number } | undefined {
  if (swapRate === 0) return undefined;
  const interval = Math.max(LEAST_INTERVAL, Math.round(1 / (swapRate * timeStep)));
  return { interval, attempts: Math.max(1, Math.round(particles * swapRate * interval * timeStep)) };
}
