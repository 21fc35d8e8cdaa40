import { basename } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Project } from '../project/project.ts';
import { StorageFailure } from '../project/storage-failure.ts';
import { takingTurns } from '../jobs/turns.ts';
import { ProjectChanges } from './project-changes.ts';

/**
 * Where a project came from, and with it what the user knows of its place. An example is a shipped sample: open in
 * memory, so that what is worked out of it lasts as long as this run of Keycore and its file stays as it is.
 */
export type Origin = 'saved' | 'untitled' | 'copy' | 'example';

/** What opening gave. */
export interface OpenedFile {
  project: Project;
  /** Real path of the file. */
  file: string;
  origin: Origin;
  /** Its name beyond this run of Keycore: `example.ID`, or `known.` and a random name (known-projects.ts). */
  key: string;
  /** As the user knows it; null where it lies in the user's data. */
  shownPath: string | null;
  /** Why it cannot be written though that was wanted; null in mode 'write'. */
  readOnlyReason: string | null;
  /** What opening it has found or done: rows that are lost or were made again, a right to write that was taken over. */
  notices: readonly string[];
}

/** An open project under the name by which the window knows it. After "save as" it is the saved one. */
export class ProjectHandle {
  readonly id: string;
  /** What windows that show it have to read again. */
  readonly changes = new ProjectChanges();
  /** How often it was opened and not yet closed: two windows may share it. */
  openings = 1;
  #opened: OpenedFile;
  readonly #holders = new Set<() => Promise<void>>();
  /** Why something could not be kept though the project was opened for writing; null after a success. */
  #notKept: string | null = null;

  constructor(id: string, opened: OpenedFile) {
    this.id = id;
    this.#opened = opened;
  }

  get file(): string {
    return this.#opened.file;
  }

  get shownPath(): string | null {
    return this.#opened.shownPath;
  }

  get origin(): Origin {
    return this.#opened.origin;
  }

  get key(): string {
    return this.#opened.key;
  }

  /** Whether samples can be added: never to an example, though its `project` keeps, in memory, what is worked out. */
  get takesSamples(): boolean {
    return this.#opened.origin !== 'example' && this.project.mode === 'write';
  }

  /** As windows have it: 'read' also from when something could not be kept (a full disk) until something is. */
  get mode(): 'read' | 'write' {
    return this.#notKept === null && this.takesSamples ? 'write' : 'read';
  }

  /** Why it cannot be written; the process that had it then may have closed it meanwhile. */
  get readOnlyReason(): string | null {
    if (this.#notKept !== null) return this.#notKept;
    const { project, readOnlyReason } = this.#opened;
    if (project.heldBy === null || project.writer()?.alive === true) return readOnlyReason;
    return 'It was open for writing elsewhere and no longer is; open it again to write here.';
  }

  get notices(): readonly string[] {
    return this.#opened.notices;
  }

  /** For reading, and for what is done before the caller waits for anything. */
  get project(): Project {
    return this.#opened.project;
  }

  get name(): string {
    return basename(this.#opened.file, '.keycore');
  }

  /** Runs one action at a time: what is written never falls between a copy and the change to it. */
  readonly runExclusive = takingTurns();

  /**
   * Keeps a result in the project, or gives why that is not possible: it may not be written, the disk is full or fails.
   * The result is there all the same, so that its maker goes on; windows show the reason.
   */
  keep(what: string, action: (project: Project) => void): Promise<string | null> {
    return this.runExclusive(() => {
      if (this.project.mode === 'read') return this.readOnlyReason ?? 'the project was opened for reading';
      let notKept: string | null = null;
      try {
        action(this.project);
      } catch (error) {
        if (!(error instanceof BadInput || error instanceof StorageFailure)) throw error;
        notKept = `${what} is not kept: ${error.message.replace(`${this.file}: `, '')}`;
      }
      if (notKept !== this.#notKept) this.changes.mark('project');
      this.#notKept = notKept;
      return notKept;
    });
  }

  /** Forgets that something could not be kept: somebody opens the project, and tries. */
  retry(): void {
    this.#notKept = null;
  }

  /**
   * For work that holds on to `project` over time: before this becomes another file, `letGo` is called and waited for.
   * Work that let go can go on with the new `project` after its next turn in `runExclusive`. Gives back how to end this.
   */
  hold(letGo: () => Promise<void>): () => void {
    this.#holders.add(letGo);
    return () => this.#holders.delete(letGo);
  }

  /** Asks all work to let go of `project`. Call it within `runExclusive`. */
  async release(): Promise<void> {
    await Promise.all([...this.#holders].map((letGo) => letGo()));
  }

  /** From here on this is another file, with the same content; what is not told stays. Gives back the former one. Call it within `runExclusive`. */
  switchTo(opened: Partial<OpenedFile>): OpenedFile {
    const former = this.#opened;
    this.#opened = { ...former, ...opened };
    this.#notKept = null;
    this.changes.mark('project', 'samples', 'jobs');
    return former;
  }
}
