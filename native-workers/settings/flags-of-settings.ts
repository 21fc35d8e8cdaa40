import type { z } from 'zod';

/**
 * Settings as flags of a command, in the order of `placeholders`: the word that stands for the value of each in its usage,
 * null for a switch.
 */
export function flagsOf<Shape extends Record<string, z.ZodType>, Name extends keyof Shape & string>(
  shape: Shape,
  placeholders: Readonly<Record<Name, string | null>>,
): Pick<Shape, Name> {
  const flags = Object.entries<string | null>(placeholders).map(([name, placeholder]) => [
    name,
    placeholder === null ? shape[name] : shape[name].meta({ placeholder }),
  ]);
  return Object.fromEntries(flags) as Pick<Shape, Name>;
}
