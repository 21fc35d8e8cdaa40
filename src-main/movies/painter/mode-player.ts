import { largestDisplacement, magnitudes } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { figureNumber } from '../../figures/marks/number-text.ts';
import { fixedText } from './fixed-text.ts';
import type { ModeMotion, ShownMode } from './movie.ts';
import { keyCoreHighlights, type PlayerMaker, UNDEFORMED } from './player.ts';

/** What a pane of modes shows, the longest text first. */
function titlesOf(modes: readonly ShownMode[]) {
  const numbers = modes.map(({ index }) => index).join(' + ');
  const name = `${modes.length === 1 ? 'mode' : 'modes'} ${numbers}`;
  const list = (values: readonly number[], digits: number) =>
    values.map((value) => figureNumber(value, digits)).join(', ');
  const omegas = `ω = ${list(
    modes.map(({ omega }) => omega),
    3,
  )}`;
  const ratios = `PR = ${list(
    modes.map(({ pr }) => pr),
    2,
  )}`;
  return [`${name}, ${omegas}, ${ratios}`, `${name}, ${omegas}`, name];
}

/**
 * Oscillating modes: r = r₀ + A Σ_k u_k sin(φ_k)/max|u_k|, φ_k = 2π n ω_k/ω₁ of the lowest of the movie, ω₁, or 2π n of
 * all. Arrows are u_k at that moment.
 */
export const playModes: PlayerMaker<ModeMotion> = (movie, motion, look) => {
  const { positions } = movie;
  const slowest = Math.min(...motion.panes.flat().map(({ omega }) => omega));
  const size = positions.length;
  const scaled = motion.panes.map((modes) =>
    modes.map(({ displacement, omega }) => {
      const largest = largestDisplacement(displacement);
      return {
        displacement,
        scale: largest > 0 ? look.amplitude / largest : 0,
        frequency: look.frequencyRatio === 'true' ? omega / slowest : 1,
      };
    }),
  );
  const frames = motion.panes.map(() => ({
    gradient: UNDEFORMED,
    positions: new Float64Array(size),
    arrows: new Float64Array(size),
    moved: new Float64Array(size),
  }));
  const lengths = scaled.map((modes) => {
    const sum = new Float64Array(size / 2);
    for (const { displacement, scale } of modes)
      magnitudes(displacement).forEach((length, i) => (sum[i] += length * scale));
    return sum;
  });
  const isShared = look.frequencyRatio === 'equal' || motion.panes.flat().length === 1;
  return {
    panes: motion.panes.map((modes, pane) => ({
      titles: titlesOf(modes),
      highlights: keyCoreHighlights(movie, look.style),
      arrowLengths: lengths[pane],
    })),
    isStill: false,
    arrowName: 'displacement',
    areLengths: true,
    moved: Float64Array.from(lengths.flatMap((pane) => [...pane])),
    at: (share) => {
      scaled.forEach((modes, pane) => {
        const { positions: places, arrows, moved } = frames[pane];
        moved.fill(0);
        for (const { displacement, scale, frequency } of modes) {
          const swing = scale * Math.sin(2 * Math.PI * look.turns * frequency * share);
          for (let at = 0; at < size; at += 1) moved[at] += swing * displacement[at];
        }
        for (let at = 0; at < size; at += 1) {
          places[at] = positions[at] + moved[at];
          arrows[at] = moved[at];
        }
      });
      const turns = look.turns * share;
      const time = fixedText((2 * Math.PI * turns) / slowest, 1);
      const texts = isShared ? [`phase ${fixedText(360 * (turns % 1), 0)}°`] : [];
      return {
        panes: frames,
        texts: look.frequencyRatio === 'true' ? [...texts, `t = ${time} σ√(m/ε)`] : texts,
        angle: null,
      };
    },
  };
};
