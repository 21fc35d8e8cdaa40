import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import { MAX_PARTICLES_PER_FRAME } from './frame.ts';

/**
 * `MAX_PARTICLES_PER_FRAME` and a count below `least`, checked on the words of a header before anything is allocated.
 */
export function checkedCount(text: string, place: InputPlace, least: 0 | 1 = 1): number {
  const count = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(count)) throw new BadInput(`the number of particles ${quoted(text)} is not an integer`, place);
  if (count < least) throw noCount(place, text);
  if (count > MAX_PARTICLES_PER_FRAME)
    throw new BadInput(
      `the number of particles is ${shortened(text)}; a frame may hold at most ${MAX_PARTICLES_PER_FRAME}`,
      place,
    );
  return count;
}

/** A stated number of particles with which there can be no rows. */
export function noCount(place: InputPlace, text = '0'): BadInput {
  return new BadInput(`the number of particles is ${shortened(text)}; a frame needs at least 1`, place);
}
