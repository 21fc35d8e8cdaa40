import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { BACKUP_NAME } from '../project/backup.ts';
import { PrivateJsonFile, type Tell } from './private-json-file.ts';
import { homeFolder } from './user-data-folder.mjs';

const EXTENSION = '.keycore';

/** So many projects outside the user's data are remembered, the latest ones. */
const MAX_SAVED = 50;

/**
 * Where a project lies: at a place of the user's, or in the user's data as Untitled, as a copy of one that was sent to a
 * page, or as work that an earlier version had put into its copy of an example.
 */
export type ProjectKind = 'saved' | 'untitled' | 'received' | 'recovered';

const entrySchema = z.strictObject({
  // Random, and the same from one run of Keycore to the next; tells nothing of the path.
  id: z.string().regex(/^[\w-]{22}$/),
  // Real path.
  path: z.string().min(1),
  openedAt: z.iso.datetime(),
});

const fileSchema = z.strictObject({ version: z.literal(1), projects: z.array(entrySchema) });

type Entry = z.infer<typeof entrySchema>;

/** A project that this user has opened before, or that lies in the user's data. */
export interface KnownProject extends Pick<Entry, 'id' | 'path'> {
  kind: ProjectKind;
  /** ISO 8601; null for one that was found in the user's data and not opened yet. */
  openedAt: string | null;
}

/** The folder of one of the user's own places, for the eye: `~/glasses` where it lies at home; null in the user's data. */
export function shownFolder({ path, kind }: Pick<KnownProject, 'path' | 'kind'>): string | null {
  if (kind !== 'saved') return null;
  const folder = dirname(path);
  let way: string;
  try {
    way = relative(homeFolder(), folder);
  } catch {
    // A user without a home: nothing lies there.
    return folder;
  }
  if (way === '') return '~';
  return way.startsWith('..') || way === folder ? folder : `~${sep}${way}`;
}

/** Latest first. */
function inOrder(entries: readonly Entry[]) {
  return entries.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt));
}

/** What lies in a folder; nothing where that is a file (a file manager's own), or closed to us. */
function listed(folder: string) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // One such entry must not hide all the others.
    return [];
  }
}

/**
 * The user's projects under names that outlive a run of Keycore: for the list of recent ones, and for the place where a
 * window was left. Whatever lies in the user's data is always among them.
 */
export class KnownProjects {
  readonly #userData: string;
  readonly #file: PrivateJsonFile<z.infer<typeof fileSchema>>;
  /** Names given in this run, by path; they go into the file when the project is opened. */
  readonly #ids = new Map<string, string>();
  readonly #listeners = new Set<(saved: string | undefined) => void>();

  /** @param tell receives a sentence for the user about a damaged list */
  constructor(userData: string, tell: Tell) {
    this.#userData = realpathSync(userData);
    const path = join(userData, 'projects.json');
    this.#file = new PrivateJsonFile(path, 'The list of your projects', fileSchema, tell);
    if (!existsSync(path)) this.#takeOver();
  }

  /** The desktop of earlier versions kept a list of paths of its own, latest first. */
  #takeOver() {
    const path = join(this.#userData, 'desktop', 'recent-projects.json');
    if (!existsSync(path)) return;
    let paths: string[];
    try {
      paths = z.array(z.string().min(1)).parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // No list of paths.
      return;
    }
    const now = Date.now();
    const projects = paths.map((file, at) => ({
      id: this.idOf(file),
      path: file,
      openedAt: new Date(now - at).toISOString(),
    }));
    this.#file.write({ version: 1, projects });
  }

  kindOf(path: string): ProjectKind {
    const folder = dirname(path);
    if (folder === join(this.#userData, 'untitled')) return 'untitled';
    if (folder === join(this.#userData, 'recovered')) return 'recovered';
    return dirname(folder) === join(this.#userData, 'received') ? 'received' : 'saved';
  }

  #entries() {
    return this.#file.read()?.projects ?? [];
  }

  /** Projects in the user's data. */
  #inUserData() {
    const [untitled, recovered, received] = ['untitled', 'recovered', 'received'].map((name) =>
      listed(join(this.#userData, name)),
    );
    return [...untitled, ...recovered, ...received.flatMap(listed)].filter(
      (path) => path.endsWith(EXTENSION) && !basename(path).startsWith('.') && !BACKUP_NAME.test(path),
    );
  }

  /** All, the latest first; those that were found and never opened come last. */
  list(): KnownProject[] {
    const entries = inOrder(this.#entries());
    const known = new Set(entries.map(({ path }) => path));
    const found = this.#inUserData().filter((path) => !known.has(path));
    return [
      ...entries.map((entry) => ({ ...entry, kind: this.kindOf(entry.path) })),
      ...found.map((path) => ({ id: this.idOf(path), path, kind: this.kindOf(path), openedAt: null })),
    ];
  }

  /** The name of a project, given to it if it has none yet. */
  idOf(path: string): string {
    const known = this.#ids.get(path) ?? this.#entries().find((entry) => entry.path === path)?.id;
    const id = known ?? randomBytes(16).toString('base64url');
    this.#ids.set(path, id);
    return id;
  }

  /** The path of a name; null for one that is not known. */
  pathOf(id: string): string | null {
    const listedOne = this.list().find((project) => project.id === id);
    // Where the list cannot be written, those of this run are known all the same.
    return listedOne?.path ?? Array.from(this.#ids).find(([, own]) => own === id)?.[0] ?? null;
  }

  /**
   * Calls `listener` whenever the list has become another one, with the path of a project that was opened from or saved
   * to a place of the user's.
   */
  onChange(listener: (saved: string | undefined) => void): void {
    this.#listeners.add(listener);
  }

  /** Puts a project on top of the list. */
  opened(path: string): void {
    this.#putOnTop(path, this.idOf(path), path);
  }

  /** A project lies elsewhere now, and is found there under the name that it had. */
  moved(from: string, to: string): void {
    const id = this.idOf(from);
    this.#ids.delete(from);
    this.#ids.set(to, id);
    this.#putOnTop(to, id, from);
  }

  #putOnTop(path: string, id: string, former: string) {
    const entry = { id, path, openedAt: new Date().toISOString() };
    const saved = this.kindOf(path) === 'saved' ? path : undefined;
    this.#change(
      (entries) => [entry, ...entries.filter((other) => other.path !== path && other.path !== former)],
      saved,
    );
  }

  /** Takes a project out of the list; its file stays, and one in the user's data stays known. */
  remove(id: string): void {
    this.#change((entries) => entries.filter((entry) => entry.id !== id));
  }

  /** Forgets those that lie outside the user's data. */
  clear(): void {
    this.#change((entries) => entries.filter(({ path }) => this.kindOf(path) !== 'saved'));
  }

  #change(change: (entries: Entry[]) => Entry[], saved?: string) {
    const latest = inOrder(change(this.#entries()));
    let kept = 0;
    const projects = latest.filter(({ path }) => this.kindOf(path) !== 'saved' || (kept += 1) <= MAX_SAVED);
    this.#file.write({ version: 1, projects });
    for (const listener of this.#listeners) listener(saved);
  }
}
