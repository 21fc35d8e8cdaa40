import type { MovieKind } from './movie.ts';

/** Frames of a movie of a length. */
export function frameCount(seconds: number, fps: number): number {
  return Math.max(1, Math.round(seconds * fps));
}

/**
 * The share of the movie that a frame shows. What comes back to its beginning has no frame for the end, which is the first
 * once more; the last frame of what ends shows its end.
 */
export function shareOfFrame(kind: MovieKind, frame: number, frames: number): number {
  const isRound = kind === 'mode' || kind === 'theta';
  if (frames === 1) return isRound ? 0 : 1;
  return frame / (isRound ? frames : frames - 1);
}

/** Seconds that the slowest mode takes for a period, unless something else is asked for. */
const PERIOD = 2.5;

/** Periods of the slowest mode, or turns of θ, in a movie of a length. */
export function usualTurns(kind: MovieKind, seconds: number): number {
  return kind === 'mode' ? Math.max(1, Math.round(seconds / PERIOD)) : 1;
}
