// Loaded before a command that is measured: says on its last line of standard error how much memory it had at most.
import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(2, `\npeak ${process.resourceUsage().maxRSS / 1024} MiB\n`));
