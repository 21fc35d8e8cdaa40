import type { MenuCommand } from '../api/desktop-bridge.ts';
import { COMMAND_CHANNEL } from './channels.ts';
import type { DialogPart, ElectronParts, WindowPart } from './parts.ts';
import { START_PAGE } from './scheme.ts';
import { secureWindowOptions } from './window-options.ts';
import type { SettingsFile } from './settings-file.ts';
import { MINIMUM_SIZE, placeWindow, stateOf, type WindowState } from './window-state.ts';

/** Moving a window is hundreds of events; so long after the last one its place is written. */
const SETTLED_MS = 500;

/** What the window tells its owner. */
export interface WindowEvents {
  /** Asked before it closes; false keeps it open. */
  mayClose: () => boolean;
  onClosed: () => void;
  /** The page is being loaded again or has died: it no longer listens. */
  onPageLeft: () => void;
  /** The user gave up on a page that had died. */
  onQuit: () => void;
  onError: (doing: string, error: unknown) => void;
}

/** The one window: opened where it was left, brought back when its page dies. */
export class MainWindow {
  readonly dialogs: DialogPart;
  readonly #window: WindowPart;
  readonly #stateFile: SettingsFile<WindowState>;
  readonly #events: WindowEvents;
  #timer: NodeJS.Timeout | undefined;
  /** The page does not answer, and the user has been asked about it. */
  #unresponsive = false;
  /** The user chose to end it: it is shown again without another question. */
  #givenUp = false;

  constructor(
    parts: ElectronParts,
    stateFile: SettingsFile<WindowState>,
    preload: string,
    state: WindowState,
    events: WindowEvents,
  ) {
    const screens = parts.screen.getAllDisplays().map(({ workArea }) => workArea);
    const place = placeWindow(state, screens);
    const { window, dialogs } = parts.createWindow(
      secureWindowOptions(
        { ...place, minWidth: MINIMUM_SIZE.width, minHeight: MINIMUM_SIZE.height },
        { preload, development: !parts.app.isPackaged, dark: parts.nativeTheme.shouldUseDarkColors },
      ),
    );
    this.#window = window;
    this.dialogs = dialogs;
    this.#stateFile = stateFile;
    this.#events = events;
    this.#listen();
    window.once('ready-to-show', () => {
      if (state.maximized) window.maximize();
      window.show();
    });
  }

  /** Lets a promise go its way; its failure is reported. */
  #detach(doing: string, work: Promise<unknown>) {
    work.catch((error: unknown) => this.#events.onError(doing, error));
  }

  #listen() {
    const { webContents } = this.#window;
    const settle = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keepStateNow(), SETTLED_MS);
    };
    this.#window.on('resize', settle);
    this.#window.on('move', settle);
    this.#window.on('close', (event) => {
      if (!this.#events.mayClose()) event.preventDefault();
      else this.#keepStateNow();
    });
    this.#window.on('closed', () => {
      clearTimeout(this.#timer);
      this.#events.onClosed();
    });
    this.#window.on('unresponsive', () => {
      if (this.#unresponsive) return;
      this.#unresponsive = true;
      this.#detach('asking what to do', this.#offerEnd());
    });
    this.#window.on('responsive', () => {
      this.#unresponsive = false;
    });
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#events.onPageLeft();
    });
    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      // 'clean-exit' is the end of a page that was asked to end.
      if (reason === 'clean-exit') return;
      this.#events.onError('showing the page', new Error(`its process ended: ${reason}, exit code ${exitCode}`));
      this.#events.onPageLeft();
      if (this.#givenUp) {
        this.#givenUp = false;
        webContents.reload();
        return;
      }
      this.#detach('asking what to do', this.#offerReload(reason));
    });
  }

  /** Projects and jobs are on the main side: a page that dies takes nothing along. */
  async #offerReload(reason: string) {
    const { response } = await this.dialogs.ask({
      type: 'error',
      message: 'The window stopped working.',
      detail: `Its process ended (${reason}). Projects and running jobs are not affected; show the window again?`,
      buttons: ['Show again', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) this.#events.onQuit();
    else if (!this.#window.isDestroyed()) this.#window.webContents.reload();
  }

  /** A page that hangs may come back; one that is given up dies, and is shown again as after any death. */
  async #offerEnd() {
    const { response } = await this.dialogs.ask({
      type: 'question',
      message: 'The window does not respond.',
      detail: 'Projects and running jobs are not affected. It may recover by itself; or reload it.',
      buttons: ['Wait', 'Reload'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response !== 1 || !this.#unresponsive || this.#window.isDestroyed()) return;
    this.#unresponsive = false;
    this.#givenUp = true;
    this.#window.webContents.forcefullyCrashRenderer();
  }

  get contentsId(): number | null {
    return this.#window.isDestroyed() ? null : this.#window.webContents.id;
  }

  async load(): Promise<void> {
    await this.#window.loadURL(START_PAGE);
  }

  send(name: MenuCommand, args: unknown[]): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.send(COMMAND_CHANNEL, name, args);
  }

  toFront(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #keepStateNow() {
    this.#detach('keeping the place of the window', this.keepState());
  }

  /** Writes where the window is; resolves when that is on the disk. */
  async keepState(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#window.isDestroyed()) await this.#stateFile.write(stateOf(this.#window));
  }
}
