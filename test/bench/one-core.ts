import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** How a measured process ended. */
export interface Measured {
  stdout: string;
  stderr: string;
  /** Wall time of the whole process. */
  seconds: number;
  exitCode: number | null;
  /** True when it was stopped because it took longer than allowed. */
  timedOut: boolean;
}

/** Python's linear algebra and OpenMP would otherwise take every core. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** True where a process can be bound to one core (Linux with util-linux). */
export function canPin(): boolean {
  return spawnSync('taskset', ['--version']).status === 0;
}

/**
 * Runs a program bound to the last core with one thread of linear algebra, and waits for it.
 * Not bound where there is no `taskset` (the run says so in its machine line).
 */
export function runOnOneCore(
  program: string,
  programArguments: readonly string[],
  options: { limitSeconds?: number; cwd?: string } = {},
): Promise<Measured> {
  const core = String(availableParallelism() - 1);
  const command = canPin() ? ['taskset', '-c', core, program, ...programArguments] : [program, ...programArguments];
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command[0], command.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, ...ONE_THREAD },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer =
      options.limitSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.limitSeconds * 1000);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, seconds: (performance.now() - started) / 1000, exitCode, timedOut });
    });
  });
}

/** Runs a workload that prints one line of JSON; throws with its own words when it fails. */
export async function runForJson<Result>(
  program: string,
  programArguments: readonly string[],
  options: { limitSeconds?: number } = {},
): Promise<Result & { processSeconds: number }> {
  const measured = await runOnOneCore(program, programArguments, options);
  if (measured.exitCode !== 0) {
    const why = measured.timedOut ? `took longer than ${options.limitSeconds ?? 0} s` : `exit ${measured.exitCode}`;
    throw new Error(`${program} ${programArguments.join(' ')}: ${why}\n${measured.stderr.trim()}`);
  }
  const line = measured.stdout.trim().split('\n').at(-1) ?? '';
  return { ...(JSON.parse(line) as Result), processSeconds: measured.seconds };
}
