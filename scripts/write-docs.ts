// Writes what of docs/ is made from the sources (`npm run docs`): commands, routes, schema, import rules.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED_DOCUMENTS } from './docs/generated-documents.ts';
import { ROOT } from './setup/root.mjs';

for (const { path, make } of GENERATED_DOCUMENTS) {
  const file = join(ROOT, path);
  const made = await make();
  if (made === readFileSync(file, 'utf8')) continue;
  writeFileSync(file, made);
  process.stdout.write(`${path} written\n`);
}
