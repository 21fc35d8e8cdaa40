/** A number to so many figures; a dash where there is none. */
export function digits(value: number | null, figures: number): string {
  return value === null ? '–' : value.toPrecision(figures);
}

/** `1 sample`, `2 samples`. */
export function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
