// The kernels' own tests only; `--sanitize`: under sanitizers, and the addon with them.
import { nativeSuite, sanitizedSuite } from './suites/native.mjs';

const suite = process.argv.includes('--sanitize') ? sanitizedSuite : nativeSuite;
const { passed, failed, skipped } = await suite();
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
