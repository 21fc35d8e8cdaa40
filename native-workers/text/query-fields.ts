import { z } from 'zod';

const decimal = z
  .string()
  .max(40)
  .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i)
  .transform(Number)
  .pipe(z.number());

/** Numbers of a text, separated by commas. */
export function numbersText<const Names extends readonly string[]>(
  names: Names,
): z.ZodType<Record<Names[number], number>, string> {
  return z
    .string()
    .max(200)
    .transform((text, context) => {
      const values = z.array(decimal).length(names.length).safeParse(text.split(','));
      if (!values.success) {
        context.addIssue({ code: 'custom', message: `${names.length} numbers (${names.join(',')}) are expected` });
        return z.NEVER;
      }
      return Object.fromEntries(names.map((name, at) => [name, values.data[at]])) as Record<Names[number], number>;
    });
}

/** A whole number from 0 to `most`. */
export function wholeText(most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().max(most));
}

/** More ids than are ever chosen by hand. */
const MOST_IDS = 100_000;

/** Ids of particles and ranges of them (`3,7-9`), separated by commas; `longest`: of the text. */
export function idsText(longest: number): z.ZodType<number[], string> {
  return z
    .string()
    .max(longest)
    .regex(/^\d{1,10}(-\d{1,10})?(,\d{1,10}(-\d{1,10})?)*$/)
    .transform((text, context) => {
      const ids: number[] = [];
      for (const part of text.split(',')) {
        const [from, to = from] = part.split('-').map(Number);
        if (to < from || ids.length + to - from >= MOST_IDS) {
          context.addIssue({ code: 'custom', message: `at most ${MOST_IDS} ids, in ranges that ascend, are expected` });
          return z.NEVER;
        }
        for (let id = from; id <= to; id += 1) ids.push(id);
      }
      return ids;
    });
}
