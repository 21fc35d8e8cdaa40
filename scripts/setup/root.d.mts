/** Absolute path of the checkout. */
export declare const ROOT: string;
