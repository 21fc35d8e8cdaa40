/** Size of an index or exponent, how far an index is lowered and an exponent raised, of the size of the label. */
export const SMALL = 0.72;
export const LOWERED = 0.2;
export const RAISED = 0.36;

type Place = 'base' | 'index' | 'exponent';

/** The parts of `u_L`, `m^{−1/2}`, `u^{np}_i`: after _ or ^ one letter, or what stands in braces; \\_ is an underscore. */
export function partsOf(text: string): { text: string; place: Place }[] {
  const parts: { text: string; place: Place }[] = [];
  const pattern = /\\([\\_^])|([_^])(?:\{([^}]*)\}|(\S))/gu;
  const add = (more: string, place: Place) => {
    const latest = parts.at(-1);
    if (latest?.place === place && place === 'base') latest.text += more;
    else if (more !== '') parts.push({ text: more, place });
  };
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    add(text.slice(from, found.index), 'base');
    const [, verbatim, sign, braced, letter] = found as (string | undefined)[];
    if (verbatim === undefined) add(braced ?? letter ?? '', sign === '_' ? 'index' : 'exponent');
    else add(verbatim, 'base');
    from = found.index + found[0].length;
  }
  add(text.slice(from), 'base');
  return parts;
}

/**
 * A label as descriptions of arrays and the window write it, `D²_min` or `m^(−1/2)`, as figures do, `D²_{min}` and
 * `m^{−1/2}`: there an index or exponent is all letters and digits that follow, or what stands in parentheses.
 */
export function figureLabel(text: string): string {
  return text.replaceAll(
    /([_^])(?:\(([^)]*)\)|([\p{L}\p{N}]+))/gu,
    (_, sign: string, bracketed: string | undefined, letters: string) => `${sign}{${bracketed ?? letters}}`,
  );
}

/** A label that shows a text as it is: `c_pe` of a file has no index. */
export function verbatimLabel(text: string): string {
  return text.replaceAll(/[\\_^]/g, '\\$&');
}
