/** What a name in the program is of. `number`: one of a report, by which samples can be looked for. */
type CoveredKind = 'array' | 'column' | 'panel' | 'analysis' | 'number' | 'curve' | 'field';

/** A name that stands in the program, with its kind; `*` stands for what differs from sample to sample: 'array:z:*'. */
export type Covered = `${CoveredKind}:${string}`;

/** A quantity or a concept: what window, help and docs/glossary.md say of it. */
export interface GlossaryEntry {
  /** In links; permanent. */
  id: string;
  /** In running text, without a capital: 'vibrability'. */
  name: string;
  /** With the marks of labels: 'N_core', 'u^np'. */
  symbol?: string;
  /** Two plain sentences or so. */
  definition: string;
  /** LaTeX of the defining formula. */
  formula?: string;
  /** With the marks of labels; null: a number without one; missing: no quantity. */
  unit?: string | null;
  /** Where it is in Hu & Tanaka 2025; missing: the paper does not have it. */
  paper?: string;
  /** Heading of docs/physics.md, as a link names it. */
  physics?: string;
  /** Entries to go on with. */
  see: readonly string[];
  /** Further words by which one looks for it. */
  words?: readonly string[];
  /** Everything in the program that is this quantity, or a picture of it. */
  covers?: readonly Covered[];
}

/** Entries that belong together. */
export interface GlossaryPart {
  title: string;
  entries: readonly GlossaryEntry[];
}
