import { basename, join } from 'node:path';
import { z } from 'zod';
import { apiErrorSchema, type OpenRequest, projectInfoSchema } from '../api/contract.ts';
import type { MenuCommand, MenuCommands, OfferedCommands, ThemeSetting } from '../api/desktop-bridge.ts';
import { Grants } from '../access/grants.ts';
import { faultText } from '../files/fault-text.ts';
import { type BridgeContext, BridgeRefusal, chooseFiles, handleBridge } from './bridge-handlers.ts';
import { type MenuActions, menuTemplate } from './menu.ts';
import { MainWindow } from './main-window.ts';
import { Mailbox, projectsNamed } from './open-requests.ts';
import type { ElectronParts } from './parts.ts';
import { QuitGuard, quitQuestion } from './quit-guard.ts';
import { type RecentList, recentProjects } from './recent-projects.ts';
import { type ApiHandler, ORIGIN, SCHEME, schemeHandler } from './scheme.ts';
import { denyPermissions, isTrustedSender, lockAllContents } from './secure-window.ts';
import { SettingsFile } from './settings-file.ts';
import { FIRST_STATE, windowStateSchema } from './window-state.ts';

/** The side that owns files and jobs, as the desktop needs it. */
export interface Backend {
  api: ApiHandler;
  recent: RecentList;
  projectPath: BridgeContext['projectPath'];
  /** Titles of the jobs that closing would stop. */
  runningJobs: () => string[];
  /** Lets the window begin with an open project. */
  beginWith: (project: string) => void;
  /** Cancels what runs and closes every project. */
  close: () => Promise<void>;
}

export interface DesktopOptions {
  parts: ElectronParts;
  /** Called once, and only by the instance that stays. */
  startBackend: (grants: Grants) => Backend;
  /** Where the settings lie; made already. */
  settingsFolder: string;
  /** The built page. */
  pageFolder: string;
  preload: string;
  platform: NodeJS.Platform;
  argv: readonly string[];
  workingFolder: string;
  /** Takes what the user is not told. */
  log: (text: string) => void;
}

/** One command on its way to the page. */
interface Command {
  name: MenuCommand;
  args: unknown[];
}

/**
 * Runs the desktop host: one instance, one window, menus, dialogs, and the API behind the `keycore` scheme. Listeners
 * are in place when this returns (macOS names a double-clicked file before it is ready); the promise resolves when the
 * window is up, with false in a second instance, which hands its command line over and quits.
 */
export async function startDesktop(options: DesktopOptions): Promise<boolean> {
  const { parts, platform, log } = options;
  const { app } = parts;
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  const desktop = new Desktop(options);
  desktop.listen();
  await app.whenReady();
  await desktop.open();
  log(`desktop host ready on ${platform}`);
  return true;
}

class Desktop {
  readonly #options: DesktopOptions;
  readonly #parts: ElectronParts;
  readonly #grants = new Grants();
  readonly #commands = new Mailbox<Command>();
  /** Paths of projects that somebody outside the window wants opened. */
  readonly #named = new Mailbox<string>();
  readonly #guard: QuitGuard;
  readonly #themeFile: SettingsFile<ThemeSetting>;
  readonly #complain = (doing: string, error: unknown) => this.#options.log(`${doing}: ${faultText(error)}`);
  #offered: OfferedCommands = {};
  #backend: Backend | null = null;
  #window: MainWindow | null = null;
  #bridge: BridgeContext | null = null;

  constructor(options: DesktopOptions) {
    this.#options = options;
    this.#parts = options.parts;
    this.#themeFile = new SettingsFile(
      join(options.settingsFolder, 'theme.json'),
      z.enum(['system', 'light', 'dark']),
      'system',
    );
    this.#guard = new QuitGuard({
      runningJobs: () => this.#backend?.runningJobs() ?? [],
      confirm: (titles) => this.#confirmQuit(titles),
      shutDown: async () => {
        await this.#window?.keepState();
        await this.#backend?.close();
      },
      leave: (exitCode) => this.#parts.app.exit(exitCode),
      onError: this.#complain,
    });
  }

  /** Lets a promise go its way; its failure is logged. */
  #detach(doing: string, work: Promise<unknown>) {
    work.catch((error: unknown) => this.#complain(doing, error));
  }

  /** Everything that may happen before Electron is ready. */
  listen(): void {
    const { app } = this.#parts;
    const { argv, workingFolder, platform } = this.#options;
    for (const path of projectsNamed(argv, workingFolder)) this.#named.put(path);
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#named.put(path);
      this.#show();
    });
    app.on('second-instance', (_event, words, folder) => {
      for (const path of projectsNamed(words, folder)) this.#named.put(path);
      this.#show();
    });
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (platform !== 'darwin') this.#wishToQuit();
    });
    app.on('before-quit', (event) => {
      if (this.#guard.leaving) return;
      event.preventDefault();
      this.#wishToQuit();
    });
    lockAllContents(app);
  }

  #wishToQuit() {
    this.#detach('quitting', this.#guard.requestQuit());
  }

  /** Once, when Electron is ready. */
  async open(): Promise<void> {
    const { pageFolder, startBackend } = this.#options;
    const { protocol, ipcMain, nativeTheme, shell } = this.#parts;
    denyPermissions(this.#parts.session());
    nativeTheme.themeSource = await this.#themeFile.read();
    const backend = startBackend(this.#grants);
    this.#backend = backend;
    backend.recent.onChange((saved) => {
      this.#drawMenu();
      if (saved !== undefined) this.#parts.app.addRecentDocument(saved);
    });
    protocol.handle(SCHEME, schemeHandler(backend.api, pageFolder));
    this.#bridge = {
      grants: this.#grants,
      dialogs: () => this.#window?.dialogs ?? null,
      isTrusted: (event) => isTrustedSender(event, this.#window?.contentsId ?? null),
      showItemInFolder: (path) => shell.showItemInFolder(path),
      projectPath: backend.projectPath,
      onOffer: (commands) => this.#offer(commands),
      onError: this.#complain,
    };
    handleBridge(ipcMain, this.#bridge);
    await this.#openNamed(backend);
    await this.#openWindow();
  }

  /**
   * Opens what was named at the start before there is a page, which then shows it at once; what is named later is the
   * page's to open.
   */
  async #openNamed({ api, beginWith }: Backend) {
    const named: string[] = [];
    this.#named.deliverTo((path) => named.push(path));
    // What is named meanwhile is appended, and comes up in its turn.
    for (const path of named) {
      const body = JSON.stringify({ grant: this.#grants.issue(path, 'read') } satisfies OpenRequest);
      const headers = { 'content-type': 'application/json' };
      const response = await api.fetch(new Request(`${ORIGIN}/api/projects`, { method: 'POST', headers, body }));
      if (response.ok) {
        beginWith(projectInfoSchema.parse(await response.json()).id);
        continue;
      }
      const refusal = apiErrorSchema.safeParse(await response.json());
      this.#parts.showErrorBox('Keycore', refusal.success ? refusal.data.error.message : `${path} cannot be opened`);
    }
    this.#named.deliverTo((path) => {
      this.#command('file/open', { grant: this.#grants.issue(path, 'read') }, basename(path));
    });
  }

  async #openWindow() {
    const { settingsFolder, preload, platform } = this.#options;
    this.#drawMenu();
    const stateFile = new SettingsFile(join(settingsFolder, 'window.json'), windowStateSchema, FIRST_STATE);
    const window = new MainWindow(this.#parts, stateFile, preload, await stateFile.read(), {
      // On macOS an app lives on without a window; elsewhere closing it is quitting.
      mayClose: () => {
        if (platform === 'darwin' || this.#guard.leaving) return true;
        this.#wishToQuit();
        return false;
      },
      onClosed: () => {
        this.#window = null;
        this.#pageLeft();
      },
      onPageLeft: () => this.#pageLeft(),
      onQuit: () => this.#wishToQuit(),
      onError: this.#complain,
    });
    this.#window = window;
    await window.load();
  }

  /** Brings the window to the front, or makes a new one (macOS). Before ready there is nothing to show yet. */
  #show() {
    if (this.#window !== null) this.#window.toFront();
    else if (this.#backend !== null) this.#detach('opening a window', this.#openWindow());
  }

  /** Until a page says again that it listens, commands wait. */
  #pageLeft() {
    this.#commands.deliverTo(null);
    this.#offered = {};
    this.#drawMenu();
  }

  #offer(commands: OfferedCommands) {
    this.#offered = commands;
    this.#drawMenu();
    this.#commands.deliverTo(({ name, args }) => this.#window?.send(name, args));
  }

  #command<Name extends MenuCommand>(name: Name, ...args: Parameters<MenuCommands[Name]>) {
    this.#commands.put({ name, args });
  }

  async #confirmQuit(titles: string[]) {
    const dialogs = this.#window?.dialogs;
    // Nobody is there to be asked (macOS, window closed): what runs goes on, and the next window shows it.
    if (dialogs === undefined) return false;
    const { response } = await dialogs.ask({ type: 'question', ...quitQuestion(titles), defaultId: 0, cancelId: 0 });
    return response === 1;
  }

  #drawMenu() {
    const { platform } = this.#options;
    const { app, nativeTheme } = this.#parts;
    const state = {
      platform,
      development: !app.isPackaged,
      offered: this.#offered,
      recent: this.#backend === null ? [] : recentProjects(this.#backend.recent),
      theme: nativeTheme.themeSource,
    };
    this.#parts.setMenu(menuTemplate(state, this.#menuActions()));
  }

  /** The entries' actions. */
  #menuActions(): MenuActions {
    const { app, nativeTheme } = this.#parts;
    return {
      command: (name) => this.#commands.put({ name, args: [] }),
      clearRecent: () => {
        app.clearRecentDocuments();
        this.#backend?.recent.clear();
      },
      openProject: () =>
        this.#act('opening', async (bridge) => {
          for (const { grant, name } of await chooseFiles(bridge, 'project'))
            this.#command('file/open', { grant }, name);
        }),
      importFiles: () =>
        this.#act('importing', async (bridge) => {
          const files = await chooseFiles(bridge, 'configurations');
          if (files.length > 0) this.#command('file/import', files);
        }),
      openRecent: ({ id, name }) => this.#command('file/open', { known: id }, name),
      setTheme: (theme) =>
        this.#act('setting the theme', async () => {
          nativeTheme.themeSource = theme;
          this.#drawMenu();
          if (this.#offered['view/theme'] !== undefined) this.#command('view/theme', theme);
          await this.#themeFile.write(theme);
        }),
    };
  }

  /** Does what an entry asks for. What fails is said in a box: a menu has no other place for it. */
  #act(doing: string, work: (bridge: BridgeContext) => Promise<void>) {
    // Before the window is up there is nothing to choose from either.
    if (this.#bridge === null) return;
    work(this.#bridge).catch((error: unknown) => {
      // A refusal is for the user; anything else is also for the log.
      if (!(error instanceof BridgeRefusal)) this.#complain(doing, error);
      this.#parts.showErrorBox('Keycore', error instanceof Error ? error.message : String(error));
    });
  }
}
