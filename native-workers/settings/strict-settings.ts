import { z } from 'zod';

/** An object of settings that takes no key but its own, and names them when it meets another. */
export function strictSettings<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `Unrecognized key${issue.keys.length === 1 ? '' : 's'}: ${issue.keys.map((key) => `"${key}"`).join(', ')}; known keys: ${known}`
        : undefined,
  });
}
