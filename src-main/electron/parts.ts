import type { WindowOptions } from './window-options.ts';

/**
 * The parts of Electron that the desktop host uses, as narrow as it uses them. Only electron.ts and preload.ts import
 * `electron` itself (in plain Node its exports do not exist); everything in this folder is handed these instead, so
 * that tests can run it against a stand-in. electron.ts, where Electron's own types meet these, is what checks them.
 */
export interface ElectronParts {
  app: AppPart;
  protocol: ProtocolPart;
  ipcMain: IpcPart;
  shell: { showItemInFolder(path: string): void };
  screen: { getAllDisplays(): { workArea: ScreenRectangle }[] };
  nativeTheme: { themeSource: 'system' | 'light' | 'dark'; readonly shouldUseDarkColors: boolean };
  /** The session of the window: Electron's default one. Asked for after ready. */
  session(): SessionPart;
  /** Shows words of a failure without a window; works before ready. */
  showErrorBox(title: string, content: string): void;
  /** A window, not yet shown, and the dialogs that belong to it. */
  createWindow(options: WindowOptions): { window: WindowPart; dialogs: DialogPart };
  setMenu(template: MenuEntry[]): void;
}

interface Preventable {
  preventDefault(): void;
}

/** How an event is listened to; Electron declares each by itself, and one of several would fit none of them. */
type On<Event extends string, Told extends unknown[] = []> = (
  event: Event,
  listener: (...told: Told) => void,
) => unknown;

export interface ScreenRectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface AppPart {
  readonly isPackaged: boolean;
  requestSingleInstanceLock(): boolean;
  whenReady(): Promise<unknown>;
  quit(): void;
  exit(code?: number): void;
  addRecentDocument(path: string): void;
  clearRecentDocuments(): void;
  readonly on: On<'second-instance', [Preventable, argv: string[], folder: string]> &
    On<'open-file', [Preventable, path: string]> &
    On<'before-quit', [Preventable]> &
    On<'window-all-closed'> &
    On<'activate'> &
    On<'web-contents-created', [Preventable, contents: ContentsPart]>;
}

export interface ProtocolPart {
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void;
}

/** Who sent a message; `senderFrame` is null once that frame is gone. */
export interface SenderPart {
  sender: { id: number };
  senderFrame: { url: string; parent: unknown } | null;
}

export interface IpcPart {
  handle(channel: string, listener: (event: SenderPart, ...args: unknown[]) => unknown): void;
}

export interface FileFilter {
  name: string;
  extensions: string[];
}

/** Dialogs of one window. */
export interface DialogPart {
  open(options: {
    title: string;
    filters: FileFilter[];
    properties: ('openFile' | 'multiSelections')[];
  }): Promise<{ canceled: boolean; filePaths: string[] }>;
  save(options: {
    title: string;
    defaultPath: string;
    filters: FileFilter[];
  }): Promise<{ canceled: boolean; filePath: string }>;
  /** Index of the button that was pressed. */
  ask(options: {
    type: 'question' | 'error';
    message: string;
    detail: string;
    buttons: string[];
    defaultId: number;
    cancelId: number;
  }): Promise<{ response: number }>;
}

export interface SessionPart {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
}

/** What a page's contents can do and be kept from. */
export interface ContentsPart {
  readonly id: number;
  send(channel: string, ...args: unknown[]): void;
  reload(): void;
  forcefullyCrashRenderer(): void;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
  readonly on: On<'will-navigate', [Preventable]> &
    On<'will-frame-navigate', [Preventable]> &
    On<'will-redirect', [Preventable]> &
    On<'will-attach-webview', [Preventable]> &
    On<'did-start-navigation', [details: { isMainFrame: boolean; isSameDocument: boolean }]> &
    On<'render-process-gone', [Preventable, details: { reason: string; exitCode: number }]>;
}

export interface WindowPart {
  readonly webContents: ContentsPart;
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  restore(): void;
  maximize(): void;
  isMinimized(): boolean;
  isMaximized(): boolean;
  isDestroyed(): boolean;
  getNormalBounds(): ScreenRectangle;
  readonly on: On<'close', [Preventable]> &
    On<'closed'> &
    On<'resize'> &
    On<'move'> &
    On<'unresponsive'> &
    On<'responsive'>;
  readonly once: On<'ready-to-show'>;
}

/** An entry of a menu, in the words of Electron's templates. */
export interface MenuEntry {
  label?: string;
  type?: 'separator' | 'radio';
  role?: MenuRole;
  accelerator?: string;
  enabled?: boolean;
  checked?: boolean;
  click?: () => void;
  submenu?: MenuEntry[];
}

export type MenuRole =
  | 'about'
  | 'appMenu'
  | 'close'
  | 'copy'
  | 'cut'
  | 'front'
  | 'minimize'
  | 'paste'
  | 'quit'
  | 'redo'
  | 'reload'
  | 'selectAll'
  | 'toggleDevTools'
  | 'togglefullscreen'
  | 'undo'
  | 'zoom';
