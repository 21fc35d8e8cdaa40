// Every static check (`npm run lint`): the first suite of `npm test`, by itself.
import { lintSuite } from './suites/lint.mjs';

const { failed } = await lintSuite();
process.exitCode = failed === 0 ? 0 : 1;
