// Plain JavaScript with no import of ours: it runs before anything else is loaded, while there is memory for it.
import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';

const MB = 2 ** 20;

/**
 * Address space that one more thread reserves: 605 MB are V8's own, whatever the thread does, and the rest is for its
 * stack, the allocator's arena and the kernels. Measured with Node 24 on x86-64.
 */
export const THREAD_BYTES = 720 * MB;

/** Node itself has 1.35 GB once it has loaded the command line; below 1.15 GB it ends before it reads any file of ours. */
const LEAST_ADDRESS_SPACE = 1600 * MB;
/** 64 MB of old objects beside the 192 MB that V8 counts for new ones; the command line itself needs 16. */
const LEAST_HEAP = 256 * MB;

function firstNumber(pattern, path) {
  try {
    const found = pattern.exec(readFileSync(path, 'latin1'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    // Only Linux has /proc.
    return null;
  }
}

/** Bytes that this process may address (`ulimit -v`); null where there is no limit or the system does not tell. */
export function addressSpaceLimit() {
  return firstNumber(/^Max address space\s+(\d+)/m, '/proc/self/limits');
}

/** How many more threads fit under the limit on address space; Infinity without one. */
export function roomForThreads() {
  const limit = addressSpaceLimit();
  const used = limit === null ? null : firstNumber(/^VmSize:\s+(\d+)/m, '/proc/self/status');
  return limit === null || used === null ? Infinity : Math.max(0, Math.floor((limit - used * 1024) / THREAD_BYTES));
}

export function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** What to do about a limit on address space. */
export const ADDRESS_SPACE_REMEDY = 'raise it (ulimit -v unlimited; on a cluster, ask for more virtual memory)';

/** Why Keycore cannot run with the memory that it may have, and what to do, in a sentence; null where it can. */
export function memoryLimitMessage() {
  const limit = addressSpaceLimit();
  if (limit !== null && limit < LEAST_ADDRESS_SPACE)
    return `this process may address ${gigabytes(limit)} (ulimit -v), and Keycore needs ${gigabytes(LEAST_ADDRESS_SPACE)} and ${gigabytes(THREAD_BYTES)} more for each thread that calculates: ${ADDRESS_SPACE_REMEDY}`;
  const heap = getHeapStatistics().heap_size_limit;
  if (heap < LEAST_HEAP)
    return 'Node may use too little memory for Keycore: leave --max-old-space-size out (also of NODE_OPTIONS), or give it 64 or more';
  return null;
}
