/** Address space that one more thread reserves, bytes. */
export const THREAD_BYTES: number;

/** What to do about a limit on address space. */
export const ADDRESS_SPACE_REMEDY: string;

/** Bytes that this process may address (`ulimit -v`); null where there is no limit or the system does not tell. */
export function addressSpaceLimit(): number | null;

/** How many more threads fit under the limit on address space; Infinity without one. */
export function roomForThreads(): number;

export function gigabytes(bytes: number): string;

/** Why Keycore cannot run with the memory that it may have, and what to do, in a sentence; null where it can. */
export function memoryLimitMessage(): string | null;
