import { stat } from 'node:fs/promises';
import { basename, extname, isAbsolute } from 'node:path';
import { z } from 'zod';
import type { GrantedFile, MenuCommand, OfferedCommands, OpenKind } from '../api/desktop-bridge.ts';
import { isMissing } from '../files/error-code.ts';
import { COMPRESSED_ENDINGS, READABLE_ENDINGS } from '../formats/readable-names.ts';
import { writerById, WRITERS } from '../formats/writers.ts';
import type { Grants, GrantPurpose } from '../access/grants.ts';
import type { Answer, Channel } from './channels.ts';
import type { DialogPart, FileFilter, IpcPart, SenderPart } from './parts.ts';

/** A refusal whose words are for the user. */
export class BridgeRefusal extends Error {}

/** What the handlers work with; the window may be gone (macOS keeps the app without one). */
export interface BridgeContext {
  grants: Grants;
  dialogs: () => DialogPart | null;
  isTrusted: (event: SenderPart) => boolean;
  showItemInFolder: (path: string) => void;
  /** Where an open project is saved; null for one that is nowhere, undefined for one that is not open. */
  projectPath: (projectId: string) => string | null | undefined;
  onOffer: (commands: OfferedCommands) => void;
  onError: (doing: string, error: unknown) => void;
}

const PROJECT_FILTER: FileFilter = { name: 'Keycore project', extensions: ['keycore'] };

const OPEN_DIALOGS: Readonly<Record<OpenKind, { title: string; filters: FileFilter[]; many: boolean }>> = {
  project: { title: 'Open project', filters: [PROJECT_FILTER], many: false },
  configurations: {
    title: 'Import configurations',
    filters: [
      // Dumps go by any name (dump.1000, traj.lammpstrj.gz), so that all files come first.
      { name: 'All files', extensions: ['*'] },
      {
        name: 'Files of particles',
        extensions: [...READABLE_ENDINGS, ...COMPRESSED_ENDINGS].map((ending) => ending.slice(1)),
      },
    ],
    many: true,
  },
};

const MENU_COMMANDS = [
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
] as const satisfies readonly MenuCommand[];

/** What lies at a path; null where nothing does. */
async function found(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Size of a regular file; null where there is none. */
async function fileBytes(path: string) {
  const status = await found(path);
  return status?.isFile() === true ? status.size : null;
}

async function granted(grants: Grants, path: string, purpose: GrantPurpose): Promise<GrantedFile> {
  return { grant: grants.issue(path, purpose), name: basename(path), bytes: await fileBytes(path) };
}

/** A file name that every system takes, from words of the page. */
function safeName(suggested: string) {
  // Control characters and what Windows forbids in names; separators above all.
  // eslint-disable-next-line no-control-regex
  const plain = suggested.replaceAll(/[\u0000-\u001f<>:"/\\|?*]/g, ' ').trim();
  return plain === '' || plain.startsWith('.') ? 'Untitled' : plain;
}

function dialogsOf(context: BridgeContext) {
  const dialogs = context.dialogs();
  if (dialogs === null) throw new BridgeRefusal('there is no window to show a dialog in');
  return dialogs;
}

/** Lets the user choose files to read; empty when the dialog is cancelled. */
export async function chooseFiles(context: BridgeContext, kind: OpenKind): Promise<GrantedFile[]> {
  const { title, filters, many } = OPEN_DIALOGS[kind];
  const { canceled, filePaths } = await dialogsOf(context).open({
    title,
    filters,
    properties: many ? ['openFile', 'multiSelections'] : ['openFile'],
  });
  return canceled ? [] : Promise.all(filePaths.map((path) => granted(context.grants, path, 'read')));
}

/**
 * Lets the user choose a new file. One that exists is refused in so many words, and asked for again: the system's
 * "Replace?" would promise what a project never does, to overwrite another.
 */
async function chooseTarget(context: BridgeContext, suggestedName: string): Promise<GrantedFile | null> {
  const dialogs = dialogsOf(context);
  for (;;) {
    const { canceled, filePath } = await dialogs.save({
      title: 'Save project as',
      defaultPath: `${safeName(suggestedName)}.keycore`,
      filters: [PROJECT_FILTER],
    });
    if (canceled || filePath === '') return null;
    const path = extname(filePath).toLowerCase() === '.keycore' ? filePath : `${filePath}.keycore`;
    if ((await fileBytes(path)) === null) return granted(context.grants, path, 'save');
    const { response } = await dialogs.ask({
      type: 'error',
      message: `${basename(path)} exists already.`,
      detail: 'Keycore never overwrites a project. Choose another name, or move that file away first.',
      buttons: ['Choose another name', 'Cancel'],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 1) return null;
  }
}

/**
 * Lets the user choose where to write an export. The system asks before it names a file that exists, and an export may
 * take its place; a project it never replaces.
 */
async function chooseExport(
  context: BridgeContext,
  suggestedName: string,
  format: string,
): Promise<GrantedFile | null> {
  const { label, extension } = writerById(format);
  const { canceled, filePath } = await dialogsOf(context).save({
    title: 'Export sample',
    defaultPath: `${safeName(suggestedName)}${extension}`,
    filters: [{ name: label, extensions: [extension.slice(1)] }],
  });
  if (canceled || filePath === '') return null;
  // No ending is added behind the dialog's back: it has asked about the name that it gives.
  if (extname(filePath).toLowerCase() === '.keycore')
    throw new BridgeRefusal(`${basename(filePath)}: a .keycore file is a project; an export needs another name`);
  return granted(context.grants, filePath, 'export');
}

/** A grant for a file that was dropped; the preload script has its path from Electron, never from the page's words. */
async function grantDropped(context: BridgeContext, path: string): Promise<GrantedFile> {
  if (!isAbsolute(path)) throw new BridgeRefusal('what was dropped is no file on this computer');
  const status = await found(path);
  if (status === null) throw new BridgeRefusal(`${basename(path)}: there is no such file`);
  // The command line's words.
  if (status.isDirectory()) throw new BridgeRefusal(`${basename(path)}: this is a folder; give a file in it`);
  if (!status.isFile()) throw new BridgeRefusal(`${basename(path)}: this is no regular file`);
  return granted(context.grants, path, 'read');
}

function showProject(context: BridgeContext, projectId: string) {
  const path = context.projectPath(projectId);
  if (path === undefined) throw new BridgeRefusal('this project is not open');
  if (path === null) throw new BridgeRefusal('this project is not saved yet: it has no folder to show');
  context.showItemInFolder(path);
}

/** Takes the arguments of a message, once they fit the schema; refuses others, saying why. */
function taking<Arguments extends unknown[]>(
  schema: z.ZodType<Arguments>,
  handler: (...args: Arguments) => unknown,
): (channel: Channel, args: unknown[]) => unknown {
  return (channel, args) => {
    const parsed = schema.safeParse(args);
    if (!parsed.success) throw new BridgeRefusal(`${channel}: ${z.prettifyError(parsed.error)}`);
    return handler(...parsed.data);
  };
}

const shortText = z.string().min(1).max(4096);
const suggestion = z.string().max(255);

/**
 * Answers the preload script. A message from anything but our own page in the main frame of our window is refused
 * before its arguments are looked at; arguments that do not fit are refused next.
 */
export function handleBridge(ipcMain: IpcPart, context: BridgeContext): void {
  const handlers: Record<Channel, ReturnType<typeof taking>> = {
    'dialog/open': taking(z.tuple([z.enum(['project', 'configurations'])]), (kind) => chooseFiles(context, kind)),
    'dialog/save': taking(z.tuple([suggestion]), (name) => chooseTarget(context, name)),
    'dialog/export': taking(z.tuple([suggestion, z.enum(WRITERS.map(({ id }) => id))]), (name, format) =>
      chooseExport(context, name, format),
    ),
    'file/grant': taking(z.tuple([shortText]), (path) => grantDropped(context, path)),
    'project/show-in-folder': taking(z.tuple([shortText]), (projectId) => showProject(context, projectId)),
    'menu/offer': taking(z.tuple([z.partialRecord(z.enum(MENU_COMMANDS), z.boolean())]), context.onOffer),
  };
  for (const channel of Object.keys(handlers) as Channel[])
    ipcMain.handle(channel, async (event, ...args): Promise<Answer> => {
      if (!context.isTrusted(event)) {
        context.onError(
          'refusing a message',
          new Error(`${channel} from ${event.senderFrame?.url ?? 'a closed frame'}`),
        );
        return { ok: false, message: 'not allowed' };
      }
      try {
        return { ok: true, value: await handlers[channel](channel, args) };
      } catch (error) {
        if (!(error instanceof BridgeRefusal)) context.onError(channel, error);
        return { ok: false, message: error instanceof Error ? error.message : String(error) };
      }
    });
}
