import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { startDesktop, type Backend, type DesktopOptions } from '../../src-main/electron/desktop.ts';
import { KnownProjects } from '../../src-main/user-data/known-projects.ts';
import type { Grants } from '../../src-main/access/grants.ts';
import { ElectronStandIn } from './stand-in.ts';

const PROJECT = {
  id: 'p1',
  key: 'known.p1',
  name: 'glass',
  path: null as string | null,
  untitled: true,
  example: false,
  mode: 'write',
  readOnlyReason: null,
  notices: [],
  samples: 1,
  revision: 0,
};

function freshDesk() {
  return {
    folder: mkdtempSync(join(tmpdir(), 'keycore-desktop-')),
    electron: new ElectronStandIn(),
    log: '',
    /** Titles of those that run. */
    jobs: [] as string[],
    project: { ...PROJECT },
    /** How often the backend was closed. */
    closed: 0,
    grants: null as Grants | null,
    /** Lets every route, and the look for jobs, fail. */
    failing: false,
    recent: null as KnownProjects | null,
    /** Projects that the window was to begin with. */
    begun: [] as string[],
  };
}

/** What the test at hand works with; another one for each. */
export let desk = freshDesk();

beforeEach(() => {
  rmSync(desk.folder, { recursive: true, force: true });
  desk = freshDesk();
});

afterEach(() => {
  rmSync(desk.folder, { recursive: true, force: true });
});

/** The list of this user's projects, as a new run of Keycore finds it. */
export function known(): KnownProjects {
  return new KnownProjects(desk.folder, (notice) => (desk.log += notice));
}

/** A backend with the test's own API. */
export function backend(fetch: Backend['api']['fetch'] = answer): Backend {
  return {
    api: { fetch },
    recent: known(),
    projectPath: (id) => (id === desk.project.id ? desk.project.path : undefined),
    runningJobs: () => {
      if (desk.failing) throw new Error('broken');
      return desk.jobs;
    },
    beginWith: (id) => void desk.begun.push(id),
    close: async () => void (desk.closed += 1),
  };
}

/** An API with one open desk.project. */
export async function answer(request: Request): Promise<Response> {
  if (desk.failing) return new Response('broken', { status: 500 });
  const route = `${request.method} ${new URL(request.url).pathname}`;
  if (route === 'POST /api/projects') {
    desk.project.path = desk.grants?.use(((await request.json()) as { grant: string }).grant, 'read') ?? null;
    desk.project.untitled = desk.project.path === null;
    if (desk.project.path !== null) desk.recent?.opened(desk.project.path);
    return Response.json(desk.project);
  }
  return Response.json({ route });
}

export function options(more: Partial<DesktopOptions> = {}): DesktopOptions {
  return {
    parts: desk.electron.parts(),
    startBackend: (given) => {
      desk.grants = given;
      const made = backend();
      // The list that the API adds to is the one whose changes the menu hears of.
      desk.recent = made.recent as KnownProjects;
      return made;
    },
    settingsFolder: desk.folder,
    pageFolder: desk.folder,
    preload: join(desk.folder, 'preload.cjs'),
    platform: 'linux',
    argv: ['electron', 'build/main/electron.js'],
    workingFolder: desk.folder,
    log: (text) => (desk.log += text),
    ...more,
  };
}

export async function start(more: Partial<DesktopOptions> = {}): Promise<void> {
  const started = startDesktop(options(more));
  desk.electron.app.becomeReady();
  expect(await started).toBe(true);
}

/** The page has loaded and says what it can. */
export async function offer(...commands: string[]): Promise<void> {
  const offered = Object.fromEntries(commands.map((name) => [name, true]));
  expect(await desk.electron.invoke('menu/offer', [offered])).toStrictEqual({ ok: true, value: undefined });
}

/** Lets whatever was set going come to rest. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

export function grantOf(command: unknown): string {
  const [, [request]] = command as [string, [{ grant: string }]];
  return request.grant;
}
