import type { SampleColumnInfo, SampleTable } from '../../../src-main/api/sample-table-contract.ts';
import * as api from '../../client/api.ts';
import * as browsing from '../../client/browsing.ts';
import { messages } from '../../state/messages.svelte.ts';
import { workspace } from '../../state/workspace.svelte.ts';
import { type BrowseChoices, keepChoices, keptChoices } from './kept-choices.ts';

/** A column and the way in which samples are put in order by it. */
export interface BrowseOrder {
  column: string;
  descending: boolean;
}

type Values = SampleTable['columns'][string];

/** So many saved filters are remembered. */
const MOST_FILTERS = 30;

const NONE: SampleTable = { numbers: [], columns: {} };

/** What the room *Browse* shows: the samples that a filter lets through, values of their columns, and those selected. */
class SampleBrowser {
  /** As it is typed. */
  filter = $state('');
  /** What is wrong with the filter; what was found before it stays. */
  problem = $state<string | null>(null);
  order = $state.raw<BrowseOrder>({ column: 'number', descending: false });
  /** Numbers of the samples that are shown, in order; null until they have come. */
  found = $state.raw<readonly number[] | null>(null);
  selection = $state.raw<ReadonlySet<number>>(new Set());
  /** The sample that the keys are at. */
  cursor = $state<number | null>(null);
  choices = $state.raw<BrowseChoices>(keptChoices());
  #table = $state.raw<SampleTable>(NONE);
  /** Filter and order of what was found. */
  foundBy = $state('');
  /** The opening of a project that all this belongs to. */
  #opened = 0;

  /** Every column, by name. */
  readonly columns = $derived(new Map((workspace.host?.sampleColumns ?? []).map((column) => [column.name, column])));
  /** Those that the table shows. */
  readonly shown = $derived(this.choices.columns.flatMap((name) => this.columns.get(name) ?? []));
  /** Columns that can be an axis. */
  readonly axes = $derived([...this.columns.values()].filter(({ kind }) => kind === 'number'));
  readonly #rowOf = $derived(new Map(this.#table.numbers.map((number, row) => [number, row])));
  readonly rows = $derived(new Map(workspace.samples.map((row) => [row.number, row])));
  /** The selected samples that are shown, in the order of the table. */
  readonly selected = $derived((this.found ?? []).filter((number) => this.selection.has(number)));

  /** Names of the columns whose values are needed. */
  readonly needed = $derived(
    [...new Set([...this.choices.columns, this.choices.x, this.choices.y])].filter((name) => this.columns.has(name)),
  );

  choose(changes: Partial<BrowseChoices>): void {
    this.choices = { ...this.choices, ...changes };
    keepChoices(this.choices);
  }

  /** Saves the filter, or forgets a saved one. */
  keepFilter(filter: string, isKept: boolean): void {
    const others = this.choices.filters.filter((each) => each !== filter);
    this.choose({ filters: isKept ? [filter, ...others].slice(0, MOST_FILTERS) : others });
  }

  value(number: number, column: string): Values[number] {
    // Another column may have been chosen whose values are on their way, and another sample be stored.
    return (this.#table.columns[column] as Values | undefined)?.at(this.#rowOf.get(number) ?? Infinity) ?? null;
  }

  /** Numbers of a column for these samples; NaN where one has none. */
  series(numbers: readonly number[], column: string): Float64Array {
    return Float64Array.from(numbers, (number) => {
      const value = this.value(number, column);
      return typeof value === 'number' ? value : Number.NaN;
    });
  }

  async readTable(project: string, columns: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#unlessAborted(signal, async () => {
      const table = columns.length === 0 ? NONE : await browsing.sampleTable(project, columns, signal);
      if (!signal.aborted) this.#table = table;
    });
  }

  async find(project: string, filter: string, order: BrowseOrder, signal: AbortSignal): Promise<void> {
    await this.#unlessAborted(signal, async () => {
      const { column, descending } = order;
      const query = { filter, order: column, descending: descending ? ('1' as const) : ('0' as const) };
      try {
        const numbers = await browsing.foundSamples(project, query, signal);
        if (signal.aborted) return;
        this.found = numbers;
        this.foundBy = `${column} ${descending} ${filter}`;
        this.problem = null;
      } catch (error) {
        // What is wrong with what is being typed is said beside it.
        if (!(error instanceof api.RequestFailure) || error.status !== 422) throw error;
        this.problem = error.message.replace(/^filter: /, '');
      }
    });
  }

  async #unlessAborted(signal: AbortSignal, work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) messages.report(error);
    }
  }

  /** Puts the samples in order by a column; by the same one again the other way round. */
  sort(column: SampleColumnInfo): void {
    const { column: former, descending } = this.order;
    this.order = { column: column.name, descending: former === column.name && !descending };
  }

  select(numbers: Iterable<number>): void {
    this.selection = new Set(numbers);
  }

  toggle(number: number): void {
    const selection = new Set(this.selection);
    if (!selection.delete(number)) selection.add(number);
    this.selection = selection;
  }

  /** Selects all samples of the table from the one that the keys are at to this one. */
  selectTo(number: number): void {
    const found = this.found ?? [];
    const [from, to] = [found.indexOf(this.cursor ?? number), found.indexOf(number)].sort((a, b) => a - b);
    this.select(found.slice(Math.max(0, from), to + 1));
  }

  /** Starts again where another project was opened since; a room that is left and entered again is as it was. */
  follow(opened: number): void {
    if (opened === this.#opened) return;
    this.#opened = opened;
    this.filter = '';
    this.problem = null;
    this.found = null;
    this.selection = new Set();
    this.cursor = null;
    this.#table = NONE;
  }
}

export const sampleBrowser = new SampleBrowser();
