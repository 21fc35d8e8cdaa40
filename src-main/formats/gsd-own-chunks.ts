/** Names of our own begin so, within `log/` and `log/particles/`. */
export const OWN_PREFIX = 'keycore_';

/**
 * What we write into a GSD file beside what its schema knows, as logged quantities, which every reader of GSD passes on
 * or passes over. The schema holds single precision and no ids; these hold positions relative to the corner of the box
 * (N × 2 doubles), the box lx, ly, xy (3 doubles), particle ids (N integers)
 * and masses (N doubles). They are believed only while they agree
 * with the schema's own numbers, so that a file that another program has changed is read as changed.
 */
export const OWN_CHUNKS = {
  position: `log/particles/${OWN_PREFIX}position`,
  box: `log/${OWN_PREFIX}box`,
  id: `log/particles/${OWN_PREFIX}id`,
  mass: `log/particles/${OWN_PREFIX}mass`,
} as const;
