import type { z } from 'zod';
import { BadInput } from '../bad-input.ts';

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
  const troubles = parsed.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  throw new BadInput(`settings: ${troubles.join('; ')}`, file === undefined ? {} : { file });
}
