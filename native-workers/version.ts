import manifest from '../package.json' with { type: 'json' };

/** Keycore's version, for provenance. */
export const KEYCORE_VERSION: string = manifest.version;
