/** The files of a folder and of those in it; of a file, itself. */
export function filesUnder(path: string): string[];
/** A path in the checkout, from its root and with `/`. */
export function pathInRoot(path: string, root?: string): string;
