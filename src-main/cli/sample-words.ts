import type { Argument } from './command.ts';

/** The words of a command that works on one sample: `FILE`, or `P.keycore SAMPLE`. */
export const SAMPLE_WORDS: Argument[] = [
  { name: 'file', description: 'configuration file, or project (.keycore)' },
  { name: 'sample', description: 'number of the sample in a project', optional: true },
];
