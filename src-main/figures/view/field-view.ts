import { z } from 'zod';
import { idsText, numbersText, wholeText } from '../../../native-workers/text/query-fields.ts';
import { MAP_IDS } from '../marks/map-ids.ts';

/** Beyond this a list of particles has no place in a view. */
const LONGEST_LIST = 6000;

const name = z.string().min(1).max(200);

const listOf = <const Names extends readonly string[]>(names: Names) =>
  z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(names)));

const range = numbersText(['low', 'high']).refine(({ low, high }) => low < high, 'low < high is expected');

const positive = (names: readonly ['width', 'height']) =>
  numbersText(names).refine(({ width, height }) => width > 0 && height > 0, 'positive lengths are expected');

/** Particles and signs that may stand out in a field. */
export const VIEW_MARKS = ['core', 'string', 'square', 'excited', 'strings', 'long-strings'] as const;

/**
 * What a field shows and how, as the text of a query (`mode=3&colour=divUNp&arrows=uNp`): that of the window, of a figure's
 * memory and of `figures --view`. Lengths in σ. What is left out is as the window shows a sample that it opens.
 */
export const fieldViewSchema = z.strictObject({
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
});

export type SeenView = z.output<typeof fieldViewSchema>;

/** A view of its text. Throws `ZodError`. */
export function readFieldView(text: string): SeenView {
  return fieldViewSchema.parse(Object.fromEntries(new URLSearchParams(text)));
}
