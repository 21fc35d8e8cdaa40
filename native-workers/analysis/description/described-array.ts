import type { Analysis, ArrayDescription } from './analysis.ts';

/** What an analysis says of one of its arrays. */
export interface DescribedArray {
  /** As axes and colour bars show it: 'D_i^T/ω'. */
  label: string;
  /** What tells it from others of that label: 'ω = 0.4–1.2'; null where there are no others. */
  distinction: string | null;
  unit: string | null;
  /** Whether a diverging colour map about zero suits it. */
  signed: boolean;
  /** Whether it holds positions. */
  isPosition: boolean;
}

/** What `*` stands for if a name is of a pattern; '' for a pattern without it, null for a name that is not of it. */
function restOf(name: string, pattern: string): string | null {
  const star = pattern.indexOf('*');
  if (star === -1) return name === pattern ? '' : null;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const isOfIt = name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return isOfIt ? name.slice(before.length, name.length - after.length) : null;
}

function withRest(
  { label, distinction, unit, signed = false, isPosition }: ArrayDescription,
  rest: string,
): DescribedArray {
  // 'made:dT:0.4:1.2' is of a range.
  const written = (text: string) => text.replaceAll('*', rest.replaceAll(':', '–'));
  return {
    label: written(label),
    distinction: distinction === undefined ? null : written(distinction),
    unit,
    signed,
    isPosition: isPosition === true,
  };
}

/**
 * What an analysis declares of its array of that name, with what `*` stands for written out; null where it declares none.
 * A description of the very name goes before one with `*`.
 */
export function describedArray({ arrays }: Pick<Analysis, 'arrays'>, name: string): DescribedArray | null {
  const own = arrays.find((description) => description.name === name);
  if (own !== undefined) return withRest(own, '');
  for (const description of arrays) {
    const rest = restOf(name, description.name);
    if (rest !== null) return withRest(description, rest);
  }
  return null;
}
