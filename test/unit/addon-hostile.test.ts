import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_CASES } from './hostile-cases.ts';
import type { Line, Outcome } from './hostile-child.ts';
import { HOSTILE_FIELDS } from './hostile-fields.ts';
import { HOSTILE_VALUES } from './hostile-values.ts';

// What the binding layer of the kernels is given by callers that mean no good, in processes of their own: a crash is an
// outcome like others. `npm run test:sanitize` runs this file against an addon under sanitizers.

const CHILD = fileURLToPath(new URL('hostile-child.ts', import.meta.url));
const TIMEOUT_MS = 300_000;

/** The library that an addon under AddressSanitizer must find loaded. */
const preload = process.env['KEYCORE_ADDON_PRELOAD'];

interface Crash {
  crashed: string;
}

/** Runs the child from a case on. Ends with the first crash. */
function runFrom(what: string, from: number): Promise<{ lines: Line[]; end: string | null }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...(preload !== undefined && { LD_PRELOAD: preload }) };
    const child = spawn(process.execPath, [CHILD, what, String(from)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const lines = output.split('\n').filter((line) => line.endsWith('}'));
      const end = code === 0 ? null : `${signal ?? `exit code ${code}`} ${errors.slice(0, 4000)}`;
      resolve({ lines: lines.map((line) => JSON.parse(line) as Line), end });
    });
  });
}

/** How every case ended; after a crash the rest is run by another process. */
async function outcomesOf(what: string, count: number): Promise<(Outcome | Crash)[]> {
  const outcomes: (Outcome | Crash)[] = [];
  while (outcomes.length < count) {
    const { lines, end } = await runFrom(what, outcomes.length);
    for (const { outcome } of lines) if (outcome !== undefined) outcomes.push(outcome);
    if (outcomes.length < count) outcomes.push({ crashed: end ?? 'the process ended early' });
    else expect(end).toBeNull();
  }
  return outcomes;
}

describe('each of these is refused in words, or harmless', () => {
  let outcomes: (Outcome | Crash)[] = [];
  beforeAll(async () => {
    outcomes = await outcomesOf('cases', HOSTILE_CASES.length);
  }, TIMEOUT_MS);

  it.each(HOSTILE_CASES.map(({ name, refusal, gives }, at) => ({ name, refusal, gives, at })))(
    '$name',
    ({ refusal, gives, at }) => {
      const outcome = outcomes[at];
      if (refusal !== undefined) {
        expect(outcome).toHaveProperty('message');
        expect((outcome as { message: string }).message).toMatch(refusal);
        return;
      }
      expect(outcome).toHaveProperty('gave');
      const { gave } = outcome as { gave: string[] };
      expect(gave.length).toBeGreaterThan(0);
      for (const item of gave)
        if (gives instanceof RegExp) expect(item).toMatch(gives);
        else expect(item).toBe(String(gives));
    },
  );
});

/** Words of the C++ library or of the engine instead of ours. */
const NO_WORDS = /std::|basic_string|vector::|Invalid argument|Illegal invocation|unknown|^$/;

describe(`${HOSTILE_VALUES.length} values for each field`, () => {
  let outcomes: (Outcome | Crash)[] = [];
  beforeAll(async () => {
    outcomes = await outcomesOf('fields', HOSTILE_FIELDS.length * HOSTILE_VALUES.length);
  }, TIMEOUT_MS);

  it.each(HOSTILE_FIELDS.map((field, at) => ({ ...field, at })))('$name', ({ takes, refusal, at }) => {
    const wrong = HOSTILE_VALUES.flatMap(([label, make], k) => {
      const outcome = outcomes[at * HOSTILE_VALUES.length + k];
      const fine =
        'gave' in outcome
          ? takes === undefined || takes(make())
          : 'message' in outcome &&
            !(takes?.(make()) ?? false) &&
            refusal.test(outcome.message) &&
            (!NO_WORDS.test(outcome.message) || outcome.message.startsWith('unknown potential form'));
      return fine ? [] : [{ label, outcome }];
    });
    expect(wrong).toEqual([]);
  });
});
