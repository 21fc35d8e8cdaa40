// Writes docs/command-line.md from the schemas of the commands (`npm run docs`); needs Node 24, as npm scripts have.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../src-main/cli/commands/command-table.ts';
import { commandLineDocument } from '../src-main/cli/documentation.ts';
import { ROOT } from './setup/root.mjs';

writeFileSync(join(ROOT, 'docs', 'command-line.md'), commandLineDocument(COMMANDS));
