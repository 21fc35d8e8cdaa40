/** Greek letters by the words in which they are typed. */
const GREEK: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  η: 'eta',
  θ: 'theta',
  κ: 'kappa',
  λ: 'lambda',
  ξ: 'xi',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  φ: 'phi',
  ψ: 'psi',
  ω: 'omega',
  '∇': 'nabla',
};

/** The words of a text as they are compared: small letters, Greek ones spelt out, without accents and the marks of labels. */
export function foldedWords(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '');
  const spelt = plain.replaceAll(/[α-ω∇]/g, (letter) => GREEK[letter] ?? letter);
  return spelt
    .replaceAll(/[_^|(){}]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** What is looked through, the most telling first. */
type Fields = readonly (readonly string[])[];

/** Rank of the best field whose words begin as all those wanted do; a whole field that is just that comes first. */
function rankOf(fields: Fields, wanted: readonly string[]): number | null {
  const key = wanted.join(' ');
  let best: number | null = null;
  fields.forEach((texts, at) => {
    for (const text of texts) {
      const words = foldedWords(text);
      const isIn = wanted.every((part) => words.some((word) => word.startsWith(part)));
      const rank = words.join(' ') === key ? at / fields.length - 1 : at;
      if (isIn && (best === null || rank < best)) best = rank;
    }
  });
  return best;
}

/**
 * The items in which every word of a query begins a word, best first; all of them, as they are, for an empty query. `fields`
 * gives the texts of an item, those that tell most first: “psi” finds Ψ before a sentence that mentions it.
 */
export function found<Item>(items: readonly Item[], query: string, fields: (item: Item) => Fields): Item[] {
  const wanted = foldedWords(query);
  if (wanted.length === 0) return [...items];
  return items
    .flatMap((item) => {
      const rank = rankOf(fields(item), wanted);
      return rank === null ? [] : [{ item, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
