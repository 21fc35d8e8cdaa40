import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { startDesktop, type Backend } from '../../src-main/electron/desktop.ts';
import type { Grants } from '../../src-main/access/grants.ts';
import { backend, desk, grantOf, offer, options, settle, start } from '../electron-stand-in/desk.ts';
import { ElectronStandIn } from '../electron-stand-in/stand-in.ts';

test('one window, shut off from everything but its page and the bridge', async () => {
  await start();
  expect(desk.electron.windows).toHaveLength(1);
  const { loaded, shown, options: made, webContents } = desk.electron.window;
  expect({ loaded, shown }).toStrictEqual({ loaded: 'keycore://app/', shown: true });
  expect(made.webPreferences).toStrictEqual({
    preload: join(desk.folder, 'preload.cjs'),
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
  expect(desk.electron.permissions).toStrictEqual({ request: false, check: false, device: false });
});

test('a packaged app has no developer tools', async () => {
  desk.electron.app.isPackaged = true;
  await start();
  const { devTools, additionalArguments } = desk.electron.window.options.webPreferences;
  expect({ devTools, additionalArguments }).toStrictEqual({ devTools: false, additionalArguments: [] });
  expect(desk.electron.menuEntry('View')?.submenu?.some(({ role }) => role === 'toggleDevTools')).toBe(false);
});

test('the scheme answers with the API and with page files, and with nothing to strangers', async () => {
  writeFileSync(join(desk.folder, 'index.html'), '<!doctype html>');
  await start();
  expect(await (await desk.electron.fetch('keycore://app/api/host')).json()).toStrictEqual({ route: 'GET /api/host' });
  expect(await (await desk.electron.fetch('keycore://app/')).text()).toBe('<!doctype html>');
  const foreign = await desk.electron.fetch('keycore://other/api/host');
  expect(foreign.status).toBe(403);
  const asked = await desk.electron.fetch('keycore://app/api/host', { headers: { origin: 'https://example.org' } });
  expect(asked.status).toBe(403);
});

describe('one instance', () => {
  test('a second one quits at once and starts nothing', async () => {
    desk.electron.app.hasLock = false;
    expect(await startDesktop(options())).toBe(false);
    expect(desk.electron.app.exitCode).toBe(0);
    expect(desk.grants).toBeNull();
    expect(desk.electron.windows).toHaveLength(0);
  });

  test('the first one opens what the second was asked to, and comes to the front', async () => {
    await start();
    await offer('file/open');
    desk.electron.window.minimized = true;
    desk.electron.emitApp('second-instance', ['electron', '--flag', 'sub/glass.keycore', 'notes.txt'], desk.folder);
    const { minimized, focused } = desk.electron.window;
    expect({ minimized, focused }).toStrictEqual({ minimized: false, focused: 1 });
    expect(desk.electron.commands()).toStrictEqual([
      ['file/open', [{ grant: expect.any(String) as string }, 'glass.keycore']],
    ]);
    expect(desk.grants?.use(grantOf(desk.electron.commands()[0]), 'read')).toBe(
      join(desk.folder, 'sub', 'glass.keycore'),
    );
  });
});

describe('files named from outside', () => {
  test('at the start are open before the page is there, in order, also those named before Electron was ready', async () => {
    const opened: string[] = [];
    let windows = -1;
    const startBackend = (given: Grants): Backend =>
      backend(async (request) => {
        const { grant } = (await request.json()) as { grant: string };
        opened.push(given.use(grant, 'read') ?? 'unknown grant');
        windows = desk.electron.windows.length;
        return Response.json(desk.project);
      });
    const argv = ['electron', 'main.js', '/data/a.keycore', '--user-data-dir=/x.keycore', 'Sub/B.KEYCORE'];
    const started = startDesktop(options({ argv, startBackend }));
    expect(desk.electron.emitApp('open-file', '/data/c.keycore')).toBe(true);
    desk.electron.app.becomeReady();
    await started;
    expect(opened).toStrictEqual(['/data/a.keycore', join(desk.folder, 'Sub', 'B.KEYCORE'), '/data/c.keycore']);
    expect(windows).toBe(0);
    // The window begins with the last of them.
    expect(desk.begun).toStrictEqual(['p1', 'p1', 'p1']);
    await offer('file/open');
    expect(desk.electron.commands()).toStrictEqual([]);
  });

  test('at the start that cannot be opened are said to be, in the words of the API', async () => {
    const refusal = { error: { kind: 'bad-input', message: 'a.keycore: not a Keycore project' } };
    const startBackend = (): Backend => backend(() => Response.json(refusal, { status: 422 }));
    await start({ argv: ['electron', 'main.js', 'a.keycore'], startBackend });
    expect(desk.electron.errorBoxes).toStrictEqual([{ title: 'Keycore', content: 'a.keycore: not a Keycore project' }]);
    expect(desk.electron.window.loaded).toBe('keycore://app/');
  });

  test('wait again while the page is being reloaded, and come once', async () => {
    await start();
    await offer('file/open');
    desk.electron.emitApp('open-file', '/data/a.keycore');
    desk.electron.window.webContents.reload();
    desk.electron.emitApp('open-file', '/data/b.keycore');
    expect(desk.electron.commands()).toHaveLength(1);
    await offer('file/open');
    const names = (desk.electron.commands() as [string, [unknown, string]][]).map(([, [, name]]) => name);
    expect(names).toStrictEqual(['a.keycore', 'b.keycore']);
  });

  test('a hash in the address is no reload', async () => {
    await start();
    await offer('file/open');
    desk.electron.window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    desk.electron.emitApp('open-file', '/data/b.keycore');
    expect(desk.electron.commands()).toHaveLength(1);
  });
});

describe('quitting', () => {
  test('with nothing running closes the projects and goes, without a question', async () => {
    await start();
    desk.electron.app.quit();
    await vi.waitFor(() => expect(desk.electron.app.exitCode).toBe(0));
    expect({ closed: desk.closed, asked: desk.electron.asked }).toStrictEqual({ closed: 1, asked: [] });
  });

  test('with a job running asks first: keep working, then stop and quit', async () => {
    desk.jobs = ['glass.dump'];
    await start();
    desk.electron.answers.ask.push({ response: 0 }, { response: 1 });
    desk.electron.window.close();
    await settle();
    expect(desk.electron.asked[0]).toMatchObject({
      message: 'A job is still running.',
      detail: expect.stringContaining('• glass.dump\n') as string,
      buttons: ['Keep working', 'Stop and quit'],
    });
    expect({
      exit: desk.electron.app.exitCode,
      gone: desk.electron.window.destroyed,
      closed: desk.closed,
    }).toStrictEqual({
      exit: null,
      gone: false,
      closed: 0,
    });
    desk.electron.window.close();
    await vi.waitFor(() => expect(desk.electron.app.exitCode).toBe(0));
    expect({ closed: desk.closed, questions: desk.electron.asked.length }).toStrictEqual({ closed: 1, questions: 2 });
  });

  test('twice at once is asked once', async () => {
    desk.jobs = ['glass.dump'];
    await start();
    desk.electron.answers.ask.push({ response: 0 });
    desk.electron.app.quit();
    desk.electron.app.quit();
    await settle();
    expect(desk.electron.asked).toHaveLength(1);
  });

  test('is possible though the jobs cannot be asked for, and says so in the log', async () => {
    await start();
    desk.failing = true;
    desk.electron.app.quit();
    await vi.waitFor(() => expect(desk.electron.app.exitCode).toBe(0));
    expect(desk.log).toContain('asking which jobs run: Error: broken');
  });

  test('with a failure in closing ends with exit code 1', async () => {
    const startBackend = (): Backend => ({ ...backend(), close: () => Promise.reject(new Error('disk full')) });
    await start({ startBackend });
    desk.electron.app.quit();
    await vi.waitFor(() => expect(desk.electron.app.exitCode).toBe(1));
    expect(desk.log).toContain('closing the projects: Error: disk full');
  });

  test('on macOS closing the window is not quitting; the dock brings it back', async () => {
    await start({ platform: 'darwin' });
    desk.electron.window.close();
    await settle();
    expect({ gone: desk.electron.window.destroyed, exit: desk.electron.app.exitCode }).toStrictEqual({
      gone: true,
      exit: null,
    });
    desk.electron.emitApp('activate');
    await vi.waitFor(() => expect(desk.electron.windows).toHaveLength(2));
    // The old window's messages are a stranger's now.
    const old = { sender: desk.electron.windows[0].webContents };
    expect(await desk.electron.invoke('dialog/save', ['x'], old)).toStrictEqual({ ok: false, message: 'not allowed' });
  });
});

describe('the window', () => {
  test('opens where it was left', async () => {
    await start();
    desk.electron.window.bounds = { x: 40, y: 50, width: 900, height: 700 };
    desk.electron.window.maximized = true;
    desk.electron.app.quit();
    await vi.waitFor(() => expect(desk.electron.app.exitCode).toBe(0));
    desk.electron = new ElectronStandIn();
    await start();
    expect(desk.electron.window.options).toMatchObject({ x: 40, y: 50, width: 900, height: 700 });
    expect(desk.electron.window.maximized).toBe(true);
  });

  test('opens with its usual size when what was kept is damaged', async () => {
    writeFileSync(join(desk.folder, 'window.json'), '{"bounds": {"x": ');
    await start();
    expect(desk.electron.window.bounds).toStrictEqual({ x: 0, y: 0, width: 1280, height: 860 });
    expect(existsSync(join(desk.folder, 'window.json'))).toBe(true);
  });

  test('that hangs is asked about once; given up, its page is loaded again without another question', async () => {
    await start();
    const { window } = desk.electron;
    desk.electron.answers.ask.push({ response: 0 });
    window.emit('unresponsive');
    window.emit('unresponsive');
    await settle();
    expect(desk.electron.asked.map(({ message }) => message)).toStrictEqual(['The window does not respond.']);
    expect(window.webContents.crashes).toBe(0);
    // It came back, and hangs again.
    window.emit('responsive');
    desk.electron.answers.ask.push({ response: 1 });
    window.emit('unresponsive');
    await settle();
    expect([window.webContents.crashes, window.webContents.reloads]).toStrictEqual([1, 1]);
    expect(desk.electron.asked).toHaveLength(2);
    // Nobody asked for a death after that.
    desk.electron.answers.ask.push({ response: 0 });
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await settle();
    expect(desk.electron.asked).toHaveLength(3);
  });

  test('is shown again when its page has died, and only then', async () => {
    await start();
    const { webContents } = desk.electron.window;
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(desk.electron.asked).toHaveLength(0);
    desk.electron.answers.ask.push({ response: 0 });
    webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    await settle();
    expect(desk.electron.asked[0].detail).toContain('Its process ended (oom)');
    expect(webContents.reloads).toBe(1);
    desk.electron.answers.ask.push({ response: 1 });
    webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await vi.waitFor(() => expect(desk.electron.app.exitCode).toBe(0));
  });
});
