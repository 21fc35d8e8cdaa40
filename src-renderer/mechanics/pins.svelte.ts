import { history } from '../state/history.svelte.ts';
import { pinBegan } from './pin-clock.ts';

/** The particles that the user has pinned, by id, in the order in which they were. Every change can be undone. */
class Pins {
  ids = $state.raw<readonly number[]>([]);
  /** Whether clicks in the field pin. */
  tool = $state(false);
  readonly has = $derived(new Set(this.ids));

  /** @param time when the user did it, of an event */
  set(ids: readonly number[], time: number): void {
    const before = this.ids;
    const after = Array.from(new Set(ids));
    if (after.join() === before.join()) return;
    pinBegan(time);
    this.ids = after;
    history.record({ undo: () => (this.ids = before), redo: () => (this.ids = after) });
  }

  toggle(id: number, time: number): void {
    this.set(this.has.has(id) ? this.ids.filter((pinned) => pinned !== id) : [...this.ids, id], time);
  }

  add(ids: readonly number[], time: number): void {
    this.set([...this.ids, ...ids], time);
  }

  /** Forgets what belonged to the particles of the last sample; cannot be undone. */
  forget(): void {
    this.ids = [];
    this.tool = false;
  }
}

export const pins = new Pins();
