import { zValidator } from '@hono/zod-validator';
import type { ValidationTargets } from 'hono';
import type { z } from 'zod';
import { ApiFailure } from './failure.ts';

/** The refusal of what does not fit its schema. */
export function malformed({ issues }: z.core.$ZodError): ApiFailure {
  const problems = issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  );
  return new ApiFailure('bad-request', `the request is malformed: ${problems.join('; ')}`);
}

/** `application/json`, and `application/….+json`, with parameters or without. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * Refuses a request whose query or body is not what the schema says. The validator takes a body that does not call
 * itself JSON for an empty object: an order to do something with every default is no such body.
 */
export function validated<Schema extends z.ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  return zValidator(target, schema, (result, c) => {
    if (target === 'json' && !JSON_TYPE.test(c.req.header('content-type') ?? ''))
      throw new ApiFailure(
        'bad-request',
        'the request is malformed: expected a body of JSON (content-type application/json)',
      );
    if (!result.success) throw malformed(result.error);
  });
}
