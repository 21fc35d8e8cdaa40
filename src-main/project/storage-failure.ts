/**
 * Nothing could be written, or read, for a reason that lies outside of the file: the disk is full or fails, another
 * process keeps the file locked, or has taken over the right to write. What was stored before is there.
 */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}
