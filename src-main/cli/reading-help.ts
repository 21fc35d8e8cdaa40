import { z } from 'zod';
import { READERS } from '../formats/readers.ts';
import type { OptionsSchema } from '../import/flag-value.ts';

/** Paragraph of the help of every command that reads files: the formats of all readers that there are. */
export function formatsParagraph(): string {
  return (
    `Files that are read: ${READERS.map(({ label }) => label).join(', ')}; compressed ones too. The format is told by the ` +
    'content, or by --format; - stands for standard input.'
  );
}

/** A slice of frames, as far as `--frame` takes one. */
const SLICE = '0:100:10';

/** Ways to read files that nobody guesses, for the command `name`: those that its flags know. */
export function readingExamples(name: string, { shape }: OptionsSchema): [string, string][] {
  const has = (key: string) => Object.hasOwn(shape, key);
  const takes = (key: string, value: string) => has(key) && z.safeParse(shape[key], value).success;
  const examples: [boolean, string, string][] = [
    [has('model'), 'glass.dump --model own.json', 'With a potential of your own, defined as simulate takes it'],
    [true, '- --model 2dipl < glass.dump', 'What comes through standard input'],
    [takes('frame', SLICE), `run.dump --frame ${SLICE} --model 2dipl`, 'Every tenth of the first hundred frames'],
    [has('atomStyle'), 'glass.data --atom-style charge', 'A LAMMPS data file that does not name its atom style'],
    [has('periodic'), 'glass.xyz --periodic', 'A file that calls its box open, which is periodic all the same'],
  ];
  return examples.flatMap(([isKnown, words, meaning]) => (isKnown ? [[`${name} ${words}`, meaning]] : []));
}
