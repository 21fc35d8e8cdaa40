/**
 * Makes a folder from which code may be loaded, and gives its real path; null where no such folder can be had: others
 * could write in it or exchange it, or this user cannot make it. One that was open to others is emptied first.
 */
export function folderForCode(folder: string): string | null;

/** Keeps stripped and compiled sources for the next start in this user's own data, where they are safe from others. */
export function keepCompiledSources(): void;
