import { z } from 'zod';
import { idsText, numbersText, wholeText } from '../../native-workers/text/query-fields.ts';

/** Beyond this a window's selection is left out of its place. */
const LONGEST_LIST = 6000;

const particleId = wholeText(2 ** 31 - 1);

/**
 * Where a window is: what stands behind # in its address, as the query of the routes below. A place says what is shown,
 * never who may see it.
 *
 * | route | response |
 * |---|---|
 * | GET /api/place | PlaceAnswer: where a window of this user was last, and what the user has to be told |
 * | GET /api/place/read?PLACE | Place: the same text, understood; 400 for what is none |
 * | POST /api/place?PLACE | {}: keeps it for the next start |
 */
export const placeSchema = z.strictObject({
  /** ProjectInfo.key: an example by its id, any other by a random name. */
  project: z.string().regex(/^(example\.[\w-]{1,64}|known\.[\w-]{22})$/),
  sample: wholeText(999_999_999).optional(),
  mode: wholeText(999_999).optional(),
  room: z.enum(['field', 'mechanics', 'analyses', 'figures', 'browse']).default('field'),
  /** Point of the sample at the origin of the picture, σ. */
  focus: numbersText(['x', 'y']).optional(),
  /**
   * Middle of the screen relative to the focus, σ, and how much its shorter side shows, σ; with focus; absent: as it
   * opens.
   */
  camera: numbersText(['x', 'y', 'across'])
    .refine(({ across }) => across > 0, 'a positive width')
    .optional(),
  /** Id of the particle that is looked at. */
  picked: particleId.optional(),
  /**
   * Selected particles: ids and ranges of them, or ~ and a base64url bit for each particle in the order of the file.
   */
  marked: z
    .string()
    .max(LONGEST_LIST)
    .regex(/^(\d+(-\d+)?(,\d+(-\d+)?)*|~[\w-]+)$/)
    .optional(),
  /** Ids of the pinned particles, in the order in which they were pinned. */
  pinned: idsText(LONGEST_LIST).optional(),
});

export type Place = z.output<typeof placeSchema>;

export interface PlaceAnswer {
  /** Null where no window has been anywhere yet. */
  place: Place | null;
  /** Sentences for the user; each is given once. */
  notices: string[];
}
