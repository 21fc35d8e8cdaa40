import { doubledAngle } from '../../../native-workers/analyses/mechanics/angular-field.ts';
import { fixedText } from './fixed-text.ts';
import type { AnglePane, ThetaMotion } from './movie.ts';
import { keyCoreHighlights, type PlayerMaker, UNDEFORMED } from './player.ts';

/** Root of the mean of |x_i|² over all angles, c² + (a² + b²)/2, of each particle. */
function meanLengths({ constant, cosine, sine }: AnglePane['field']) {
  const squared = (at: number) => constant[at] ** 2 + (cosine[at] ** 2 + sine[at] ** 2) / 2;
  return Float64Array.from({ length: constant.length / 2 }, (_, i) => Math.sqrt(squared(2 * i) + squared(2 * i + 1)));
}

/** Simple shear whose direction turns: arrows are x(θ) per unit strain, θ from 0 to 360° in a turn. */
export const playAngles: PlayerMaker<ThetaMotion> = (movie, motion, look) => {
  const { positions } = movie;
  const frames = motion.panes.map(() => ({
    gradient: UNDEFORMED,
    positions,
    arrows: new Float64Array(positions.length),
    moved: null,
  }));
  return {
    panes: motion.panes.map(({ title, pinned, field }) => ({
      titles: pinned.length === 0 ? [title] : [title, `pinned (${pinned.length})`],
      highlights:
        pinned.length === 0
          ? keyCoreHighlights(movie, look.style)
          : [{ indices: pinned, colour: look.style.palette.pinned, label: 'pinned' }],
      arrowLengths: meanLengths(field),
    })),
    isStill: true,
    arrowName: 'x(θ)',
    areLengths: false,
    moved: null,
    at: (share) => {
      const angle = (360 * look.turns * share) % 360;
      const [cosine, sine] = doubledAngle(angle);
      motion.panes.forEach(({ field }, pane) => {
        const { arrows } = frames[pane];
        for (let at = 0; at < arrows.length; at += 1)
          arrows[at] = field.constant[at] + cosine * field.cosine[at] + sine * field.sine[at];
      });
      return { panes: frames, texts: [`θ = ${fixedText(angle, 0)}°`], angle };
    },
  };
};
