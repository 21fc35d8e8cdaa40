import type { MenuCommand, OfferedCommands, ThemeSetting } from '../api/desktop-bridge.ts';
import type { MenuEntry } from './parts.ts';
import type { RecentProject } from './recent-projects.ts';

/** What the menus depend on. */
export interface MenuState {
  platform: NodeJS.Platform;
  /** Developer tools and reloading are offered only then. */
  development: boolean;
  /** Commands that the page has; false: not now. */
  offered: OfferedCommands;
  recent: readonly RecentProject[];
  theme: ThemeSetting;
}

/** What choosing an entry does. */
export interface MenuActions {
  /** A command that needs nothing more from the main side. */
  command: (name: MenuCommand) => void;
  openProject: () => void;
  importFiles: () => void;
  openRecent: (project: RecentProject) => void;
  clearRecent: () => void;
  setTheme: (theme: ThemeSetting) => void;
}

const SEPARATOR: MenuEntry = { type: 'separator' };

const THEMES: readonly [ThemeSetting, string][] = [
  ['system', 'As the System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** A menu without separators that separate nothing; none at all where nothing is left. */
function menu(label: string, entries: (MenuEntry | null)[]): MenuEntry[] {
  const present = entries.filter((entry) => entry !== null);
  const isSeparator = (entry: MenuEntry | undefined) => entry === undefined || entry.type === 'separator';
  const submenu = present.filter((entry, at) => !isSeparator(entry) || !isSeparator(present[at - 1]));
  while (submenu.length > 0 && isSeparator(submenu.at(-1))) submenu.pop();
  return submenu.length === 0 ? [] : [{ label, submenu }];
}

/** An ampersand in a file's name is not a mnemonic. */
function literal(text: string) {
  return text.replaceAll('&', '&&');
}

function recentMenu(state: MenuState, actions: MenuActions): MenuEntry {
  const names = state.recent.map(({ name }) => name);
  const entries: MenuEntry[] = state.recent.map((project) => {
    const { name, folder } = project;
    const isAlone = folder === null || names.indexOf(name) === names.lastIndexOf(name);
    return {
      // The folder only where the name by itself does not tell which.
      label: literal(isAlone ? name : `${name} — ${folder}`),
      click: () => actions.openRecent(project),
    };
  });
  return {
    label: 'Open Recent',
    enabled: entries.length > 0,
    submenu: [...entries, SEPARATOR, { label: 'Clear List', click: () => actions.clearRecent() }],
  };
}

/**
 * The menus as Electron's template. A command that the page does not have is not there, one that it cannot do now is
 * greyed; the rest are the system's own (roles).
 */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuEntry[] {
  const { offered, platform, development } = state;
  const mac = platform === 'darwin';
  const entry = (
    name: MenuCommand,
    label: string,
    accelerator: string | null,
    click: () => void = () => actions.command(name),
  ): MenuEntry | null => {
    const enabled = offered[name];
    if (enabled === undefined) return null;
    return { label, enabled, click, ...(accelerator === null ? {} : { accelerator }) };
  };
  const themes: MenuEntry = {
    label: 'Theme',
    submenu: THEMES.map(([theme, label]) => ({
      label,
      type: 'radio',
      checked: theme === state.theme,
      click: () => actions.setTheme(theme),
    })),
  };
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuEntry] : []),
    ...menu('&File', [
      entry('file/new', 'New', 'CmdOrCtrl+N'),
      entry('file/open', 'Open…', 'CmdOrCtrl+O', actions.openProject),
      offered['file/open'] === undefined ? null : recentMenu(state, actions),
      entry('file/import', 'Import…', 'CmdOrCtrl+I', actions.importFiles),
      entry('file/simulate', 'New Samples…', 'CmdOrCtrl+Shift+N'),
      SEPARATOR,
      entry('file/save-as', 'Save As…', 'CmdOrCtrl+Shift+S'),
      entry('file/export', 'Export…', 'CmdOrCtrl+E'),
      entry('file/movie', 'Make Movie…', null),
      SEPARATOR,
      entry('file/close', 'Close Project', 'CmdOrCtrl+Shift+W'),
      mac ? null : SEPARATOR,
      mac ? null : { role: 'quit' },
    ]),
    ...menu('&Edit', [
      entry('edit/undo', 'Undo', 'CmdOrCtrl+Z') ?? { role: 'undo' },
      entry('edit/redo', 'Redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y') ?? { role: 'redo' },
      SEPARATOR,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ]),
    ...menu('&View', [
      entry('view/fit', 'Fit to Window', 'CmdOrCtrl+0'),
      entry('view/recentre', 'Recentre on the Key Core', 'CmdOrCtrl+R'),
      entry('view/zoom-in', 'Zoom In', 'CmdOrCtrl+Plus'),
      entry('view/zoom-out', 'Zoom Out', 'CmdOrCtrl+-'),
      SEPARATOR,
      themes,
      { role: 'togglefullscreen' },
      SEPARATOR,
      development ? { role: 'reload', accelerator: 'CmdOrCtrl+Shift+R' } : null,
      development ? { role: 'toggleDevTools' } : null,
    ]),
    ...menu('&Window', [
      { role: 'minimize' },
      mac ? { role: 'zoom' } : null,
      mac ? { role: 'front' } : null,
      { role: 'close' },
    ]),
    ...menu('&Help', [
      entry('help/open', 'Keycore Help', mac ? null : 'F1'),
      entry('help/keys', 'Keyboard Shortcuts', null),
      mac ? null : { role: 'about' },
    ]),
  ];
}
