import { history } from '../state/history.svelte.ts';

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}

/** The particles that the user has pinned, by id, in the order in which they were. Every change can be undone. */
class Pins {
  ids = $state.raw<readonly number[]>([]);
  /** Whether clicks in the field pin. */
  tool = $state(false);
  readonly has = $derived(new Set(this.ids));

  set(ids: readonly number[]): void {
    const before = this.ids;
    const after = Array.from(new Set(ids));
    if (same(before, after)) return;
    this.ids = after;
    history.record({ undo: () => (this.ids = before), redo: () => (this.ids = after) });
  }

  toggle(id: number): void {
    this.set(this.has.has(id) ? this.ids.filter((pinned) => pinned !== id) : [...this.ids, id]);
  }

  add(ids: readonly number[]): void {
    this.set([...this.ids, ...ids]);
  }

  clear(): void {
    this.set([]);
  }

  /** Forgets what belonged to the particles of the last sample; cannot be undone. */
  forget(): void {
    this.ids = [];
    this.tool = false;
  }
}

export const pins = new Pins();
