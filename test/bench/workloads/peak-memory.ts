import { readFileSync, writeFileSync } from 'node:fs';

/** Asks Linux to count the peak of the resident memory from now on; false where it cannot. */
export function restartPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    // Another system, or a sandbox: the peak since the start of the process is what there is.
    return false;
  }
}

/** Peak resident memory in MiB since `restartPeak`, or since the start of the process where that is not possible. */
export function peakMiB(): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line !== null) return Number(line[1]) / 1024;
  } catch {
    // No /proc: below.
  }
  return process.resourceUsage().maxRSS / 1024;
}
