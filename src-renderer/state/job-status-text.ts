import type { JobInfo } from '../../src-main/api/contract.ts';
import { duration } from '../design/duration.ts';

/** How far a job is, in a line: `minimisation, 40 %, 8 s left`. */
export function jobStatusText({ state, stage, progress, secondsLeft }: JobInfo): string {
  if (state === 'queued') return 'waiting';
  return [
    stage === '' ? 'starting' : stage,
    progress === null ? '' : `${Math.round(100 * progress)} %`,
    secondsLeft === null ? '' : `${duration(secondsLeft)} left`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
