import type { z } from 'zod';
import { BadInput } from '../bad-input.ts';

/**
 * An issue with the field it lies at. Of a value that fits none of several alternatives, the troubles with the
 * alternative it was meant for: the one whose own shape it has, so that what is wrong lies deeper.
 */
function sentences(issue: z.core.$ZodIssue, outer: readonly PropertyKey[]): string[] {
  const path = [...outer, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((errors) =>
      errors.every(({ path: at, code }) => at.length > 0 || code !== 'invalid_type'),
    );
    if (meant !== undefined) return meant.flatMap((inner) => sentences(inner, path));
  }
  return [path.length === 0 ? issue.message : `${path.map(String).join('.')}: ${issue.message}`];
}

/**
 * Checks a person's settings against a schema and fills in the defaults. Throws `BadInput` with every trouble at once,
 * each naming its field; `file` says where the settings came from.
 */
export function parseSettings<Schema extends z.ZodType>(
  schema: Schema,
  settings: unknown,
  file?: string,
): z.output<Schema> {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const troubles = parsed.error.issues.flatMap((issue) => sentences(issue, []));
  throw new BadInput(`settings: ${troubles.join('; ')}`, file === undefined ? {} : { file });
}
