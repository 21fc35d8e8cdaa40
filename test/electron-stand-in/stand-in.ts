import type {
  ContentsPart,
  ElectronParts,
  MenuEntry,
  ScreenRectangle,
  SenderPart,
  WindowPart,
} from '../../src-main/electron/parts.ts';
import type { WindowOptions } from '../../src-main/electron/window-options.ts';
import { StandInApp, StandInEvent, StandInWindow } from './stand-in-window.ts';

interface DialogAnswers {
  open: { canceled: boolean; filePaths: string[] }[];
  save: { canceled: boolean; filePath: string }[];
  ask: { response: number }[];
}

interface MessageBox {
  message: string;
  detail: string;
  buttons: string[];
}

/** The next prepared answer; a dialog that nobody expected is a failure of the test. */
function next<Answer>(answers: Answer[], what: string): Promise<Answer> {
  const answer = answers.shift();
  return answer === undefined ? Promise.reject(new Error(`no answer prepared for ${what}`)) : Promise.resolve(answer);
}

/**
 * A stand-in for the `electron` module: as much of its behaviour as the desktop host uses (events, their order, what
 * preventing them does), without windows. Tests answer dialogs in advance, click in menus, send messages as a page
 * would, and look at what the host did.
 */
export class ElectronStandIn {
  readonly app = new StandInApp();
  readonly windows: StandInWindow[] = [];
  readonly schemes = new Map<string, (request: Request) => Promise<Response>>();
  readonly registered: { scheme: string; privileges: Record<string, boolean> }[] = [];
  readonly channels = new Map<string, (event: SenderPart, ...args: unknown[]) => unknown>();
  readonly answers: DialogAnswers = { open: [], save: [], ask: [] };
  /** Options of each dialog that was shown. */
  readonly asked: MessageBox[] = [];
  readonly saveOptions: { defaultPath: string }[] = [];
  readonly errorBoxes: { title: string; content: string }[] = [];
  readonly shownInFolder: string[] = [];
  readonly nativeTheme: ElectronParts['nativeTheme'] = { themeSource: 'system', shouldUseDarkColors: false };
  displays: { workArea: ScreenRectangle }[] = [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }];
  menu: MenuEntry[] = [];
  permissions: { request: boolean | null; check: boolean | null; device: boolean | null } = {
    request: null,
    check: null,
    device: null,
  };
  /** What loading a page does besides; a page of Chromium is made here. */
  onLoad: (window: StandInWindow) => Promise<void> = () => Promise.resolve();

  get window(): StandInWindow {
    const last = this.windows.at(-1);
    if (last === undefined) throw new Error('there is no window yet');
    return last;
  }

  #createWindow(options: WindowOptions): StandInWindow {
    const window = new StandInWindow(this, this.windows.length + 1, options);
    this.windows.push(window);
    this.app.emit('web-contents-created', new StandInEvent(), window.webContents satisfies ContentsPart);
    return window satisfies WindowPart;
  }

  readonly #dialog = {
    open: () => next(this.answers.open, 'the open dialog'),
    save: (options: { defaultPath: string }) => {
      this.saveOptions.push(options);
      return next(this.answers.save, 'the save dialog');
    },
    ask: (options: MessageBox) => {
      this.asked.push(options);
      return next(this.answers.ask, `the question '${options.message}'`);
    },
  };

  readonly #session: ReturnType<ElectronParts['session']> = {
    setPermissionRequestHandler: (handler) => handler(null, 'media', (granted) => (this.permissions.request = granted)),
    setPermissionCheckHandler: (handler) => (this.permissions.check = handler()),
    setDevicePermissionHandler: (handler) => (this.permissions.device = handler()),
  };

  /** The parts, as electron.ts would hand them to the host. */
  parts(): ElectronParts {
    const { app, nativeTheme } = this;
    return {
      app,
      nativeTheme,
      protocol: { handle: (scheme, handler) => void this.schemes.set(scheme, handler) },
      ipcMain: { handle: (channel, listener) => void this.channels.set(channel, listener) },
      shell: { showItemInFolder: (path) => void this.shownInFolder.push(path) },
      screen: { getAllDisplays: () => this.displays },
      session: () => this.#session,
      showErrorBox: (title, content) => void this.errorBoxes.push({ title, content }),
      createWindow: (options) => ({ window: this.#createWindow(options), dialogs: this.#dialog }),
      setMenu: (template) => (this.menu = template),
    };
  }

  /** What `import … from 'electron'` gives, for electron.ts itself. */
  module(): Record<string, unknown> {
    const rest = this.parts();
    const { app, nativeTheme, protocol, ipcMain, shell, screen } = rest;
    // `new BrowserWindow(options)` gives the window that the constructor returns.
    const BrowserWindow = function (options: WindowOptions) {
      return rest.createWindow(options).window;
    };
    return {
      app,
      nativeTheme,
      ipcMain,
      shell,
      screen,
      BrowserWindow,
      protocol: {
        ...protocol,
        registerSchemesAsPrivileged: (schemes: typeof this.registered) => this.registered.push(...schemes),
      },
      session: { defaultSession: this.#session },
      Menu: {
        buildFromTemplate: (template: MenuEntry[]) => template,
        setApplicationMenu: (template: MenuEntry[]) => (this.menu = template),
      },
      dialog: {
        showOpenDialog: () => this.#dialog.open(),
        showSaveDialog: (_window: unknown, options: { defaultPath: string }) => this.#dialog.save(options),
        showMessageBox: (_window: unknown, options: MessageBox) => this.#dialog.ask(options),
        showErrorBox: (title: string, content: string) => rest.showErrorBox(title, content),
      },
    };
  }

  /** Asks a scheme as the window's page would. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const request = new Request(url, init);
    const handler = this.schemes.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`nobody handles ${url}`);
    return handler(request);
  }

  /** A message as the preload script of the last window sends it, or as `from` says. */
  async invoke(channel: string, args: unknown[] = [], from: Partial<SenderPart> = {}): Promise<unknown> {
    const listener = this.channels.get(channel);
    if (listener === undefined) throw new Error(`nobody listens on ${channel}`);
    const senderFrame = { url: 'keycore://app/index.html', parent: null };
    return listener({ sender: this.window.webContents, senderFrame, ...from }, ...args);
  }

  /** The entry of a menu by its labels; undefined when it is not there. */
  menuEntry(...labels: string[]): MenuEntry | undefined {
    let entries: MenuEntry[] = this.menu;
    let found: MenuEntry | undefined;
    for (const label of labels) {
      found = entries.find((entry) => (entry.label ?? '').replace(/&(?!&)/g, '') === label);
      entries = found?.submenu ?? [];
    }
    return found;
  }

  /** Chooses an entry; one that is greyed or missing cannot be chosen. */
  choose(...labels: string[]): void {
    const entry = this.menuEntry(...labels);
    if (entry?.click === undefined || entry.enabled === false) throw new Error(`cannot choose ${labels.join(' > ')}`);
    entry.click();
  }

  /** Emits an event of the app that can be prevented; true when it was. */
  emitApp(name: string, ...args: unknown[]): boolean {
    const event = new StandInEvent();
    this.app.emit(name, event, ...args);
    return event.prevented;
  }

  /** Commands that the window's page was sent. */
  commands(): unknown[] {
    return this.window.webContents.sent.filter(({ channel }) => channel === 'menu/command').map(({ args }) => args);
  }
}
