/** Keycore's own folder of this user: `KEYCORE_USER_DATA`, unless it is empty, else the system's usual place. */
export function userDataFolder(): string;

/**
 * Whether users other than the owner may write, by a file's status. A group that has the number of its user is that
 * user's own. Always false on Windows, which has no modes of this kind.
 */
export function isWritableByOthers(status: { gid: number; mode: number }): boolean;
