/** Absolute path of the checkout. */
export declare const ROOT: string;

/** Everything that set-up and scripts make, out of Git's sight. */
export const BUILD: string;
