import type { OpenRequest } from './contract.ts';

/**
 * What the desktop window finds as `window.keycore` (absent in a browser): only what needs the desktop. Files cross as
 * grants: opaque, good for ten minutes and for one purpose: reading (`OpenRequest`, imports), saving a project
 * or writing an export (`FileRequest`). A grant to write is spent when it is used. A cancelled dialog is an empty list or null; a refusal rejects with an Error whose message is for the user.
 */
export interface DesktopBridge {
  readonly info: DesktopInfo;
  openDialog(kind: OpenKind): Promise<GrantedFile[]>;
  /** Where to save a project; `suggestedName` without folder or extension. */
  saveDialog(suggestedName: string): Promise<GrantedFile | null>;
  /**
   * Where to write an export; `suggestedName` without folder or extension, `format` one of `HostInfo.exportFormats`. The
   * dialog has asked before it names a file that exists.
   */
  exportDialog(suggestedName: string, format: string): Promise<GrantedFile | null>;
  /** A dropped `File`; rejects for one that is no file on disk. */
  grantFor(file: File): Promise<GrantedFile>;
  /** Shows the file of an open project in the system's file manager; rejects where it has none (Untitled). */
  showInFolder(projectId: string): Promise<void>;
  /**
   * Says what the menus do now, in place of what they did before: a command with `null` is greyed, one that is absent is
   * not in the menu at all. What came before the first call (a file that was double-clicked) is delivered by it.
   */
  onMenu(handlers: MenuHandlers): void;
}

export interface DesktopInfo {
  platform: 'linux' | 'darwin' | 'win32';
  /** False in the packaged app. */
  development: boolean;
}

/** 'project': one .keycore file; 'configurations': any number of files the import reads. */
export type OpenKind = 'project' | 'configurations';

export interface GrantedFile {
  grant: string;
  /** File name with extension, without folder. */
  name: string;
  bytes: number | null;
}

/** What a menu asks the page for. */
export interface MenuCommands {
  'file/new': () => void;
  /** Chosen in the menu or among the recent projects, double-clicked, or named by a second start. */
  'file/open': (request: OpenRequest, name: string) => void;
  'file/import': (files: GrantedFile[]) => void;
  /** The form in which samples are made. */
  'file/simulate': () => void;
  'file/save-as': () => void;
  /** Asks for format and modes, then `exportDialog`, then POST …/export. */
  'file/export': () => void;
  /** Asks what the movie shows and how; the page encodes it and hands it to the downloads. */
  'file/movie': () => void;
  'file/close': () => void;
  /**
   * Where the page offers these they take the place of the system's own entries, whose shortcuts also work in text
   * fields: a page with the focus in one calls `document.execCommand('undo')` there.
   */
  'edit/undo': () => void;
  'edit/redo': () => void;
  'view/theme': (theme: ThemeSetting) => void;
  'view/zoom-in': () => void;
  'view/zoom-out': () => void;
  'view/fit': () => void;
  'view/recentre': () => void;
  'help/open': () => void;
  'help/keys': () => void;
}

export type ThemeSetting = 'system' | 'light' | 'dark';

export type MenuCommand = keyof MenuCommands;

/** Commands that the page has, each with whether it can be given now. */
export type OfferedCommands = Partial<Record<MenuCommand, boolean>>;

/** See `DesktopBridge.onMenu`. */
export type MenuHandlers = { [Command in MenuCommand]?: MenuCommands[Command] | null };
