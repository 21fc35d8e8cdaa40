/** Size of an index or exponent, how far an index is lowered and an exponent raised, of the size of the label. */
export const SMALL = 0.72;
export const LOWERED = 0.2;
export const RAISED = 0.36;

type Place = 'base' | 'index' | 'exponent';

/** The parts of `u_L`, `m^{−1/2}`, `u^{np}_i`: after _ or ^ one letter, or what stands in braces. */
export function partsOf(text: string): { text: string; place: Place }[] {
  const parts: { text: string; place: Place }[] = [];
  const pattern = /([_^])(?:\{([^}]*)\}|(\S))/gu;
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), place: 'base' });
    parts.push({
      text: found.slice(2).find((each) => typeof each === 'string') ?? '',
      place: found[1] === '_' ? 'index' : 'exponent',
    });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), place: 'base' });
  return parts;
}
