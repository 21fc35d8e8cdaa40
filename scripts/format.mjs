// Formats every file in place (`npm run format`).
import { moduleScript, runTool } from './suites/child.mjs';
import { writeCppFormat } from './suites/cpp-format.mjs';

const { status } = await runTool(moduleScript('prettier', 'bin', 'prettier.cjs'), ['--write', '.'], { echo: true });
if (status !== 0) process.exitCode = 1;
await writeCppFormat();
