import type { HostInfo } from '../../src-main/api/contract.ts';

/** Deeper folders are not looked into: a wrong folder (a home, a disk) would be read without end. */
const MAX_DEPTH = 4;
/** More files than this are not taken from one drop. */
const MAX_FILES = 2000;

type Endings = HostInfo['importEndings'];

/** A file that a folder is searched for; one dropped by itself is sent whatever its name. */
type IsWanted = (name: string) => boolean;

function wantedBy({ formats, compressed }: Endings): IsWanted {
  const all = ['.keycore', ...['', ...compressed].flatMap((after) => formats.map((ending) => `${ending}${after}`))];
  return (name) => all.some((ending) => name.toLowerCase().endsWith(ending));
}

/** What was dropped, and what was left out of it, in words for the user. */
interface Dropped {
  files: File[];
  remarks: string[];
}

/** What a folder holds: files that are read, and how many others. */
interface Found {
  files: File[];
  others: number;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry => entry?.isDirectory === true;

/** The readable files of a folder and of those in it, in the order of their names. */
async function filesIn(folder: FileSystemDirectoryEntry, depth: number, found: Found, isWanted: IsWanted) {
  if (depth > MAX_DEPTH) return;
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader hands over a hundred at a time, and none when it is at the end.
  for (let some = await entriesOf(reader); some.length > 0; some = await entriesOf(reader)) entries.push(...some);
  const inOrder = entries.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  for (const entry of inOrder) {
    if (found.files.length > MAX_FILES) return;
    if (isFolder(entry)) await filesIn(entry, depth + 1, found, isWanted);
    else if (isFile(entry) && isWanted(entry.name)) found.files.push(await fileOf(entry));
    else if (isFile(entry)) found.others += 1;
  }
}

/**
 * The files of a drop, with those in dropped folders whose names end like files that can be read. Must be called while the drop's event is handled: what was dropped
 * is taken from it at once, for it is empty afterwards.
 */
export async function droppedFiles(transfer: DataTransfer, endings: Endings): Promise<Dropped> {
  const isWanted = wantedBy(endings);
  const folders = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(isFolder);
  // Files made by a page have no entry; a folder is among the files as well, but cannot be read.
  const names = new Set(folders.map(({ name }) => name));
  const files = Array.from(transfer.files).filter(({ name }) => !names.has(name));
  const remarks: string[] = [];
  for (const folder of folders) {
    const found: Found = { files: [], others: 0 };
    try {
      await filesIn(folder, 1, found, isWanted);
    } catch (error) {
      remarks.push(
        `${folder.name}: this folder cannot be read (${error instanceof Error ? error.message : String(error)})`,
      );
    }
    remarks.push(...remarksOf(folder.name, found, remarks, endings));
    files.push(...found.files);
  }
  return bounded(files, remarks);
}

function bounded(files: File[], remarks: string[]): Dropped {
  if (files.length > MAX_FILES) {
    remarks.push(`${files.length} files were given, or more; the first ${MAX_FILES} are taken.`);
    files.length = MAX_FILES;
  }
  return { files, remarks };
}

/** What there is to say of a folder. */
function remarksOf(name: string, { files, others }: Found, before: readonly string[], { formats }: Endings): string[] {
  if (files.length === 0)
    return before.length > 0
      ? []
      : [`${name}: this folder holds no project, and no file that is read by its name (${formats.join(', ')})`];
  if (others === 0) return [];
  return [
    `${name}: ${others === 1 ? '1 other file is' : `${others} other files are`} left out by ${others === 1 ? 'its name' : 'their names'}.`,
  ];
}

/** The readable files of a folder that was chosen, of which the browser gives all files; folders as deep as of a drop. */
export function folderFiles(chosen: Iterable<File>, endings: Endings): Dropped {
  const isWanted = wantedBy(endings);
  const all = [...chosen].filter(({ webkitRelativePath }) => webkitRelativePath.split('/').length <= MAX_DEPTH + 1);
  const inOrder = all.toSorted((a, b) =>
    a.webkitRelativePath.localeCompare(b.webkitRelativePath, 'en', { numeric: true }),
  );
  const files = inOrder.filter(({ name }) => isWanted(name));
  const folder = all.at(0)?.webkitRelativePath.split('/')[0] ?? 'The folder';
  return bounded(files, remarksOf(folder, { files, others: all.length - files.length }, [], endings));
}
