import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../integration/cli-runner.ts';

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

const person = z.strictObject({ 'family-names': z.string(), 'given-names': z.string() });
const entity = z.strictObject({ name: z.string() });

/** What we use of the Citation File Format 1.2.0 (citation-file-format.github.io); anything else is a mistake. */
const citationSchema = z.strictObject({
  'cff-version': z.literal('1.2.0'),
  type: z.literal('software'),
  title: z.string(),
  message: z.string(),
  abstract: z.string(),
  version: z.string(),
  license: z.string(),
  authors: z.array(z.union([person, entity])).min(1),
  keywords: z.array(z.string()).min(1),
  references: z.array(
    z.strictObject({
      type: z.literal('article'),
      title: z.string(),
      authors: z.array(z.union([person, entity])).min(1),
      journal: z.string(),
      volume: z.int(),
      year: z.int(),
    }),
  ),
});

test('CITATION.cff follows its format, and has version and licence of package.json', () => {
  const citation = citationSchema.parse(parse(read('CITATION.cff')));
  const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string };
  expect(citation).toMatchObject({ version, license });
});
