const ALPHABET = 26;
const FIRST = 'a'.charCodeAt(0);

/** The letter of the panel at a place of a page, from 0 on: a, b, …, z, aa, ab, … */
export function letterAt(place: number): string {
  const rest = place % ALPHABET;
  const before = (place - rest) / ALPHABET;
  return `${before === 0 ? '' : letterAt(before - 1)}${String.fromCharCode(FIRST + rest)}`;
}
