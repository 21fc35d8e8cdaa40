import { EventEmitter } from 'node:events';
import type { ScreenRectangle } from '../../src-main/electron/parts.ts';
import type { WindowOptions } from '../../src-main/electron/window-options.ts';

/** An event that can be prevented, and says whether it was. */
export class StandInEvent {
  prevented = false;
  preventDefault = (): void => {
    this.prevented = true;
  };
}

class StandInContents extends EventEmitter {
  readonly id: number;
  readonly sent: { channel: string; args: unknown[] }[] = [];
  /** Where a message goes beside `sent`: a page of Chromium, when there is one. */
  onSend: (channel: string, args: unknown[]) => void = () => undefined;
  reloads = 0;
  crashes = 0;
  windowOpenAnswer: { action: string } | null = null;

  constructor(id: number) {
    super();
    this.id = id;
  }

  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
    this.onSend(channel, args);
  }

  reload(): void {
    this.reloads += 1;
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  }

  /** As Chromium does it: the process is killed, and says so. */
  forcefullyCrashRenderer(): void {
    this.crashes += 1;
    this.emit('render-process-gone', new StandInEvent(), { reason: 'killed', exitCode: 9 });
  }

  setWindowOpenHandler(handler: () => { action: 'deny' }): void {
    this.windowOpenAnswer = handler();
  }

  /** Whether a listener prevented that event. */
  isPrevented(name: string): boolean {
    const event = new StandInEvent();
    this.emit(name, event);
    return event.prevented;
  }
}

/** Whom a window tells of its life. */
interface WindowOwner {
  onLoad: (window: StandInWindow) => Promise<void>;
  app: EventEmitter;
}

export class StandInWindow extends EventEmitter {
  readonly options: WindowOptions;
  readonly webContents: StandInContents;
  readonly #owner: WindowOwner;
  loaded: string | null = null;
  shown = false;
  focused = 0;
  minimized = false;
  maximized = false;
  destroyed = false;
  bounds: ScreenRectangle;

  constructor(owner: WindowOwner, id: number, options: WindowOptions) {
    super();
    this.options = options;
    this.#owner = owner;
    this.webContents = new StandInContents(id);
    const { x = 0, y = 0, width, height } = options;
    this.bounds = { x, y, width, height };
  }

  async loadURL(url: string): Promise<void> {
    this.loaded = url;
    this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    await this.#owner.onLoad(this);
    this.emit('ready-to-show');
  }

  show(): void {
    this.shown = true;
  }
  focus(): void {
    this.focused += 1;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): ScreenRectangle {
    return this.bounds;
  }

  /** As if its cross had been clicked. */
  close(): void {
    const event = new StandInEvent();
    this.emit('close', event);
    if (event.prevented) return;
    this.destroyed = true;
    this.emit('closed');
    this.#owner.app.emit('window-all-closed');
  }
}

export class StandInApp extends EventEmitter {
  isPackaged = false;
  hasLock = true;
  /** How often `quit` was called. */
  quits = 0;
  exitCode: number | null = null;
  recentDocuments: string[] = [];
  paths: Record<string, string> = {};
  #ready: () => void = () => undefined;
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });

  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  whenReady(): Promise<void> {
    return this.#whenReady;
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  addRecentDocument(path: string): void {
    this.recentDocuments.push(path);
  }
  clearRecentDocuments(): void {
    this.recentDocuments = [];
  }
  quit(): void {
    this.quits += 1;
    const event = new StandInEvent();
    this.emit('before-quit', event);
    if (!event.prevented) this.exit(0);
  }
  exit(code = 0): void {
    this.exitCode = code;
  }

  /** Electron has started. */
  becomeReady(): void {
    this.#ready();
  }
}
