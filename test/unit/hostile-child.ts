// node hostile-child.ts cases|fields FROM → for every case from number FROM on a line of JSON when it begins and one when
// it has ended; what comes after the last line was the end of the process.
import { writeSync } from 'node:fs';
import { HOSTILE_CASES } from './hostile-cases.ts';
import { HOSTILE_FIELDS } from './hostile-fields.ts';
import { HOSTILE_VALUES } from './hostile-values.ts';

/** How a case ended. */
export type Outcome = { gave: string[] } | { threw: string; message: string };

/** A line of the child. */
export interface Line {
  at: number;
  outcome?: Outcome;
}

async function outcomeOf(run: () => unknown): Promise<Outcome> {
  try {
    const given: unknown = await run();
    return { gave: Array.isArray(given) ? given.map((item) => shown(item)) : [shown(given)] };
  } catch (error) {
    const { name, message } = error as Error;
    return { threw: name, message };
  }
}

function shown(given: unknown): string {
  return typeof given === 'object' && given !== null ? 'an object' : String(given);
}

/** All that is tried, in order; of the fields, every value in turn. */
export function runsOf(what: string): (() => unknown)[] {
  if (what === 'cases') return HOSTILE_CASES.map(({ run }) => run);
  return HOSTILE_FIELDS.flatMap(({ use }) =>
    HOSTILE_VALUES.map(
      ([, make]) =>
        () =>
          use(make()),
    ),
  );
}

// Imported by the test for its types; run by it as a process.
if (process.argv[1] === import.meta.filename) {
  const [what, from] = process.argv.slice(2);
  const say = (line: Line) => writeSync(1, `${JSON.stringify(line)}\n`);
  for (const [at, run] of runsOf(what).entries()) {
    if (at < Number(from)) continue;
    say({ at });
    say({ at, outcome: await outcomeOf(run) });
  }
}
