import { cellOutline, type Depth, dots, type Mark, type MarkGround, polygon, rings, spokes } from './marks.ts';
import type { FieldColours } from '../colour/rgb.ts';

/** Which particles are outlined, by index. */
interface Outlined {
  cell: boolean;
  loose: readonly number[];
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
  colours: FieldColours,
  /** Whether dark ink shows on the discs. */
  brightDiscs: boolean,
  added: (depth: Depth) => readonly Mark[],
): Mark[] {
  const { cell, loose, core, string, square, picked, neighbours, hovered } = outlined;
  const ink = colours(brightDiscs ? '--field-dark-ink' : '--field-pale-ink');
  const ofPicked = colours(brightDiscs ? '--mark-picked-dark' : '--mark-picked-pale');
  const ofSquare = colours('--mark-square');
  const inString = new Set(string);
  const coreOnly = core.filter((i) => !inString.has(i));
  return [
    ...(cell ? cellOutline(ground.cell, { colour: colours('--field-cell'), width: 1, offset: 0, opacity: 0.8 }) : []),
    ...added('below'),
    ...rings(ground, loose, { colour: colours('--mark-loose'), width: 1.4, offset: -1 }),
    ...rings(ground, coreOnly, { colour: ink, width: 1.4, offset: 0.5 }),
    ...rings(ground, inString, { colour: colours('--mark-string'), width: 3, offset: 1 }),
    ...(picked === null ? [] : spokes(ground, picked, neighbours, { colour: ofPicked, width: 1.6, offset: 0 })),
    ...rings(ground, neighbours, { colour: ofPicked, width: 1.8, offset: 1 }),
    ...rings(ground, picked === null ? [] : [picked], { colour: ofPicked, width: 3, offset: 3 }),
    ...polygon(ground, square, { colour: ofSquare, width: 3, offset: 0 }),
    ...dots(ground, square, { colour: ofSquare, width: 6.5, offset: 0 }),
    ...added('above'),
    // What is picked keeps its own ring, and this one goes round those of core and string.
    ...rings(ground, hovered === null || hovered === picked ? [] : [hovered], {
      colour: ink,
      width: 2,
      offset: 4,
    }),
    ...added('top'),
  ];
}
