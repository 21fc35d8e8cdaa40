/** Names of species' tokens end in one of these; a fourth species begins again. */
const LETTERS = 'abc';

const letterOf = (kind: number) => LETTERS[kind % LETTERS.length];

/** The token that colours a species (its index in the order of the file) everywhere: discs, legends, bars and lines. */
export function speciesToken(kind: number): string {
  return `--species-${letterOf(kind)}`;
}

/** The tokens of all species there are colours for. */
export const SPECIES_TOKENS: readonly string[] = Array.from(LETTERS, (_, kind) => speciesToken(kind));

/** The token of a pair of species: of like ones the species' own. */
export function pairToken(one: number, other: number): string {
  const [first, second] = [letterOf(one), letterOf(other)].sort();
  return first === second ? speciesToken(LETTERS.indexOf(first)) : `--pair-${first}${second}`;
}
