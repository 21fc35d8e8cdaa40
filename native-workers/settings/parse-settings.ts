import type { z } from 'zod';
import { BadInput } from '../text/bad-input.ts';

/** One thing that is wrong with a user's settings. */
export interface SettingsIssue {
  /** Path of the field, `protocol.cooling.0.rate`; empty where it is the settings as a whole. */
  field: string;
  message: string;
}

/**
 * An issue with the field it lies at. Of a value that fits none of several alternatives, the issues with the
 * alternative it was meant for: the one whose own shape it has, so that what is wrong lies deeper.
 */
function issuesOf(issue: z.core.$ZodIssue, outer: readonly PropertyKey[]): SettingsIssue[] {
  const path = [...outer, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((errors) =>
      errors.every(({ path: at, code }) => at.length > 0 || code !== 'invalid_type'),
    );
    if (meant !== undefined) return meant.flatMap((inner) => issuesOf(inner, path));
  }
  return [{ field: path.map(String).join('.'), message: issue.message }];
}

/** Everything that is wrong with settings by their schema; empty where nothing is. */
export function settingsIssues(schema: z.ZodType, settings: unknown): SettingsIssue[] {
  const { error } = schema.safeParse(settings);
  return error?.issues.flatMap((issue) => issuesOf(issue, [])) ?? [];
}

/**
 * Checks a user's settings against a schema and fills in the defaults. Throws `BadInput` with every issue at once,
 * each naming its field; `file` says where the settings came from.
 */
export function parseSettings<Schema extends z.ZodType>(
  schema: Schema,
  settings: unknown,
  file?: string,
): z.output<Schema> {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const issues = settingsIssues(schema, settings).map(({ field, message }) =>
    field === '' ? message : `${field}: ${message}`,
  );
  throw new BadInput(`settings: ${issues.join('; ')}`, file === undefined ? {} : { file });
}
