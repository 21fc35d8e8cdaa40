import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installsPackages } from '../setup/apt.mjs';
import { ROOT } from '../setup/root.mjs';

const FILE = 'test/allowed-skips.json';

/**
 * Entries { pattern, reason, installed? }: a regular expression over the whole name of a test and why it may be
 * skipped. `installed: true`: what it needs is installed by set-up where that may, and no reason to skip there.
 */
function readAllowed(weInstall) {
  const entries = JSON.parse(readFileSync(join(ROOT, FILE), 'utf8'));
  for (const entry of entries)
    if (typeof entry.pattern !== 'string' || typeof entry.reason !== 'string' || entry.reason === '')
      throw new Error(`${FILE}: every entry needs a pattern and a reason, got ${JSON.stringify(entry)}`);
  return entries
    .filter(({ installed = false }) => !(installed && weInstall))
    .map(({ pattern, reason }) => ({ pattern: new RegExp(`^(?:${pattern})$`), reason }));
}

/** Splits skipped tests into those that `test/allowed-skips.json` allows (with its reason) and the others. */
export function judgeSkips(skipped, weInstall = installsPackages()) {
  const allowed = readAllowed(weInstall);
  const judged = skipped.map((skip) => ({ ...skip, rule: allowed.find(({ pattern }) => pattern.test(skip.name)) }));
  return {
    allowed: judged.filter(({ rule }) => rule !== undefined).map(({ name, rule }) => ({ name, reason: rule.reason })),
    forbidden: judged.filter(({ rule }) => rule === undefined).map(({ name }) => name),
  };
}
