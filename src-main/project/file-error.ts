import { BadInput } from '../../native-workers/text/bad-input.ts';
import { undecodedReason } from '../files/raw-name.ts';
import { StorageFailure } from './storage-failure.ts';

/** What the system's error codes mean for a path a user named. */
const USERS_FAULT: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'permission denied',
  EPERM: 'the system does not allow it',
  EROFS: 'the disk is read-only',
  EEXIST: 'it exists already, and nothing is ever overwritten: choose another name',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links run in a circle',
};

/**
 * What an error of the file system means to the user: `BadInput` where the path is at fault, a `StorageFailure` where
 * the disk is (full, failing). Errors that are not the file system's come back as they are.
 * @param doing "created", "read", ...: completes "cannot be"
 */
export function explainFileError(error: unknown, path: string, doing: string): unknown {
  // Only errors of system calls carry a `syscall`.
  if (!(error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'))
    return error;
  const undecoded = error.code === 'ENOENT' ? undecodedReason(path) : null;
  const reason = undecoded ?? USERS_FAULT[error.code];
  if (reason !== undefined) return new BadInput(`cannot be ${doing}: ${reason}`, { file: path });
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return new StorageFailure(`${path}: the disk is full; it was not ${doing}`, { cause: error });
  return new StorageFailure(`${path}: the disk failed, it was not ${doing} (${error.message})`, { cause: error });
}
