/** The user's home: HOME, or what the system has on record where that is no absolute path. Throws where there is none. */
export function homeFolder(): string;

/**
 * Keycore's own folder of this user: `KEYCORE_USER_DATA`, unless it is empty, else the system's usual place. Throws an
 * `Error` that says what to do where there is none.
 */
export function userDataFolder(): string;

/** Makes a folder and those on the way to it, if they are not there. Throws the system's error. */
export function makeFolders(folder: string, mode: number): void;

/**
 * Whether users other than the owner may write, by a file's status. A group that has the number of its user is that
 * user's own. Always false on Windows, which has no modes of this kind.
 */
export function isWritableByOthers(status: { gid: number; mode: number }): boolean;
