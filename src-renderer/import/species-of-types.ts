/** `1=A,2=B` as a table; text of another form gives none. */
export function pairsOf(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair.length === 2));
}

/** The species of every type, as an import takes them; empty where none is chosen. */
export function typesText(labels: readonly string[], species: Readonly<Record<string, string>>): string {
  const pairs = labels.flatMap((label) => ((species[label] ?? '') === '' ? [] : [`${label}=${species[label]}`]));
  return pairs.length === labels.length ? pairs.join(',') : '';
}
