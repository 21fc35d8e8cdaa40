import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../integration/cli-runner.ts';

/** VitePress is fetched, and takes half a minute. */
const TIMEOUT_MS = 600_000;

test('the documentation site is built, and none of its links is dead', { timeout: TIMEOUT_MS }, () => {
  const script = join(ROOT, 'scripts', 'docs-site.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '/keycore/'], { encoding: 'utf8' });
  expect(stderr).not.toContain('dead link');
  expect({ status, end: stdout.trimEnd().split('\n').at(-1) }).toEqual({
    status: 0,
    end: `${join(ROOT, 'build', 'site')}: all links lead somewhere`,
  });
  expect(existsSync(join(ROOT, 'build', 'site', 'docs', 'physics.html'))).toBe(true);
});
