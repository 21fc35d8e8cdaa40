import { expect, test } from 'vitest';
import { COMMANDS } from '../../src-main/cli/commands/command-table.ts';
import { commandLineDocument } from '../../scripts/docs/command-line-document.ts';

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
