import { crosses, type Mark, type MarkGround, rings } from '../viewer/marks/marks.ts';
import type { Rgb } from '../viewer/colour/rgb.ts';

/** A ring with a cross for every pinned particle, whatever else it is. */
export function pinMarks(ground: MarkGround, pinned: readonly number[], colour: Rgb): Mark[] {
  return [
    ...rings(ground, pinned, { colour, width: 3, offset: 0 }),
    ...crosses(ground, pinned, { colour, width: 2.6, offset: 0 }),
  ];
}
