import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { madeFolder } from '../../src-main/user-data/user-data.ts';
import { desk, known, offer, settle, start } from '../electron-stand-in/desk.ts';
import { ElectronStandIn } from '../electron-stand-in/stand-in.ts';

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
    desk.electron.answers.open.push({ canceled: false, filePaths: ['/data/a.keycore'] });
    expect(await desk.electron.invoke('dialog/open', ['project'], from)).toStrictEqual({
      ok: false,
      message: 'not allowed',
    });
    // The dialog was not shown.
    expect(desk.electron.answers.open).toHaveLength(1);
    expect(desk.log).toContain('refusing a message: Error: dialog/open from');
  });

  test('with other arguments than agreed are refused', async () => {
    await start();
    for (const [channel, args] of [
      ['dialog/open', ['folder']],
      ['dialog/open', []],
      ['file/grant', [42]],
      ['menu/offer', [{ 'file/format-disk': true }]],
      ['dialog/save', []],
    ] as [string, unknown[]][])
      expect(await desk.electron.invoke(channel, args)).toStrictEqual({
        ok: false,
        message: expect.stringMatching(`^${channel}: ✖ `) as string,
      });
  });
});

describe('files', () => {
  test('chosen in a dialog come as grants, without their folders', async () => {
    await start();
    const path = join(desk.folder, 'glass.dump');
    writeFileSync(path, '12345');
    desk.electron.answers.open.push({ canceled: false, filePaths: [path] });
    const chosen = (await desk.electron.invoke('dialog/open', ['configurations'])) as { value: { grant: string }[] };
    expect(chosen).toStrictEqual({
      ok: true,
      value: [{ grant: expect.any(String) as string, name: 'glass.dump', bytes: 5 }],
    });
    expect(JSON.stringify(chosen)).not.toContain(desk.folder);
    expect(desk.grants?.use(chosen.value[0].grant, 'read')).toBe(path);
    desk.electron.answers.open.push({ canceled: true, filePaths: [] });
    expect(await desk.electron.invoke('dialog/open', ['project'])).toStrictEqual({ ok: true, value: [] });
  });

  test('dropped: a file is granted; folders, missing files and what is no path are refused', async () => {
    await start();
    const path = join(desk.folder, 'glass.xyz');
    writeFileSync(path, '');
    expect(await desk.electron.invoke('file/grant', [path])).toMatchObject({
      ok: true,
      value: { name: 'glass.xyz', bytes: 0 },
    });
    for (const [dropped, words] of [
      [desk.folder, ': this is a folder; give a file in it'],
      [join(desk.folder, 'none'), 'none: there is no such file'],
      ['glass.xyz', 'what was dropped is no file on this computer'],
    ])
      expect(await desk.electron.invoke('file/grant', [dropped])).toStrictEqual({
        ok: false,
        message: expect.stringContaining(words) as string,
      });
  });

  test('to be written: the extension is added, and a file that exists is asked for again', async () => {
    await start();
    writeFileSync(join(desk.folder, 'old.keycore'), '');
    desk.electron.answers.save.push(
      { canceled: false, filePath: join(desk.folder, 'old.keycore') },
      { canceled: false, filePath: join(desk.folder, 'new') },
    );
    desk.electron.answers.ask.push({ response: 0 });
    expect(await desk.electron.invoke('dialog/save', ['../glass: 1'])).toMatchObject({
      ok: true,
      value: { name: 'new.keycore', bytes: null },
    });
    expect(desk.electron.asked[0].message).toBe('old.keycore exists already.');
    // Nothing that the page says leads to another folder.
    expect(desk.electron.saveOptions[0].defaultPath).toBe('Untitled.keycore');
    desk.electron.answers.save.push({ canceled: true, filePath: '' });
    expect(await desk.electron.invoke('dialog/save', ['glass: 1'])).toStrictEqual({ ok: true, value: null });
    expect(desk.electron.saveOptions.at(-1)?.defaultPath).toBe('glass  1.keycore');
  });

  test('to be exported: any name but that of a project, for that purpose only', async () => {
    await start();
    const path = join(desk.folder, 'glass.dump');
    writeFileSync(path, 'old');
    desk.electron.answers.save.push({ canceled: false, filePath: path });
    const chosen = await desk.electron.invoke('dialog/export', ['glass, frame 3', 'dump']);
    expect(chosen).toStrictEqual({
      ok: true,
      value: { grant: expect.any(String) as string, name: 'glass.dump', bytes: 3 },
    });
    const { grant } = (chosen as { value: { grant: string } }).value;
    expect([desk.grants?.use(grant, 'save'), desk.grants?.use(grant, 'export')]).toStrictEqual([null, path]);
    expect(desk.electron.saveOptions[0]).toStrictEqual({
      title: 'Export sample',
      defaultPath: 'glass, frame 3.dump',
      filters: [{ name: 'LAMMPS dump', extensions: ['dump'] }],
    });
    desk.electron.answers.save.push({ canceled: false, filePath: join(desk.folder, 'a.KEYCORE') });
    expect(await desk.electron.invoke('dialog/export', ['a', 'npz'])).toStrictEqual({
      ok: false,
      message: 'a.KEYCORE: a .keycore file is a project; an export needs another name',
    });
    desk.electron.answers.save.push({ canceled: true, filePath: '' });
    expect(await desk.electron.invoke('dialog/export', ['a', 'csv'])).toStrictEqual({ ok: true, value: null });
    expect(await desk.electron.invoke('dialog/export', ['a', 'pdf'])).toMatchObject({ ok: false });
  });

  test('are shown in their folder only for an open project that has one', async () => {
    await start();
    const show = (id: string): Promise<unknown> => desk.electron.invoke('project/show-in-folder', [id]);
    expect(await show('p1')).toMatchObject({ ok: false, message: expect.stringContaining('not saved yet') as string });
    expect(await show('p2')).toStrictEqual({ ok: false, message: 'this project is not open' });
    desk.project.path = '/data/glass.keycore';
    expect(await show('p1')).toStrictEqual({ ok: true, value: undefined });
    expect(desk.electron.shownInFolder).toStrictEqual(['/data/glass.keycore']);
  });
});

describe('recent projects', () => {
  async function openFile(name: string): Promise<void> {
    const path = join(desk.folder, name);
    writeFileSync(path, '');
    desk.electron.answers.open.push({ canceled: false, filePaths: [path] });
    const { value } = (await desk.electron.invoke('dialog/open', ['project'])) as { value: { grant: string }[] };
    const body = JSON.stringify({ grant: value[0].grant });
    expect((await desk.electron.fetch('keycore://app/api/projects', { method: 'POST', body })).status).toBe(200);
    await settle();
  }

  test('are those opened from files, latest first, kept over a restart', async () => {
    await start();
    await offer('file/open');
    await openFile('a.keycore');
    await openFile('b.keycore');
    await openFile('a.keycore');
    expect(desk.electron.menuEntry('File', 'Open Recent')?.submenu?.map(({ label }) => label)).toStrictEqual([
      'a.keycore',
      'b.keycore',
      undefined,
      'Clear List',
    ]);
    expect(desk.electron.app.recentDocuments[0]).toBe(join(desk.folder, 'a.keycore'));
    desk.electron = new ElectronStandIn();
    await start();
    await offer('file/open');
    desk.electron.choose('File', 'Open Recent', 'b.keycore');
    await settle();
    const id = known().idOf(join(desk.folder, 'b.keycore'));
    expect(desk.electron.commands()).toStrictEqual([['file/open', [{ known: id }, 'b.keycore']]]);
  });

  test('Untitled is among them', async () => {
    const folder = madeFolder(desk.folder, 'untitled');
    writeFileSync(join(folder, 'Untitled.keycore'), '');
    await start();
    await offer('file/open');
    const labels = desk.electron.menuEntry('File', 'Open Recent')?.submenu?.map(({ label }) => label);
    expect(labels).toStrictEqual(['Untitled', undefined, 'Clear List']);
  });

  test('can be forgotten', async () => {
    await start();
    await offer('file/open');
    await openFile('a.keycore');
    desk.electron.choose('File', 'Open Recent', 'Clear List');
    await settle();
    expect(known().list()).toStrictEqual([]);
    expect(desk.electron.app.recentDocuments).toStrictEqual([]);
    expect(desk.electron.menuEntry('File', 'Open Recent')?.enabled).toBe(false);
  });
});

describe('menus', () => {
  test('hold what the page offers, greyed where it says so, and nothing else', async () => {
    await start();
    expect(desk.electron.menuEntry('File', 'New')).toBeUndefined();
    await desk.electron.invoke('menu/offer', [{ 'file/new': true, 'file/save-as': false }]);
    expect(desk.electron.menuEntry('File', 'New')?.enabled).toBe(true);
    expect(desk.electron.menuEntry('File', 'Save As…')?.enabled).toBe(false);
    expect(desk.electron.menuEntry('File', 'Export…')).toBeUndefined();
    desk.electron.choose('File', 'New');
    expect(desk.electron.commands()).toStrictEqual([['file/new', []]]);
  });

  test('show the dialogs that a command needs before the page hears of it', async () => {
    await start();
    await offer('file/open', 'file/import');
    desk.electron.answers.open.push({ canceled: false, filePaths: ['/data/a.keycore'] });
    desk.electron.choose('File', 'Open…');
    await settle();
    desk.electron.answers.open.push({ canceled: false, filePaths: ['/data/1.dump', '/data/2.dump'] });
    desk.electron.choose('File', 'Import…');
    await settle();
    desk.electron.answers.open.push({ canceled: true, filePaths: [] });
    desk.electron.choose('File', 'Import…');
    await settle();
    const file = (name: string): object => ({ grant: expect.any(String) as string, name, bytes: null });
    expect(desk.electron.commands()).toStrictEqual([
      ['file/open', [{ grant: expect.any(String) as string }, 'a.keycore']],
      ['file/import', [[file('1.dump'), file('2.dump')]]],
    ]);
  });

  test('the theme is set, told to the page and kept', async () => {
    await start();
    await offer('view/theme');
    desk.electron.choose('View', 'Theme', 'Dark');
    await settle();
    expect(desk.electron.nativeTheme.themeSource).toBe('dark');
    expect(desk.electron.menuEntry('View', 'Theme', 'Dark')?.checked).toBe(true);
    expect(desk.electron.commands()).toStrictEqual([['view/theme', ['dark']]]);
    desk.electron = new ElectronStandIn();
    await start();
    expect(desk.electron.nativeTheme.themeSource).toBe('dark');
  });
});
