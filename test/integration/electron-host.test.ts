import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openProject } from '../../src-main/project/open-project.ts';
import { backWithChromium, noChromium, type ChromiumPage } from '../electron-stand-in/chromium-page.ts';
import { ElectronStandIn } from '../electron-stand-in/stand-in.ts';
import { describeWindow } from '../electron-stand-in/window-suite.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const MAIN = join(ROOT, 'build', 'main');
const SAMPLE = join(ROOT, 'assets', '2dipl-glass.keycore');

let folder: string;
let electron: ElectronStandIn;
let chromium: ChromiumPage | null;

beforeEach(() => {
  for (const file of ['electron.js', 'preload.cjs'])
    if (!existsSync(join(MAIN, file))) throw new Error(`build/main/${file} is not built: npm run setup`);
  folder = mkdtempSync(join(tmpdir(), 'keycore-host-'));
  electron = new ElectronStandIn();
  chromium = null;
  vi.stubEnv('KEYCORE_USER_DATA', join(folder, 'user'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  await chromium?.close();
  if (electron.app.exitCode === null && electron.windows.length > 0) {
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).not.toBeNull(), 10_000);
  }
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.doUnmock('electron');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the built desktop host as Electron would: its module, then ready. */
async function launch({ page = false } = {}): Promise<void> {
  vi.resetModules();
  vi.doMock('electron', () => electron.module());
  if (page) chromium = await backWithChromium(electron, join(MAIN, 'preload.cjs'));
  await import(pathToFileURL(join(MAIN, 'electron.js')).href);
  electron.app.becomeReady();
  await vi.waitFor(() => expect(electron.window.shown).toBe(true), { timeout: 20_000 });
}

interface Info {
  id: string;
  name: string;
  path: string | null;
  mode: string;
  samples: number;
}

async function post(route: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return electron.fetch(`keycore://app${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function grantFor(path: string): Promise<string> {
  const answer = (await electron.invoke('file/grant', [path])) as { ok: true; value: { grant: string } };
  expect(answer.ok).toBe(true);
  return answer.value.grant;
}

/** Lets whatever was set going come to rest. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

describe('the built host', () => {
  test('starts threads for samples before there is a window that shows one', async () => {
    let workers = 0;
    const count = (): void => void (workers += 1);
    process.on('worker', count);
    try {
      await launch();
      expect(workers).toBeGreaterThan(0);
      // The second one follows when the first is prepared; nothing else has been asked for.
      await vi.waitFor(() => expect(workers).toBe(2), { timeout: 30_000 });
    } finally {
      process.off('worker', count);
    }
  });

  test('registers its scheme before Electron is ready, with no privilege more than it needs', async () => {
    vi.resetModules();
    vi.doMock('electron', () => electron.module());
    await import(pathToFileURL(join(MAIN, 'electron.js')).href);
    expect(electron.windows).toHaveLength(0);
    expect(electron.registered).toStrictEqual([
      {
        scheme: 'keycore',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
    expect(electron.app.paths).toStrictEqual({ userData: join(folder, 'user', 'desktop') });
  });

  test('opens, saves and closes projects through grants', async () => {
    await launch();
    const host = (await (await electron.fetch('keycore://app/api/host')).json()) as { host: string; root: unknown };
    expect({ host: host.host, root: host.root }).toStrictEqual({ host: 'desktop', root: null });
    const copy = join(folder, 'glass.keycore');
    copyFileSync(SAMPLE, copy);
    const opened = await post('/api/projects', { grant: await grantFor(copy) });
    expect(opened.status).toBe(200);
    const project = (await opened.json()) as Info;
    expect(project).toMatchObject({ name: 'glass', path: copy, mode: 'write', samples: 1 });
    electron.answers.save.push({ canceled: false, filePath: join(folder, 'again') });
    const chosen = (await electron.invoke('dialog/save', ['glass'])) as { value: { grant: string } };
    const saved = await post(`/api/projects/${project.id}/save`, { grant: chosen.value.grant });
    expect(await saved.json()).toMatchObject({ name: 'again', path: join(folder, 'again.keycore'), mode: 'write' });
    expect(electron.app.recentDocuments).toStrictEqual([copy, join(folder, 'again.keycore')]);
    expect(await electron.invoke('project/show-in-folder', [project.id])).toMatchObject({ ok: true });
    expect(electron.shownInFolder).toStrictEqual([join(folder, 'again.keycore')]);
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0), 10_000);
    // Closed files leave no journal behind; an example of an older version is copied before it is brought up to date.
    const left = readdirSync(folder).filter((name) => !/\.v\d+-backup\.keycore$/.test(name));
    expect(left.sort()).toStrictEqual(['again.keycore', 'glass.keycore', 'user']);
  });

  test('takes no path, no unknown grant and no foreign file', async () => {
    await launch();
    const path = await post('/api/projects', { path: SAMPLE });
    expect({
      status: path.status,
      kind: ((await path.json()) as { error: { kind: string } }).error.kind,
    }).toStrictEqual({
      status: 403,
      kind: 'forbidden',
    });
    expect((await post('/api/projects', { grant: 'A'.repeat(32) })).status).toBe(403);
    const foreign = join(folder, 'notes.keycore');
    writeFileSync(foreign, 'these are notes');
    const refused = await post('/api/projects', { grant: await grantFor(foreign) });
    expect(refused.status).toBe(422);
    expect(electron.app.recentDocuments).toStrictEqual([]);
  });

  test('exports where its dialog was told, once, and saves no project there', async () => {
    await launch();
    const project = (await (await post('/api/projects', { shipped: '2dipl-glass' })).json()) as Info;
    const target = join(folder, 'glass.npz');
    writeFileSync(target, 'the dialog has asked whether this may be replaced');
    electron.answers.save.push({ canceled: false, filePath: target });
    const chosen = (await electron.invoke('dialog/export', ['glass', 'npz'])) as { value: { grant: string } };
    const { grant } = chosen.value;
    // Chosen for an export, it is no place for a project.
    expect((await post(`/api/projects/${project.id}/save`, { grant })).status).toBe(403);
    const route = `/api/projects/${project.id}/samples/1/export?format=npz&modes=2`;
    const written = await post(route, { grant });
    expect(written.status).toBe(200);
    const { bytes } = (await written.json()) as { bytes: number };
    expect(readFileSync(target).length).toBe(bytes);
    expect(readFileSync(target).subarray(0, 2).toString()).toBe('PK');
    expect((await post(route, { grant })).status).toBe(403);
  });

  test('runs the kernels in the bundled workers: arrays of the shipped sample', async () => {
    await launch();
    const { shippedSamples } = (await (await electron.fetch('keycore://app/api/host')).json()) as {
      shippedSamples: { id: string }[];
    };
    expect(shippedSamples.map(({ id }) => id)).toContain('2dipl-glass');
    const project = (await (await post('/api/projects', { shipped: '2dipl-glass' })).json()) as Info;
    const answer = await electron.fetch(
      `keycore://app/api/projects/${project.id}/samples/1/modes/0/arrays?names=u,divUNp`,
    );
    expect(answer.status).toBe(200);
    // Layout: u64 header length, header, then N × 2 and N doubles.
    const bytes = new DataView(await answer.arrayBuffer());
    const header = Number(bytes.getBigUint64(0, true));
    expect(bytes.byteLength - 8 - header).toBe(4096 * 3 * 8);
  });
});

describe('quitting while a job runs', () => {
  /** A dump of the shipped sample, N = 4096: seconds of work. */
  function exportedDump(): string {
    const path = join(folder, 'glass.dump');
    const args = ['bin/keycore.js', 'export', SAMPLE, '1', '--format', 'dump', '--modes', '0', '-o', path];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    return path;
  }

  test('asks, keeps working when told to, and stops the job in order when told to quit', async () => {
    const path = exportedDump();
    await launch();
    const project = (await (await post('/api/projects', { untitled: true })).json()) as Info;
    const started = await post(`/api/projects/${project.id}/imports?name=glass.dump&model=2dipl`, {
      grant: await grantFor(path),
    });
    expect(started.status).toBe(202);
    electron.answers.ask.push({ response: 0 }, { response: 1 });
    electron.app.quit();
    await vi.waitFor(() => expect(electron.asked).toHaveLength(1), 10_000);
    expect(electron.asked[0].detail).toContain('glass.dump');
    await settle();
    expect(electron.app.exitCode).toBeNull();
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0), 10_000);
    expect(electron.asked).toHaveLength(2);
    // The project's lease was given back: it can be opened for writing again.
    const again = await openProject(join(folder, 'user', 'untitled', 'Untitled.keycore'), { mode: 'write' });
    expect(again.mode).toBe('write');
    again.close();
  });
});

describeWindow('the window in Chromium', noChromium, async (userData, args) => {
  // A second start in one test: another process, as far as the host can tell.
  if (electron.windows.length > 0) {
    await chromium?.close();
    electron = new ElectronStandIn();
  }
  vi.stubEnv('KEYCORE_USER_DATA', userData);
  const argv = [...process.argv];
  process.argv.push(...args);
  try {
    await launch({ page: true });
  } finally {
    process.argv = argv;
  }
  // `launch` has made it.
  const { page, errors } = chromium as ChromiumPage;
  return {
    page,
    errors,
    menuEnabled: async (...labels) => {
      const entry = electron.menuEntry(...labels);
      return entry !== undefined && entry.enabled !== false;
    },
    chooseFile: async (path, ...labels) => {
      electron.answers.open.push({ canceled: false, filePaths: [path] });
      electron.choose(...labels);
    },
    quit: async () => {
      electron.app.quit();
      await vi.waitFor(() => expect(electron.app.exitCode).not.toBeNull(), 10_000);
      return electron.app.exitCode;
    },
    close: () => Promise.resolve(),
  };
});

describe.skipIf(noChromium !== null)('files dropped on the window in Chromium', { timeout: 90_000 }, () => {
  /** Files of the system's file manager, let go over the window. */
  async function drop(paths: string[]): Promise<void> {
    const { page } = chromium as ChromiumPage;
    const places = Object.fromEntries(paths.map((path) => [basename(path), path]));
    await page.evaluate((given) => {
      // In a page `globalThis` is its window, which Node's types do not know.
      const browser = globalThis as unknown as Record<string, unknown> & {
        DataTransfer: new () => { items: { add: (file: File) => void } };
        DragEvent: new (name: string, init: object) => Event;
        document: EventTarget & { body: EventTarget };
      };
      browser['keycoreStandInPaths'] = given;
      const dataTransfer = new browser.DataTransfer();
      for (const name of Object.keys(given)) dataTransfer.items.add(new File(['not what is on the disk'], name));
      const init = { dataTransfer, bubbles: true, cancelable: true };
      browser.document.body.dispatchEvent(new browser.DragEvent('dragenter', init));
      browser.document.body.dispatchEvent(new browser.DragEvent('drop', init));
    }, places);
  }

  test('a dropped project is opened where it lies; what is no glass is refused in words', async () => {
    await launch({ page: true });
    const { page } = chromium as ChromiumPage;
    await vi.waitFor(() => expect(electron.menuEntry('View', 'Fit to Window')?.enabled).toBe(true), 20_000);
    const copy = join(folder, 'dropped.keycore');
    copyFileSync(SAMPLE, copy);
    await drop([copy]);
    await vi.waitFor(async () => expect(await page.title()).toBe('dropped – Keycore'), 20_000);
    const notes = join(folder, 'notes.dump');
    writeFileSync(notes, 'dear diary\n');
    await drop([notes]);
    await page.getByText('notes.dump').first().waitFor({ timeout: 20_000 });
    await page
      .getByText(/line 1|expected|ITEM/)
      .first()
      .waitFor({ timeout: 20_000 });
    expect(await page.title()).toBe('dropped – Keycore');
  });
});
