// `npm run test:long`: what takes too long for every change. The kernels under sanitizers and between guard pages, many
// kills -9, many mutated inputs, and every test that does more at length (test/effort.ts); it ends like `npm test`, with
// one line that sums up all suites. After `--`, parts of the titles of suites run only those.
import { sanitizedSuite } from './suites/native.mjs';
import { runSuites } from './suites/run-suites.mjs';
import { browserAtLength, vitestAtLength, vitestFiles } from './suites/vitest.mjs';

/** Kills of each program, and times the usual number of mutated inputs: a million then. */
const KILLS = '60';
const FUZZ = '45';

const SUITES = [
  ['kernels under sanitizers', sanitizedSuite],
  [
    `${KILLS} kills -9 of each program`,
    () =>
      vitestFiles('kills', ['test/integration/cli-process.test.ts', 'test/integration/project-crash.test.ts'], {
        KEYCORE_KILLS: KILLS,
      }),
  ],
  [
    'mutated inputs',
    () =>
      vitestFiles('fuzz', ['test/unit/formats-fuzz.test.ts', 'test/unit/formats-binary-fuzz.test.ts'], {
        KEYCORE_FUZZ: FUZZ,
      }),
  ],
  ['unit and integration, at length', vitestAtLength],
  ['the window in a browser, at length', browserAtLength],
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !SUITES.some(([title]) => title.includes(part)));
if (unknown.length > 0) {
  process.stderr.write(`no suite is called '${unknown[0]}'; there are: ${SUITES.map(([title]) => title).join('; ')}\n`);
  process.exitCode = 2;
} else await runSuites(SUITES.filter(([title]) => wanted.length === 0 || wanted.some((part) => title.includes(part))));
