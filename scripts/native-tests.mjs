// The kernels' own tests alone; `--sanitize` builds and runs them under AddressSanitizer and UBSan.
import { nativeSuite } from './suites/native.mjs';

const { passed, failed, skipped } = await nativeSuite({ sanitize: process.argv.includes('--sanitize') });
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
