import type { DeletionInfo, SampleNote, TagChange } from '../../src-main/api/curation-contract.ts';
import * as api from '../client/curation.ts';
import { history } from '../state/history.svelte.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { refreshSamples } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';

/** "3 samples", "1 sample". */
export function countedSamples(count: number): string {
  return count === 1 ? '1 sample' : `${count} samples`;
}

/** Does what may fail, in the open project, and reads the samples again; null where it failed, which is shown. */
async function inProject<T>(work: (project: string) => Promise<T>): Promise<T | null> {
  const { project } = workspace;
  if (project === null) return null;
  let result: T | null = null;
  const done = await attempt(async () => {
    result = await work(project.id);
  });
  if (done) await refreshSamples();
  return result;
}

/** A step of the window's history that asks the main side. */
function record(undo: () => Promise<unknown>, redo: () => Promise<unknown>) {
  history.record({ undo: () => void undo(), redo: () => void redo() });
}

/** The same tags on and off again. */
function exchanged({ add, remove }: TagChange): TagChange {
  return { add: remove, remove: add };
}

/**
 * What the user makes of samples: names, tags, notes, deletion. Every function shows what goes wrong and reads the list of
 * samples again; names, tags and notes can be taken back by undo, a deletion by its message and by `restore`.
 */
class Curation {
  /** Tags of the project with how many samples have each; null until they were asked for. */
  tags = $state.raw<readonly { tag: string; samples: number }[]>([]);
  notes = $state.raw<readonly SampleNote[]>([]);
  deletions = $state.raw<readonly DeletionInfo[]>([]);

  async loadTags(): Promise<void> {
    const { project } = workspace;
    if (project !== null)
      await attempt(async () => {
        this.tags = await api.tags(project.id);
      });
  }

  async loadNotes(): Promise<void> {
    const { project } = workspace;
    if (project !== null)
      await attempt(async () => {
        this.notes = await api.notes(project.id);
      });
  }

  async loadDeletions(): Promise<void> {
    const { project } = workspace;
    if (project !== null)
      await attempt(async () => {
        this.deletions = await api.deletions(project.id);
      });
  }

  /** Names a sample; empty: as it was named before the user did. */
  async rename(number: number, title: string): Promise<boolean> {
    const set = (text: string) => inProject((project) => api.rename({ project, number }, text));
    const answer = await set(title);
    if (answer === null) return false;
    if (answer.former !== title.trim())
      record(
        () => set(answer.former),
        () => set(title),
      );
    return true;
  }

  async #changeTags(change: TagChange): Promise<boolean> {
    const send = async (wanted: TagChange) => {
      const made = await inProject((project) => api.changeTags(project, wanted));
      await this.loadTags();
      return made;
    };
    const made = await send(change);
    if (made === null) return false;
    if (made.add.length + made.remove.length > 0)
      record(
        () => send(exchanged(made)),
        () => send(made),
      );
    return true;
  }

  /** Puts tags on samples. */
  addTags(samples: readonly number[], tags: readonly string[]): Promise<boolean> {
    return this.#changeTags({ add: tags.map((tag) => ({ tag: tag.trim(), samples: [...samples] })), remove: [] });
  }

  removeTags(samples: readonly number[], tags: readonly string[]): Promise<boolean> {
    return this.#changeTags({ add: [], remove: tags.map((tag) => ({ tag, samples: [...samples] })) });
  }

  /** Adds a note to a sample, or with null to the project. */
  async addNote(sample: number | null, text: string): Promise<boolean> {
    const added = await inProject((project) => api.addNote(project, { sample, text }));
    await this.loadNotes();
    if (added === null) return false;
    // One that is put back has another id.
    let { id } = added;
    record(
      () => this.#without(id),
      async () => {
        id = (await this.#put(added))?.id ?? id;
      },
    );
    return true;
  }

  async #put({ sample, text, writtenAt }: SampleNote) {
    const put = await inProject((project) => api.addNote(project, { sample, text, writtenAt }));
    await this.loadNotes();
    return put;
  }

  async #without(id: number) {
    const removed = await inProject((project) => api.removeNote(project, id));
    await this.loadNotes();
    return removed;
  }

  async editNote(note: SampleNote, text: string): Promise<boolean> {
    const set = async (wanted: { text: string; writtenAt?: string }) => {
      const former = await inProject((project) => api.editNote(project, note.id, wanted));
      await this.loadNotes();
      return former;
    };
    const former = await set({ text });
    if (former === null) return false;
    record(
      () => set({ text: former.text, writtenAt: former.writtenAt }),
      () => set({ text }),
    );
    return true;
  }

  async removeNote(note: SampleNote): Promise<boolean> {
    const removed = await this.#without(note.id);
    if (removed === null) return false;
    let { id } = note;
    record(
      async () => {
        id = (await this.#put(removed))?.id ?? id;
      },
      () => this.#without(id),
    );
    return true;
  }

  /** Deletes samples; the message that says so can undo it, and so can the list of deleted samples, whenever. */
  async deleteSamples(samples: readonly number[]): Promise<DeletionInfo | null> {
    if (samples.length === 0) return null;
    const made = await inProject((project) => api.deleteSamples(project, samples));
    if (made === null) return null;
    await this.loadDeletions();
    const { deletion } = made;
    const they = samples.length === 1 ? 'It' : 'They';
    messages.add(`Deleted ${countedSamples(samples.length)}. ${they} can be restored under “Deleted…”.`, 'notice', {
      label: 'Undo',
      run: () => void this.undoDeletion(deletion),
    });
    return made;
  }

  async undoDeletion(deletion: number): Promise<boolean> {
    const restored = await inProject((project) => api.undoDeletion(project, deletion));
    await this.loadDeletions();
    return restored !== null;
  }

  /** Brings deleted samples back, whichever deletion they are of. */
  async restore(samples: readonly number[]): Promise<boolean> {
    const restored = await inProject((project) => api.restore(project, samples));
    await this.loadDeletions();
    return restored !== null;
  }

  /** Removes everything that is deleted from the file. */
  async purge(): Promise<void> {
    const purged = await inProject((project) => api.purge(project));
    await this.loadDeletions();
    if (purged !== null)
      messages.add(
        `Removed ${countedSamples(purged.samples.length)} for good; the file is ${(purged.freedBytes / 1e6).toFixed(1)} MB smaller.`,
        'notice',
      );
  }
}

export const curation = new Curation();
