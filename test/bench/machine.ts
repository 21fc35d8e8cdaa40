import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

import { addon } from '../../native-workers/addon.ts';
import { canPin } from './one-core.ts';

/** Python with numpy and scipy, or null: tried in the order of the names. */
export function pythonWithScipy(): string | null {
  for (const name of ['/usr/bin/python3', 'python3'])
    if (spawnSync(name, ['-c', 'import numpy, scipy.spatial']).status === 0) return name;
  return null;
}

/** One paragraph that says on what the numbers were taken. */
export function machineLine(): string {
  const all = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const bound = canPin()
    ? 'every measured process bound to one core'
    : 'processes not bound to a core (no taskset here)';
  return (
    `${all[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${memory} GiB; ` +
    `load ${loadavg()[0].toFixed(1)} before the run; kernels ${addon().variant}; Node ${process.versions.node}; ${bound}, one thread of linear algebra.`
  );
}
