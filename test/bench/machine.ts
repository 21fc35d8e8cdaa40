import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

import { addon } from '../../native-workers/addon.ts';
import { canPin } from './one-core.ts';

/** Python with numpy and scipy, or null: tried in the order of the names. */
export function pythonWithScipy(): string | null {
  for (const name of ['/usr/bin/python3', 'python3'])
    if (spawnSync(name, ['-c', 'import numpy, scipy.spatial']).status === 0) return name;
  return null;
}

/** First and last model of each generation of a family; Linux, arch/x86/kernel/cpu/amd.c, `bsp_init_amd`. */
const AMD_GENERATIONS: readonly (readonly [name: string, family: number, first: number, last: number])[] = [
  ['Zen', 0x17, 0x00, 0x2f],
  ['Zen', 0x17, 0x50, 0x5f],
  ['Zen 2', 0x17, 0x30, 0x4f],
  ['Zen 2', 0x17, 0x60, 0xaf],
  ['Zen 3', 0x19, 0x00, 0x0f],
  ['Zen 3', 0x19, 0x20, 0x5f],
  ['Zen 4', 0x19, 0x10, 0x1f],
  ['Zen 4', 0x19, 0x60, 0xaf],
  ['Zen 5', 0x1a, 0x00, 0x7f],
];

/**
 * Which generation a processor is of, from the text of /proc/cpuinfo: virtual machines call every EPYC by one name.
 * " (Zen 3, family 25, model 1)"; without a name where none is known; empty where the text does not tell.
 */
export function cpuGeneration(cpuInfo: string): string {
  const field = (name: string): string | undefined => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(cpuInfo)?.[1];
  const [family, model] = [field('cpu family'), field('model')];
  if (family === undefined || model === undefined) return '';
  const [familyNumber, modelNumber] = [Number(family), Number(model)];
  const known =
    field('vendor_id') === 'AuthenticAMD'
      ? AMD_GENERATIONS.find(
          ([, its, first, last]) => its === familyNumber && first <= modelNumber && modelNumber <= last,
        )
      : undefined;
  return ` (${known === undefined ? '' : `${known[0]}, `}family ${family}, model ${model})`;
}

function cpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    // Not Linux.
    return '';
  }
}

/** One paragraph that says on what the numbers were taken. */
export function machineLine(): string {
  const all = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const bound = canPin()
    ? 'every measured process bound to one core'
    : 'processes not bound to a core (no taskset here)';
  return (
    `${all[0]?.model ?? 'unknown CPU'}${cpuGeneration(cpuInfo())}, ${availableParallelism()} cores, ${memory} GiB; ` +
    `load ${loadavg()[0].toFixed(1)} before the run; kernels ${addon().variant}; Node ${process.versions.node}; ${bound}, one thread of linear algebra.`
  );
}
