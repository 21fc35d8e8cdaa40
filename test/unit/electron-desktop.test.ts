import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startDesktop } from '../../src-main/electron/desktop.ts';
import type { Backend, DesktopOptions } from '../../src-main/electron/desktop.ts';
import type { Grants } from '../../src-main/library/grants.ts';
import { ElectronStandIn } from '../electron-stand-in/stand-in.ts';

const PROJECT = {
  id: 'p1',
  name: 'glass',
  path: null as string | null,
  untitled: true,
  mode: 'write',
  readOnlyReason: null,
  samples: 1,
};

const JOB = {
  id: 'j1',
  title: 'glass.dump',
  state: 'running',
  startedAt: '2026-01-01T00:00:00Z',
  progress: 0.5,
  stage: 'modes',
  secondsLeft: null,
  samples: [],
  error: null,
};

let folder: string;
let electron: ElectronStandIn;
let log: string;
let jobs: object[];
let project: typeof PROJECT;
let closed: number;
let grants: Grants | null;
let failing: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-desktop-'));
  electron = new ElectronStandIn();
  log = '';
  jobs = [];
  project = { ...PROJECT };
  closed = 0;
  grants = null;
  failing = false;
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An API with one open project and the test's own list of jobs. */
async function answer(request: Request): Promise<Response> {
  if (failing) return new Response('broken', { status: 500 });
  const route = `${request.method} ${new URL(request.url).pathname}`;
  if (route === 'GET /api/projects') return Response.json({ projects: [project] });
  if (route === 'GET /api/projects/p1/jobs') return Response.json({ jobs });
  if (route === 'POST /api/projects') {
    project.path = grants?.pathOf(((await request.json()) as { grant: string }).grant) ?? null;
    project.untitled = project.path === null;
    return Response.json(project);
  }
  return Response.json({ route });
}

function options(more: Partial<DesktopOptions> = {}): DesktopOptions {
  return {
    parts: electron.parts(),
    startBackend: (given) => {
      grants = given;
      return { api: { fetch: answer }, close: async () => void (closed += 1) };
    },
    settingsFolder: folder,
    pageFolder: folder,
    preload: join(folder, 'preload.cjs'),
    platform: 'linux',
    argv: ['electron', 'build/main/electron.js'],
    workingFolder: folder,
    log: (text) => (log += text),
    ...more,
  };
}

async function start(more: Partial<DesktopOptions> = {}): Promise<void> {
  const started = startDesktop(options(more));
  electron.app.becomeReady();
  expect(await started).toBe(true);
}

/** The page has loaded and says what it can. */
async function offer(...commands: string[]): Promise<void> {
  const offered = Object.fromEntries(commands.map((name) => [name, true]));
  expect(await electron.invoke('menu/offer', [offered])).toStrictEqual({ ok: true, value: undefined });
}

/** Lets whatever was set going come to rest. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

function grantOf(command: unknown): string {
  const [, [request]] = command as [string, [{ grant: string }]];
  return request.grant;
}

test('one window, shut off from everything but its page and the bridge', async () => {
  await start();
  expect(electron.windows).toHaveLength(1);
  const { loaded, shown, options: made, webContents } = electron.window;
  expect({ loaded, shown }).toStrictEqual({ loaded: 'keycore://app/', shown: true });
  expect(made.webPreferences).toStrictEqual({
    preload: join(folder, 'preload.cjs'),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: true,
    additionalArguments: ['--keycore-development'],
  });
  expect(webContents.windowOpenAnswer).toStrictEqual({ action: 'deny' });
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])
    expect({ name, prevented: webContents.isPrevented(name) }).toStrictEqual({ name, prevented: true });
  expect(electron.permissions).toStrictEqual({ request: false, check: false, device: false });
});

test('a packaged app has no developer tools', async () => {
  electron.app.isPackaged = true;
  await start();
  const { devTools, additionalArguments } = electron.window.options.webPreferences;
  expect({ devTools, additionalArguments }).toStrictEqual({ devTools: false, additionalArguments: [] });
  expect(electron.menuEntry('View')?.submenu?.some(({ role }) => role === 'toggleDevTools')).toBe(false);
});

test('the scheme answers with the API and with page files, and with nothing to strangers', async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  await start();
  expect(await (await electron.fetch('keycore://app/api/host')).json()).toStrictEqual({ route: 'GET /api/host' });
  expect(await (await electron.fetch('keycore://app/')).text()).toBe('<!doctype html>');
  const foreign = await electron.fetch('keycore://other/api/host');
  expect(foreign.status).toBe(403);
  const asked = await electron.fetch('keycore://app/api/host', { headers: { origin: 'https://example.org' } });
  expect(asked.status).toBe(403);
});

describe('one instance', () => {
  test('a second one quits at once and starts nothing', async () => {
    electron.app.hasLock = false;
    expect(await startDesktop(options())).toBe(false);
    expect(electron.app.exitCode).toBe(0);
    expect(grants).toBeNull();
    expect(electron.windows).toHaveLength(0);
  });

  test('the first one opens what the second was asked to, and comes to the front', async () => {
    await start();
    await offer('file/open');
    electron.window.minimized = true;
    electron.emitApp('second-instance', ['electron', '--flag', 'sub/glass.keycore', 'notes.txt'], folder);
    const { minimized, focused } = electron.window;
    expect({ minimized, focused }).toStrictEqual({ minimized: false, focused: 1 });
    expect(electron.commands()).toStrictEqual([
      ['file/open', [{ grant: expect.any(String) as string }, 'glass.keycore']],
    ]);
    expect(grants?.pathOf(grantOf(electron.commands()[0]))).toBe(join(folder, 'sub', 'glass.keycore'));
  });
});

describe('files named from outside', () => {
  test('at the start are open before the page is there, in order, also those named before Electron was ready', async () => {
    const opened: string[] = [];
    let windows = -1;
    const startBackend = (given: Grants): Backend => ({
      api: {
        fetch: async (request) => {
          const { grant } = (await request.json()) as { grant: string };
          opened.push(given.pathOf(grant) ?? 'unknown grant');
          windows = electron.windows.length;
          return Response.json(project);
        },
      },
      close: () => Promise.resolve(),
    });
    const argv = ['electron', 'main.js', '/data/a.keycore', '--user-data-dir=/x.keycore', 'Sub/B.KEYCORE'];
    const started = startDesktop(options({ argv, startBackend }));
    expect(electron.emitApp('open-file', '/data/c.keycore')).toBe(true);
    electron.app.becomeReady();
    await started;
    expect(opened).toStrictEqual(['/data/a.keycore', join(folder, 'Sub', 'B.KEYCORE'), '/data/c.keycore']);
    expect(windows).toBe(0);
    await offer('file/open');
    expect(electron.commands()).toStrictEqual([]);
  });

  test('at the start that cannot be opened are said to be, in the words of the API', async () => {
    const refusal = { error: { kind: 'bad-input', message: 'a.keycore: not a Keycore project' } };
    const startBackend = (): Backend => ({
      api: { fetch: () => Response.json(refusal, { status: 422 }) },
      close: () => Promise.resolve(),
    });
    await start({ argv: ['electron', 'main.js', 'a.keycore'], startBackend });
    expect(electron.errorBoxes).toStrictEqual([{ title: 'Keycore', content: 'a.keycore: not a Keycore project' }]);
    expect(electron.window.loaded).toBe('keycore://app/');
  });

  test('wait again while the page is being reloaded', async () => {
    await start();
    await offer('file/open');
    electron.window.webContents.reload();
    electron.emitApp('open-file', '/data/b.keycore');
    expect(electron.commands()).toStrictEqual([]);
    await offer('file/open');
    expect(electron.commands()).toHaveLength(1);
  });

  test('a hash in the address is no reload', async () => {
    await start();
    await offer('file/open');
    electron.window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    electron.emitApp('open-file', '/data/b.keycore');
    expect(electron.commands()).toHaveLength(1);
  });
});

describe('messages', () => {
  const strangers: [string, object][] = [
    ['another window', { sender: { id: 99 } }],
    ['a frame inside the page', { senderFrame: { url: 'keycore://app/', parent: {} } }],
    ['another origin', { senderFrame: { url: 'https://example.org/', parent: null } }],
    ['another host of the scheme', { senderFrame: { url: 'keycore://apps/', parent: null } }],
    ['a frame that is gone', { senderFrame: null }],
  ];
  test.each(strangers)('from %s are refused', async (_name, from) => {
    await start();
    electron.answers.open.push({ canceled: false, filePaths: ['/data/a.keycore'] });
    expect(await electron.invoke('dialog/open', ['project'], from)).toStrictEqual({
      ok: false,
      message: 'not allowed',
    });
    // The dialog was not shown.
    expect(electron.answers.open).toHaveLength(1);
    expect(log).toContain('refusing a message: Error: dialog/open from');
  });

  test('with other arguments than agreed are refused', async () => {
    await start();
    for (const [channel, args] of [
      ['dialog/open', ['folder']],
      ['dialog/open', []],
      ['file/grant', [42]],
      ['menu/offer', [{ 'file/format-disk': true }]],
      ['recent/list', ['more']],
    ] as [string, unknown[]][])
      expect(await electron.invoke(channel, args)).toStrictEqual({
        ok: false,
        message: expect.stringMatching(`^${channel}: ✖ `) as string,
      });
  });
});

describe('files', () => {
  test('chosen in a dialog come as grants, without their folders', async () => {
    await start();
    const path = join(folder, 'glass.dump');
    writeFileSync(path, '12345');
    electron.answers.open.push({ canceled: false, filePaths: [path] });
    const chosen = (await electron.invoke('dialog/open', ['configurations'])) as { value: { grant: string }[] };
    expect(chosen).toStrictEqual({
      ok: true,
      value: [{ grant: expect.any(String) as string, name: 'glass.dump', bytes: 5 }],
    });
    expect(JSON.stringify(chosen)).not.toContain(folder);
    expect(grants?.pathOf(chosen.value[0].grant)).toBe(path);
    electron.answers.open.push({ canceled: true, filePaths: [] });
    expect(await electron.invoke('dialog/open', ['project'])).toStrictEqual({ ok: true, value: [] });
  });

  test('dropped: a file is granted; folders, missing files and what is no path are refused', async () => {
    await start();
    const path = join(folder, 'glass.xyz');
    writeFileSync(path, '');
    expect(await electron.invoke('file/grant', [path])).toMatchObject({
      ok: true,
      value: { name: 'glass.xyz', bytes: 0 },
    });
    for (const [dropped, words] of [
      [folder, 'is no file (a folder, or gone)'],
      [join(folder, 'none'), 'none is no file (a folder, or gone)'],
      ['glass.xyz', 'what was dropped is no file on this computer'],
    ])
      expect(await electron.invoke('file/grant', [dropped])).toStrictEqual({
        ok: false,
        message: expect.stringContaining(words) as string,
      });
  });

  test('to be written: the extension is added, and a file that exists is asked for again', async () => {
    await start();
    writeFileSync(join(folder, 'old.keycore'), '');
    electron.answers.save.push(
      { canceled: false, filePath: join(folder, 'old.keycore') },
      { canceled: false, filePath: join(folder, 'new') },
    );
    electron.answers.ask.push({ response: 0 });
    expect(await electron.invoke('dialog/save', ['../glass: 1'])).toMatchObject({
      ok: true,
      value: { name: 'new.keycore', bytes: null },
    });
    expect(electron.asked[0].message).toBe('old.keycore exists already.');
    // Nothing that the page says leads to another folder.
    expect(electron.saveOptions[0].defaultPath).toBe('Untitled.keycore');
    electron.answers.save.push({ canceled: true, filePath: '' });
    expect(await electron.invoke('dialog/save', ['glass: 1'])).toStrictEqual({ ok: true, value: null });
    expect(electron.saveOptions.at(-1)?.defaultPath).toBe('glass  1.keycore');
  });

  test('are shown in their folder only for an open project that has one', async () => {
    await start();
    const show = (id: string): Promise<unknown> => electron.invoke('project/show-in-folder', [id]);
    expect(await show('p1')).toMatchObject({ ok: false, message: expect.stringContaining('not saved yet') as string });
    expect(await show('p2')).toStrictEqual({ ok: false, message: 'this project is not open' });
    project.path = '/data/glass.keycore';
    expect(await show('p1')).toStrictEqual({ ok: true, value: undefined });
    expect(electron.shownInFolder).toStrictEqual(['/data/glass.keycore']);
  });
});

describe('recent projects', () => {
  async function openFile(name: string): Promise<void> {
    const path = join(folder, name);
    writeFileSync(path, '');
    electron.answers.open.push({ canceled: false, filePaths: [path] });
    const { value } = (await electron.invoke('dialog/open', ['project'])) as { value: { grant: string }[] };
    const body = JSON.stringify({ grant: value[0].grant });
    expect((await electron.fetch('keycore://app/api/projects', { method: 'POST', body })).status).toBe(200);
    await settle();
  }

  test('are those opened from files, latest first, kept over a restart', async () => {
    await start();
    await offer('file/open');
    await openFile('a.keycore');
    await openFile('b.keycore');
    await openFile('a.keycore');
    expect(electron.menuEntry('File', 'Open Recent')?.submenu?.map(({ label }) => label)).toStrictEqual([
      'a.keycore',
      'b.keycore',
      undefined,
      'Clear List',
    ]);
    expect(electron.app.recentDocuments[0]).toBe(join(folder, 'a.keycore'));
    electron = new ElectronStandIn();
    await start();
    await offer('file/open');
    electron.choose('File', 'Open Recent', 'b.keycore');
    await settle();
    expect(grants?.pathOf(grantOf(electron.commands()[0]))).toBe(join(folder, 'b.keycore'));
  });

  test('one that is gone is said to be, and leaves the list', async () => {
    await start();
    await offer('file/open');
    await openFile('a.keycore');
    const { value } = (await electron.invoke('recent/list')) as { value: { id: string; name: string }[] };
    expect(value.map(({ name }) => name)).toStrictEqual(['a.keycore']);
    rmSync(join(folder, 'a.keycore'));
    expect(await electron.invoke('recent/open', [value[0].id])).toStrictEqual({
      ok: false,
      message: `${join(folder, 'a.keycore')} is no longer there`,
    });
    expect(await electron.invoke('recent/list')).toStrictEqual({ ok: true, value: [] });
    expect(await electron.invoke('recent/open', ['made-up'])).toMatchObject({ ok: false });
  });

  test('can be forgotten', async () => {
    await start();
    await offer('file/open');
    await openFile('a.keycore');
    electron.choose('File', 'Open Recent', 'Clear List');
    await settle();
    expect(JSON.parse(readFileSync(join(folder, 'recent-projects.json'), 'utf8'))).toStrictEqual([]);
    expect(electron.app.recentDocuments).toStrictEqual([]);
    expect(electron.menuEntry('File', 'Open Recent')?.enabled).toBe(false);
  });
});

describe('menus', () => {
  test('hold what the page offers, greyed where it says so, and nothing else', async () => {
    await start();
    expect(electron.menuEntry('File', 'New')).toBeUndefined();
    await electron.invoke('menu/offer', [{ 'file/new': true, 'file/save-as': false }]);
    expect(electron.menuEntry('File', 'New')?.enabled).toBe(true);
    expect(electron.menuEntry('File', 'Save As…')?.enabled).toBe(false);
    expect(electron.menuEntry('File', 'Export…')).toBeUndefined();
    electron.choose('File', 'New');
    expect(electron.commands()).toStrictEqual([['file/new', []]]);
  });

  test('show the dialogs that a command needs before the page hears of it', async () => {
    await start();
    await offer('file/open', 'file/import');
    electron.answers.open.push({ canceled: false, filePaths: ['/data/a.keycore'] });
    electron.choose('File', 'Open…');
    await settle();
    electron.answers.open.push({ canceled: false, filePaths: ['/data/1.dump', '/data/2.dump'] });
    electron.choose('File', 'Import…');
    await settle();
    electron.answers.open.push({ canceled: true, filePaths: [] });
    electron.choose('File', 'Import…');
    await settle();
    const file = (name: string): object => ({ grant: expect.any(String) as string, name, bytes: null });
    expect(electron.commands()).toStrictEqual([
      ['file/open', [{ grant: expect.any(String) as string }, 'a.keycore']],
      ['file/import', [[file('1.dump'), file('2.dump')]]],
    ]);
  });

  test('the theme is set, told to the page and kept', async () => {
    await start();
    await offer('view/theme');
    electron.choose('View', 'Theme', 'Dark');
    await settle();
    expect(electron.nativeTheme.themeSource).toBe('dark');
    expect(electron.menuEntry('View', 'Theme', 'Dark')?.checked).toBe(true);
    expect(electron.commands()).toStrictEqual([['view/theme', ['dark']]]);
    electron = new ElectronStandIn();
    await start();
    expect(electron.nativeTheme.themeSource).toBe('dark');
  });
});

describe('quitting', () => {
  test('with nothing running closes the projects and goes, without a question', async () => {
    await start();
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0));
    expect({ closed, asked: electron.asked }).toStrictEqual({ closed: 1, asked: [] });
  });

  test('with a job running asks first: keep working, then stop and quit', async () => {
    jobs = [JOB, { ...JOB, id: 'j2', state: 'done' }];
    await start();
    electron.answers.ask.push({ response: 0 }, { response: 1 });
    electron.window.close();
    await settle();
    expect(electron.asked[0]).toMatchObject({
      message: 'A job is still running.',
      detail: expect.stringContaining('• glass.dump\n') as string,
      buttons: ['Keep working', 'Stop and quit'],
    });
    expect({ exit: electron.app.exitCode, gone: electron.window.destroyed, closed }).toStrictEqual({
      exit: null,
      gone: false,
      closed: 0,
    });
    electron.window.close();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0));
    expect({ closed, questions: electron.asked.length }).toStrictEqual({ closed: 1, questions: 2 });
  });

  test('twice at once is asked once', async () => {
    jobs = [JOB];
    await start();
    electron.answers.ask.push({ response: 0 });
    electron.app.quit();
    electron.app.quit();
    await settle();
    expect(electron.asked).toHaveLength(1);
  });

  test('is possible though the jobs cannot be asked for, and says so in the log', async () => {
    await start();
    failing = true;
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0));
    expect(log).toContain('asking which jobs run: Error: /api/projects answered 500: broken');
  });

  test('with a failure in closing ends with exit code 1', async () => {
    const startBackend = (): Backend => ({
      api: { fetch: answer },
      close: () => Promise.reject(new Error('disk full')),
    });
    await start({ startBackend });
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(1));
    expect(log).toContain('closing the projects: Error: disk full');
  });

  test('on macOS closing the window is not quitting; the dock brings it back', async () => {
    await start({ platform: 'darwin' });
    electron.window.close();
    await settle();
    expect({ gone: electron.window.destroyed, exit: electron.app.exitCode }).toStrictEqual({ gone: true, exit: null });
    electron.emitApp('activate');
    await vi.waitFor(() => expect(electron.windows).toHaveLength(2));
    // The old window's messages are a stranger's now.
    const old = { sender: electron.windows[0].webContents };
    expect(await electron.invoke('recent/list', [], old)).toStrictEqual({ ok: false, message: 'not allowed' });
  });
});

describe('the window', () => {
  test('opens where it was left', async () => {
    await start();
    electron.window.bounds = { x: 40, y: 50, width: 900, height: 700 };
    electron.window.maximized = true;
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0));
    electron = new ElectronStandIn();
    await start();
    expect(electron.window.options).toMatchObject({ x: 40, y: 50, width: 900, height: 700 });
    expect(electron.window.maximized).toBe(true);
  });

  test('opens with its usual size when what was kept is damaged', async () => {
    writeFileSync(join(folder, 'window.json'), '{"bounds": {"x": ');
    await start();
    expect(electron.window.bounds).toStrictEqual({ x: 0, y: 0, width: 1280, height: 860 });
    expect(existsSync(join(folder, 'window.json'))).toBe(true);
  });

  test('is shown again when its page has died, and only then', async () => {
    await start();
    const { webContents } = electron.window;
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(electron.asked).toHaveLength(0);
    electron.answers.ask.push({ response: 0 });
    webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    await settle();
    expect(electron.asked[0].detail).toContain('Its process ended (oom)');
    expect(webContents.reloads).toBe(1);
    electron.answers.ask.push({ response: 1 });
    webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(0));
  });
});
