import { z } from 'zod';
import { holderText } from '../project/lease.ts';
import type { Patience } from '../project/open-when-free.ts';
import { durationText } from './duration.ts';
import type { ProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** The flag `--wait`. */
export const waitOption = z.number().min(0).max(1e9).default(600).meta({
  description: 'seconds to wait for a project that another process writes to; 0: not at all',
  placeholder: 's',
});

/** How long a command waits for its project, and what is said then: once in a line that stays, on a screen again and again. */
export function patienceOf(path: string, seconds: number, terminal: Terminal, progress: ProgressLine): Patience {
  let isSaid = false;
  return {
    seconds,
    signal: terminal.signal,
    onWait: (holder, left) => {
      if (!isSaid)
        progress.note(
          `${path}: ${holderText(holder)}; waiting for it up to ${durationText(left)} (--wait), then this goes on`,
        );
      isSaid = true;
      progress.update(`${path}: waiting for process ${holder.pid}, up to ${durationText(left)} more`, null);
    },
  };
}
