import { expect, test } from 'vitest';
import type { MenuCommand } from '../../src-main/api/desktop-bridge.ts';
import { menuTemplate, type MenuActions, type MenuState } from '../../src-main/electron/menu.ts';
import type { MenuEntry } from '../../src-main/electron/parts.ts';

const ALL: MenuCommand[] = [
  'file/new',
  'file/open',
  'file/import',
  'file/simulate',
  'file/save-as',
  'file/export',
  'file/movie',
  'file/close',
  'edit/undo',
  'edit/redo',
  'view/theme',
  'view/zoom-in',
  'view/zoom-out',
  'view/fit',
  'view/recentre',
  'help/open',
  'help/keys',
];

function draw(more: Partial<MenuState> = {}): { menus: MenuEntry[]; done: string[] } {
  const done: string[] = [];
  const note =
    (name: string) =>
    (detail = ''): void =>
      void done.push(`${name} ${detail}`.trim());
  const actions: MenuActions = {
    command: note('command'),
    openProject: note('open'),
    importFiles: note('import'),
    openRecent: ({ id }) => void done.push(`recent ${id}`),
    clearRecent: note('clear'),
    setTheme: note('theme'),
  };
  const state: MenuState = {
    platform: 'linux',
    development: false,
    offered: Object.fromEntries(ALL.map((name) => [name, true])),
    recent: [],
    theme: 'system',
    ...more,
  };
  return { menus: menuTemplate(state, actions), done };
}

function flat(entries: MenuEntry[]): MenuEntry[] {
  return entries.flatMap((entry) => [entry, ...flat(entry.submenu ?? [])]);
}

test('every command the page offers has one entry, which gives it', () => {
  const { menus, done } = draw();
  for (const { click } of flat(menus)) click?.();
  const expected = ALL.filter((name) => !['file/open', 'file/import', 'view/theme'].includes(name));
  expect(done.filter((line) => line.startsWith('command')).sort()).toStrictEqual(
    expected.map((name) => `command ${name}`).sort(),
  );
  expect(done).toEqual(
    expect.arrayContaining(['open', 'import', 'theme system', 'theme light', 'theme dark', 'clear']),
  );
});

test.each(['linux', 'darwin', 'win32'] as const)('no shortcut is given twice (%s)', (platform) => {
  const taken = flat(draw({ platform, development: true }).menus)
    .map(({ accelerator }) => accelerator)
    .filter((accelerator) => accelerator !== undefined);
  expect(taken.length).toBeGreaterThan(10);
  expect(new Set(taken).size).toBe(taken.length);
});

test('without offers only what the system does by itself is left, and no menu is ragged', () => {
  const { menus } = draw({ offered: {} });
  for (const { submenu = [] } of menus) {
    expect(submenu[0]?.type).not.toBe('separator');
    expect(submenu.at(-1)?.type).not.toBe('separator');
    for (const [at, { type }] of submenu.entries())
      if (type === 'separator') expect(submenu[at + 1].type).not.toBe('separator');
  }
  expect(menus.map(({ label }) => label)).toStrictEqual(['&File', '&Edit', '&View', '&Window', '&Help']);
  expect(flat(menus).filter(({ accelerator }) => accelerator !== undefined)).toStrictEqual([]);
});

test('text fields keep their undo where the page has none of its own', () => {
  const roles = (offered: MenuState['offered']): (string | undefined)[] =>
    flat(draw({ offered }).menus).map(({ role }) => role);
  expect(roles({})).toEqual(expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']));
  expect(roles({ 'edit/undo': true, 'edit/redo': true })).not.toContain('undo');
});

test('developer tools are there in development only', () => {
  const roles = (development: boolean): (string | undefined)[] =>
    flat(draw({ development }).menus).map(({ role }) => role);
  expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  for (const role of ['reload', 'toggleDevTools']) expect(roles(false)).not.toContain(role);
});

test('macOS has its own menu and quits from there', () => {
  const { menus } = draw({ platform: 'darwin' });
  expect(menus[0]).toStrictEqual({ role: 'appMenu' });
  expect(flat(menus).some(({ role }) => role === 'quit')).toBe(false);
  expect(flat(draw().menus).some(({ role }) => role === 'quit')).toBe(true);
});

test('recent projects of one name are told apart by their folders; an ampersand is itself', () => {
  const { menus, done } = draw({
    recent: [
      { id: '1', name: 'a.keycore', folder: '~/x' },
      { id: '2', name: 'a.keycore', folder: '~/y' },
      { id: '3', name: 'H & T.keycore', folder: '~/x' },
      { id: '4', name: 'Untitled', folder: null },
    ],
  });
  const recent = flat(menus).find(({ label }) => label === 'Open Recent');
  const labels = recent?.submenu?.slice(0, 4).map(({ label }) => label);
  expect(labels).toStrictEqual(['a.keycore — ~/x', 'a.keycore — ~/y', 'H && T.keycore', 'Untitled']);
  recent?.submenu?.[2].click?.();
  expect(done).toStrictEqual(['recent 3']);
});
