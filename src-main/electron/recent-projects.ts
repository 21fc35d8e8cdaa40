import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, dirname, relative, sep } from 'node:path';
import { z } from 'zod';
import type { RecentProject } from '../api/desktop-bridge.ts';
import type { SettingsFile } from './settings-file.ts';

/** As many as a menu shows without scrolling. */
const LIMIT = 12;

/** Absolute paths, latest first. */
export const recentPathsSchema = z.array(z.string().min(1)).max(LIMIT);

/** Name of a path for the page: always the same one, and it tells nothing of the path. */
function idOf(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 22);
}

/** `~/glasses` rather than the whole path, where it lies at home. */
function shownFolder(path: string): string {
  const folder = dirname(path);
  const way = relative(homedir(), folder);
  if (way === '') return '~';
  return way.startsWith('..') || way === folder ? folder : `~${sep}${way}`;
}

/** The projects that were opened or saved last. The list is kept from one start to the next. */
export class RecentProjects {
  readonly #file: SettingsFile<string[]>;
  readonly #onChange: () => void;
  #paths: string[] = [];

  private constructor(file: SettingsFile<string[]>, paths: string[], onChange: () => void) {
    this.#file = file;
    this.#paths = paths;
    this.#onChange = onChange;
  }

  /** `onChange` is called whenever the list has become another one. */
  static async load(file: SettingsFile<string[]>, onChange: () => void): Promise<RecentProjects> {
    return new RecentProjects(file, await file.read(), onChange);
  }

  list(): RecentProject[] {
    return this.#paths.map((path) => ({ id: idOf(path), name: basename(path), folder: shownFolder(path) }));
  }

  /** The path of an entry, or null when it is no longer in the list. */
  pathOf(id: string): string | null {
    return this.#paths.find((path) => idOf(path) === id) ?? null;
  }

  /** Puts a project on top. Resolves when the list is on the disk. */
  async add(path: string): Promise<void> {
    await this.#replace([path, ...this.#paths.filter((other) => other !== path)].slice(0, LIMIT));
  }

  async remove(path: string): Promise<void> {
    await this.#replace(this.#paths.filter((other) => other !== path));
  }

  async clear(): Promise<void> {
    await this.#replace([]);
  }

  async #replace(paths: string[]): Promise<void> {
    this.#paths = paths;
    this.#onChange();
    await this.#file.write(paths);
  }
}
