import type { GlossaryEntryInfo, GlossaryInfo } from '../../src-main/api/glossary-contract.ts';
import * as api from '../client/api.ts';

/** What names of the program are of: 'array:vibrability', 'column:pr', 'panel:1d', 'curve:string'. */
export type CoveredName = `${'array' | 'column' | 'panel' | 'curve' | 'analysis'}:${string}`;

/** Quantities and concepts, as the main side tells them; there a moment after the first picture. */
class Glossary {
  #info = $state.raw<GlossaryInfo | null>(null);
  /** Why there is none; null while it may come. */
  problem = $state<string | null>(null);
  readonly entries = $derived(this.#info?.entries ?? []);
  readonly questions = $derived(this.#info?.questions ?? []);
  readonly #byId = $derived(new Map(this.entries.map((entry) => [entry.id, entry])));
  readonly #byCovered = $derived(
    new Map(this.entries.flatMap((entry) => entry.covers.map((name) => [name, entry] as const))),
  );
  readonly #patterns = $derived(
    [...this.#byCovered]
      .filter(([name]) => name.endsWith('*'))
      .map(([name, entry]) => ({ begin: name.slice(0, -1), entry })),
  );

  /** Asks for it once, and again where that failed. */
  async load(): Promise<void> {
    if (this.#info !== null) return;
    this.problem = null;
    try {
      this.#info = await api.glossary();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  entry(id: string): GlossaryEntryInfo | null {
    return this.#byId.get(id) ?? null;
  }

  /** The entry that a name of the program belongs to; null for one that has none (a column of a file), or before it is there. */
  of(name: CoveredName): GlossaryEntryInfo | null {
    return this.#byCovered.get(name) ?? this.#patterns.find(({ begin }) => name.startsWith(begin))?.entry ?? null;
  }
}

export const glossary = new Glossary();
