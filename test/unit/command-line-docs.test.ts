import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src-main/cli/commands/command-table.ts';
import { commandLineDocument } from '../../src-main/cli/documentation.ts';

const FILE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'command-line.md');

test('docs/command-line.md is what the schemas say (else: npm run docs)', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(commandLineDocument(COMMANDS));
});

test('every command, flag and JSON field is documented', () => {
  const text = commandLineDocument(COMMANDS);
  for (const { name } of COMMANDS) expect(text).toContain(`\n## ${name}\n`);
  for (const field of [
    '`sample.moved.rms`',
    '`modes[].correlations.psi_uL`',
    '`keyCore.squareIds`',
    '`analysis?.modes?`',
  ])
    expect(text).toContain(`| ${field} |`);
  expect(text).toContain('| `--core-threshold <Ψ>` | vibrability Ψ above which');
});
