import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { removeOldFiles } from '../files/remove-old.ts';
import { madeFolder } from '../user-data/user-data.ts';
import type { ApiLimits } from './context.ts';
import { ApiFailure } from './failure.ts';

/** Average below which an upload counts as stalled, once it has had the time of a pause. */
const LEAST_BYTES_PER_SECOND = 1024;

/** Uploads of a process that was killed stay behind; no import takes this long. */
const LEFT_BEHIND_MS = 2 * 24 * 60 * 60_000;

function uploadFolder(userData: string) {
  return madeFolder(userData, 'uploads');
}

/** Removes what killed processes have left, but nothing that another one may still read. */
export function removeOldUploads(userData: string): void {
  removeOldFiles(uploadFolder(userData), LEFT_BEHIND_MS);
}

/** What to do about a file that is too large to be sent: `instead` ends the sentence. */
const READ_INSTEAD = "; read it with 'keycore analyze' instead";

function tooLarge(limit: number, instead: string) {
  return new ApiFailure('too-large', `the file is larger than ${limit} bytes, the most that is taken${instead}`);
}

function tooSlow() {
  return new ApiFailure('bad-request', 'the upload stalled and was given up; send the file again', 408);
}

/** The next piece, or a refusal if it does not come in time or the sender goes away. */
async function nextPiece(reader: ReadableStreamDefaultReader<Uint8Array>, pauseMs: number) {
  const arrived = new AbortController();
  const late = wait(pauseMs, 'late' as const, { signal: arrived.signal }).catch(() => 'late' as const);
  try {
    const piece = await Promise.race([reader.read(), late]);
    if (piece === 'late') throw tooSlow();
    return piece.value;
  } catch (error) {
    if (error instanceof ApiFailure) throw error;
    throw new ApiFailure('bad-request', 'the upload was broken off; send the file again');
  } finally {
    arrived.abort();
  }
}

async function spool(body: ReadableStream<Uint8Array>, file: FileHandle, limits: ApiLimits, instead: string) {
  const reader = body.getReader();
  const started = Date.now();
  let bytes = 0;
  try {
    for (;;) {
      const piece = await nextPiece(reader, limits.uploadPauseMs);
      if (piece === undefined) return;
      bytes += piece.length;
      if (bytes > limits.uploadBytes) throw tooLarge(limits.uploadBytes, instead);
      const elapsed = Date.now() - started;
      if (elapsed > limits.uploadPauseMs && bytes < (elapsed / 1000) * LEAST_BYTES_PER_SECOND) throw tooSlow();
      await file.writeFile(piece);
    }
  } finally {
    // What the sender still has to say is not wanted; it may be gone already.
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Streams an uploaded file into the user's data, within the limits. Throws `ApiFailure` for one that is too large,
 * too slow or broken off; nothing is left of it then. `instead`: what to do about a file that is too large.
 */
export async function receiveUpload(
  request: Request,
  userData: string,
  limits: ApiLimits,
  instead: string = READ_INSTEAD,
): Promise<{ path: string; remove: () => Promise<void> }> {
  const announced = Number(request.headers.get('content-length') ?? '0');
  if (announced > limits.uploadBytes) throw tooLarge(limits.uploadBytes, instead);
  const path = join(uploadFolder(userData), `${randomBytes(12).toString('hex')}.upload`);
  const remove = async () => rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    if (request.body !== null) await spool(request.body, file, limits, instead);
    await file.close();
    return { path, remove };
  } catch (error) {
    await file.close();
    await remove();
    throw error;
  }
}
