import { closeSync, readSync } from 'node:fs';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { openRegular } from '../files/regular-file.ts';
import { explainFileError } from './file-error.ts';

/** SQLite's `application_id` of every project: "KeyC" in ASCII. */
export const APPLICATION_ID = 0x4b657943;

/** What the first page of a project says before SQLite is let near the file. */
export interface FileHeader {
  /** Version of the schema. */
  version: number;
  bytes: number;
}

/** Layout of the database header, SQLite's "Database File Format" §1.3; integers are big-endian. */
const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const WRITE_VERSION_AT = 18;
const READ_VERSION_AT = 19;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
/** Value of both format versions in a file with a write-ahead log. */
const WRITE_AHEAD_LOG = 2;

/** First bytes of a regular file; opens nothing else, so that a pipe or a device cannot block us. */
function firstBytes(path: string) {
  // better-sqlite3 trims names, and would open another file than the one that was checked here.
  if (path !== path.trim() || path.includes('\0'))
    throw new BadInput('a project name may not begin or end with a blank or hold a zero byte', { file: path });
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    // Closing any descriptor of a file drops the POSIX locks this process holds on it. No connection of ours holds
    // one here: transactions are synchronous, and a backup lets go of its source between two steps.
    const { descriptor, status } = openRegular(path, {
      file: path,
      folder: 'this is a folder; a Keycore project is a file',
    });
    try {
      const read = readSync(descriptor, head, 0, HEADER_BYTES, 0);
      return { head: head.subarray(0, read), bytes: status.size };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw explainFileError(error, path, 'read');
  }
}

/**
 * Reads the header of a project without SQLite, which would make side files next to a foreign database in
 * write-ahead mode. Throws `BadInput` for anything but a regular file that is a Keycore project.
 */
export function readHeader(path: string): FileHeader {
  const { head, bytes } = firstBytes(path);
  if (bytes === 0) throw new BadInput('not a Keycore project: the file is empty', { file: path });
  if (head.length < HEADER_BYTES || head.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new BadInput('not a Keycore project: the file does not begin as one', { file: path });
  const applicationId = head.readUInt32BE(APPLICATION_ID_AT);
  if (applicationId !== APPLICATION_ID)
    throw new BadInput(
      `not a Keycore project: an SQLite database of another program (application_id 0x${applicationId.toString(16)})`,
      { file: path },
    );
  if (head[WRITE_VERSION_AT] === WRITE_AHEAD_LOG || head[READ_VERSION_AT] === WRITE_AHEAD_LOG)
    throw new BadInput(
      "another program has switched this project to a write-ahead log; switch it back with 'PRAGMA journal_mode=DELETE'",
      { file: path },
    );
  return { version: head.readUInt32BE(USER_VERSION_AT), bytes };
}
