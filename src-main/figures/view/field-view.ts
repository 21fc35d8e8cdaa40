import { z } from 'zod';
import { idsText, numbersText, wholeText } from '../../../native-workers/text/query-fields.ts';
import { MAP_IDS } from '../marks/map-ids.ts';
import type { PanelNeed } from '../sample/panel.ts';

/** Beyond this a list of particles has no place in a view. */
const LONGEST_LIST = 15_000;

/** Of what is seen, σ, and how much longer one side of it is than the other. */
const LEAST_EXTENT = 0.1;
const MOST_ASPECT = 20;

const name = z.string().min(1).max(200);

const listOf = <const Names extends readonly string[]>(names: Names) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(names)));

const range = numbersText(['low', 'high']).refine(({ low, high }) => low < high, 'low < high is expected');

const positive = (names: readonly ['width', 'height']) =>
  numbersText(names)
    .refine(({ width, height }) => Math.min(width, height) >= LEAST_EXTENT, `at least ${LEAST_EXTENT} σ are expected`)
    .refine(
      ({ width, height }) => Math.max(width / height, height / width) <= MOST_ASPECT,
      `at most ${MOST_ASPECT} times as wide as high, or as high as wide`,
    );

/** Particles and signs that may stand out in a field. */
export const VIEW_MARKS = ['core', 'string', 'square', 'excited', 'strings', 'long-strings'] as const;

/**
 * What a field shows and how, as the text of a query (`mode=3&colour=divUNp&arrows=uNp`): that of the window, of a figure's
 * memory and of `figures --view`. Lengths in σ. What is left out: the lowest mode, Ψ without a logarithm, no arrows, string
 * and square, the whole cell about the key core.
 */
export const fieldViewSchema = z
  .strictObject({
    /** What is drawn: the field (left out), G(θ) or Ψ against |u_L| of the mode. */
    plot: z.enum(['modulus', 'scatter']).optional(),
    mode: wholeText(999_999).optional(),
    /** Array whose values colour the discs; `species` colours by species. */
    colour: name.optional(),
    map: z.enum(MAP_IDS).optional(),
    reversed: z.literal('1').optional(),
    scale: z.enum(['linear', 'log']).optional(),
    /** Ends of the colours. */
    range: range.optional(),
    /** Field of the arrows; `none` draws none. */
    arrows: name.optional(),
    /** Of a second field at the right of the first. */
    beside: name.optional(),
    /** Factor on the lengths of arrows. */
    length: numbersText(['factor'])
      .refine(({ factor }) => factor > 0 && factor <= 100, 'a factor from 0 to 100')
      .optional(),
    /** Of the shear that x(θ) answers, degrees. */
    theta: numbersText(['degrees']).optional(),
    /** Ids of the pinned particles. */
    pinned: idsText(LONGEST_LIST).optional(),
    /** Whether arrows show the response with them pinned. */
    free: z.literal('1').optional(),
    marks: z.union([z.literal('').transform(() => []), listOf(VIEW_MARKS)]).optional(),
    /** Field whose topological charges are marked, and where they are found. */
    charges: z.enum(['u', 'uT', 'uL']).optional(),
    lattice: z.enum(['grid', 'triangles']).optional(),
    /** Middle of what is seen; left out: the key core. */
    centre: numbersText(['x', 'y']).optional(),
    /** How much is seen; left out: the whole cell. */
    extent: positive(['width', 'height']).optional(),
  })
  .refine(({ scale, range }) => scale !== 'log' || range === undefined || range.low > 0, {
    path: ['range'],
    message: 'a logarithm needs ends above 0',
  });

/** Analyses that a view is drawn from. */
export function needsOfView({ plot, colour = '', marks = [] }: SeenView): PanelNeed[] {
  const hasStrings = marks.some((mark) => mark === 'excited' || mark === 'strings' || mark === 'long-strings');
  return [
    ...(hasStrings || colour === 'x:nAngle' || plot === 'modulus' ? ['mechanics' as const] : []),
    ...(colour.startsWith('made:dT:') ? ['spectrum' as const] : []),
  ];
}

export type SeenView = z.output<typeof fieldViewSchema>;

/** A view of its text. Throws `ZodError`. */
export function readFieldView(text: string): SeenView {
  return fieldViewSchema.parse(Object.fromEntries(new URLSearchParams(text)));
}
