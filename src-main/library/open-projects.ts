import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { explainFileError } from '../project/file-error.ts';
import { openInMemory } from '../project/open-in-memory.ts';
import { createProject, openProject } from '../project/open-project.ts';
import { holderText } from '../project/lease.ts';
import type { Project } from '../project/project.ts';
import { takingTurns } from '../jobs/turns.ts';
import { ProjectHandle, type OpenedFile, type Origin } from './open-project-handle.ts';
import type { KnownProjects } from '../user-data/known-projects.ts';
import { adoptUpload } from '../user-data/adopt-upload.ts';
import { shippedAt, shippedPath } from '../user-data/shipped-samples.ts';
import { madeFolder } from '../user-data/user-data.ts';

const EXTENSION = '.keycore';

/** Untitled projects that other windows hold are passed over, up to this many. */
const MAX_UNTITLED = 100;

/** What an example says in place of who holds it. */
const EXAMPLE_STAYS =
  'This is an example that comes with Keycore and stays as it is: what is worked out of it is not kept. “Save as…” makes it a project of your own, with what was worked out.';

/** Opens for writing where possible, else for reading, with the reason; and with what opening it has found or done. */
async function openBest(file: string) {
  const project = await openProject(file, { mode: 'write' });
  // The window knows files by other names.
  const inWindow = (text: string) => text.replaceAll(join(dirname(file), sep), '');
  const notices = [...project.messages, ...project.losses()].map(inWindow);
  const { heldBy, cannotWrite } = project;
  if (heldBy === null) return { project, notices, readOnlyReason: cannotWrite === null ? null : inWindow(cannotWrite) };
  const held = holderText(heldBy);
  const readOnlyReason = `${held[0].toUpperCase()}${held.slice(1)}; close it there to write here.`;
  return { project, notices, readOnlyReason };
}

/**
 * The projects that are open in this process, each under an opaque id. A file is opened once, however many windows
 * show it. Only one thread may open projects (docs/project-file.md), and within it one opening goes at a time.
 */
export class OpenProjects {
  readonly #userData: string;
  readonly #samples: string | undefined;
  readonly #known: KnownProjects;
  readonly #handles = new Map<string, ProjectHandle>();
  /** Examples by their file: what was worked out of one is there again when it is opened again. */
  readonly #examples = new Map<string, Project>();
  readonly #inTurn = takingTurns();

  /**
   * @param userData folder of Untitled projects and of the copies of projects that were sent
   * @param known is notified of what is opened
   * @param samples folder of the shipped samples, where it is not `assets/`
   */
  constructor(userData: string, known: KnownProjects, samples?: string) {
    this.#userData = userData;
    this.#known = known;
    this.#samples = samples;
  }

  list(): ProjectHandle[] {
    return [...this.#handles.values()];
  }

  /** Undefined when no project is open under that id. */
  find(id: string): ProjectHandle | undefined {
    return this.#handles.get(id);
  }

  async #open(path: string, origin: Origin, shownPath: string | null) {
    let file: string;
    try {
      file = realpathSync(path);
    } catch (error) {
      throw explainFileError(error, path, 'read');
    }
    const open = this.list().find((handle) => handle.file === file);
    if (open !== undefined) {
      await this.#openAnew(open);
      open.retry();
      open.openings += 1;
      if (open.origin !== 'example') this.#known.opened(file);
      return open;
    }
    const shipped = shippedAt(file, this.#samples);
    if (shipped !== null) return this.#added(await this.#example(file, shipped.id));
    const opened = await openBest(file);
    this.#known.opened(file);
    return this.#added({ ...opened, file, origin, key: this.#keyOf(file), shownPath });
  }

  #keyOf(file: string) {
    return `known.${this.#known.idOf(file)}`;
  }

  #added(opened: OpenedFile) {
    const handle = new ProjectHandle(randomBytes(12).toString('base64url'), opened);
    this.#handles.set(handle.id, handle);
    return handle;
  }

  async #example(file: string, id: string): Promise<OpenedFile> {
    const project = this.#examples.get(file) ?? (await openInMemory(file));
    this.#examples.set(file, project);
    const key = `example.${id}`;
    return { project, file, origin: 'example', key, shownPath: null, readOnlyReason: EXAMPLE_STAYS, notices: [] };
  }

  /** One that could not be written when it was opened is opened for writing, if that is possible now. */
  async #openAnew(handle: ProjectHandle) {
    const { project, file } = handle;
    if (project.cannotWrite === null || project.writer()?.alive === true) return;
    await handle.runExclusive(async () => handle.switchTo(await openBest(file)).project.close());
  }

  /** Opens a file; `shownPath` is how the user knows it. A shipped sample is an example. Throws `BadInput` for what is no project. */
  openFile(path: string, shownPath: string): Promise<ProjectHandle> {
    return this.#inTurn(() => this.#open(path, 'saved', shownPath));
  }

  /**
   * Opens a project that the user had opened before, or that lies in the user's data; `shownPath` is how the user knows
   * it where it is one of their own. Throws `BadInput` for one that is no longer there.
   */
  openKnown(path: string, shownPath: string): Promise<ProjectHandle> {
    const kind = this.#known.kindOf(path);
    if (kind === 'saved') return this.openFile(path, shownPath);
    return this.#inTurn(() => this.#open(path, kind === 'untitled' ? 'untitled' : 'copy', null));
  }

  /** Opens a shipped sample as an example; throws `BadInput` for an unknown one. */
  openShipped(id: string): Promise<ProjectHandle> {
    return this.#inTurn(async () => {
      const path = shippedPath(id, this.#samples);
      if (path === null) throw new BadInput(`there is no shipped sample '${id}'`);
      return this.#open(path, 'example', null);
    });
  }

  /**
   * Opens a project that came as bytes (dropped on a page): `file` is moved into the user's data under its name and the
   * hash of its content, so that the same one is the same project again. Throws `BadInput` for what is no project.
   */
  openReceived(file: string, name: string): Promise<ProjectHandle> {
    return this.#inTurn(async () => {
      // Refused before it is taken in: what is no project leaves nothing.
      (await openProject(file, { mode: 'read' })).close();
      const copy = await adoptUpload(file, name, this.#userData);
      return this.#open(copy, 'copy', null);
    });
  }

  /** The user's Untitled project, with what it held when it was last left; another one where that is in use. */
  openUntitled(): Promise<ProjectHandle> {
    return this.#inTurn(async () => {
      const folder = madeFolder(this.#userData, 'untitled');
      for (let count = 1; count <= MAX_UNTITLED; count++) {
        const path = join(folder, `Untitled${count === 1 ? '' : ` ${count}`}${EXTENSION}`);
        if (!existsSync(path)) (await createProject(path)).close();
        const handle = await this.#open(path, 'untitled', null);
        // One that nobody else has, and that cannot be written (a full disk), is shown as it is: the next could not either.
        if (handle.project.heldBy === null) return handle;
        await this.#close(handle);
      }
      throw new BadInput(`${MAX_UNTITLED} untitled projects are open elsewhere; close one of them`);
    });
  }

  /**
   * Copies the project to a new file and goes on with that one. An Untitled project is then no longer kept in the
   * user's data. Throws `BadInput` if the file exists or cannot be made; the project is then as it was.
   */
  saveAs(handle: ProjectHandle, path: string, shownPath: string): Promise<void> {
    const ending = path.endsWith(EXTENSION) ? '' : EXTENSION;
    const target = `${path}${ending}`;
    return this.#inTurn(() =>
      handle.runExclusive(async () => {
        await handle.release();
        await handle.project.backupTo(target);
        const saved = await openBest(target);
        const file = realpathSync(target);
        // Untitled goes on under its name; of any other there are two from here on.
        if (handle.origin === 'untitled' && handle.project.mode === 'write') this.#known.moved(handle.file, file);
        else this.#known.opened(file);
        const former = handle.switchTo({
          ...saved,
          file,
          origin: 'saved',
          key: this.#keyOf(file),
          shownPath: `${shownPath}${ending}`,
        });
        former.project.close();
        // The next to open the example finds it as it ships.
        if (former.origin === 'example') this.#examples.delete(former.file);
        if (former.origin === 'untitled' && former.project.mode === 'write') rmSync(former.file);
      }),
    );
  }

  async #close(handle: ProjectHandle) {
    handle.openings -= 1;
    if (handle.openings > 0) return false;
    this.#handles.delete(handle.id);
    handle.changes.end();
    // An example goes with the last of its windows, and what was worked out of it with this process.
    if (handle.origin !== 'example') await handle.runExclusive(() => handle.project.close());
    return true;
  }

  /** Gives one opening back; the last one closes the file. True when it was the last. */
  close(handle: ProjectHandle): Promise<boolean> {
    return this.#inTurn(() => this.#close(handle));
  }

  /** Closes everything, in the end. */
  async closeAll(): Promise<void> {
    await this.#inTurn(async () => {
      for (const handle of this.list()) {
        handle.openings = 1;
        await this.#close(handle);
      }
      for (const project of this.#examples.values()) project.close();
      this.#examples.clear();
    });
  }
}
