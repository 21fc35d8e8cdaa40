import { cellOutline, type Depth, dots, type Mark, type MarkGround, polygon, rings, spokes } from './marks.ts';
import type { Rgb } from '../colour/rgb.ts';

/** Which particles are outlined, by index. */
export interface Outlined {
  cell: boolean;
  core: readonly number[];
  string: readonly number[];
  square: readonly number[];
  picked: number | null;
  neighbours: readonly number[];
  hovered: number | null;
}

/** Every outline over the field, lowest first, with those that `added` gives for a depth. Kinds differ in form as well as in colour: thin ring, thick ring, square with dots, ring with a cross. */
export function fieldMarks(
  ground: MarkGround,
  outlined: Outlined,
  colours: Record<'cell' | 'core' | 'string' | 'square' | 'picked' | 'hovered', Rgb>,
  added: (depth: Depth) => readonly Mark[] = () => [],
): Mark[] {
  const { cell, core, string, square, picked, neighbours, hovered } = outlined;
  const inString = new Set(string);
  const coreOnly = core.filter((i) => !inString.has(i));
  return [
    ...(cell ? cellOutline(ground.cell, { colour: colours.cell, width: 1, offset: 0, opacity: 0.8 }) : []),
    ...added('below'),
    ...rings(ground, coreOnly, { colour: colours.core, width: 1.4, offset: 0.5 }),
    ...rings(ground, inString, { colour: colours.string, width: 3, offset: 1 }),
    ...(picked === null ? [] : spokes(ground, picked, neighbours, { colour: colours.picked, width: 1.6, offset: 0 })),
    ...rings(ground, neighbours, { colour: colours.picked, width: 1.8, offset: 1 }),
    ...rings(ground, picked === null ? [] : [picked], { colour: colours.picked, width: 3, offset: 3 }),
    ...polygon(ground, square, { colour: colours.square, width: 3, offset: 0 }),
    ...dots(ground, square, { colour: colours.square, width: 6.5, offset: 0 }),
    ...added('above'),
    // What is picked keeps its own ring, and this one goes round those of core and string.
    ...rings(ground, hovered === null || hovered === picked ? [] : [hovered], {
      colour: colours.hovered,
      width: 2,
      offset: 4,
    }),
    ...added('top'),
  ];
}
