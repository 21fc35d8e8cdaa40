import { Piscina } from 'piscina';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { codeOf } from '../files/error-code.ts';
import { ADDRESS_SPACE_REMEDY, addressSpaceLimit, gigabytes, roomForThreads } from '../files/memory-limits.mjs';
import { workerEnvironment } from './worker-entry.ts';

/**
 * Throws `BadInput` where so many more threads do not fit under the limit on address space: V8 would end the process
 * with a dump. Without a limit (`ulimit -v`), and where the system does not tell it, there is room.
 */
export function requireRoomForThreads(threads: number): void {
  const room = roomForThreads();
  const limit = addressSpaceLimit();
  if (limit === null || threads <= room) return;
  const needs = threads === 1 ? 'another thread' : `${threads} threads`;
  const fewer = room > 0 ? `, or use ${room} (--workers)` : '';
  throw new BadInput(
    `this process may address ${gigabytes(limit)} (ulimit -v), too little for ${needs}: ${ADDRESS_SPACE_REMEDY}${fewer}`,
  );
}

/** As many threads of those wanted as fit under the limit on address space, one at the least. */
export function threadsThatFit(wanted: number): number {
  return Math.max(1, Math.min(wanted, roomForThreads()));
}

/** A pool of one worker thread, which is started. Throws `BadInput` where the system starts no further one for this user. */
export function workerThread(entry: URL): Piscina {
  try {
    const pool = new Piscina({
      filename: entry.href,
      env: workerEnvironment(),
      minThreads: 1,
      maxThreads: 1,
      // A pool is closed by its owner; an idle worker keeps the loaded addon.
      idleTimeout: Number.POSITIVE_INFINITY,
    });
    // Told beside the rejected tasks, and the end of the process if nobody listened: an answer that was on its way when
    // the pool was closed, and the death of an idle worker, which Piscina replaces.
    pool.on('error', () => undefined);
    return pool;
  } catch (error) {
    if (codeOf(error) !== 'ERR_WORKER_INIT_FAILED') throw error;
    throw new BadInput(
      'the system lets this user start no further thread (ulimit -u; on a cluster, the limit on processes): raise that limit, or end other programs',
    );
  }
}
