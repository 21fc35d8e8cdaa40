import { z } from 'zod';

/** A quantity or a concept, as help shows it. */
const glossaryEntrySchema = z.object({
  id: z.string(),
  /** Title of the part of the glossary that it stands in. */
  part: z.string(),
  name: z.string(),
  /** With the marks of labels: N_core, u^np; null for a concept that has none. */
  symbol: z.string().nullable(),
  definition: z.string(),
  /** MathML; null where words are all there is. */
  formula: z.string().nullable(),
  /** With the marks of labels; 'a number' has none, a concept no unit at all. */
  unit: z.object({ text: z.string().nullable() }).nullable(),
  /** Where it is in Hu & Tanaka 2025; null where it is not. */
  paper: z.string().nullable(),
  /** Ids of entries to go on with. */
  see: z.array(z.string()),
  /** Further words by which one looks for it. */
  words: z.array(z.string()),
  /** Names of the program that are this quantity, with their kind: 'array:vibrability', 'panel:1d'; `*` as in those of arrays. */
  covers: z.array(z.string()),
});

const questionSchema = z.object({
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  /** What the window can do about it. */
  action: z
    .object({
      does: z.enum([
        'show-qlm',
        'show-rings',
        'show-colours',
        'pin-key-core',
        'open-figures',
        'import',
        'new-samples',
        'play-mode',
      ]),
      label: z.string(),
    })
    .nullable(),
  see: z.array(z.string()),
});

export const glossarySchema = z.object({
  entries: z.array(glossaryEntrySchema),
  questions: z.array(questionSchema),
});

export type GlossaryEntryInfo = z.infer<typeof glossaryEntrySchema>;
export type QuestionInfo = z.infer<typeof questionSchema>;
export type GlossaryInfo = z.infer<typeof glossarySchema>;
