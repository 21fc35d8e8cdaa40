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

/** Ids of particles, separated by commas; `longest`: of the text. */
export function idsText(longest: number): z.ZodType<number[], string> {
  return z
    .string()
    .max(longest)
    .regex(/^\d+(,\d+)*$/)
    .transform((text) => text.split(',').map(Number));
}
