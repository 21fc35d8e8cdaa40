import { spawnSync } from 'node:child_process';

/** Debian's Python, whose packages the set-up installs; another one of that name on PATH may lack them. */
export const PYTHON = '/usr/bin/python3';

/** Whether a module of Python can be imported; where set-up installs it, a test that is skipped for want of it fails the run. */
export function hasPythonModule(name: string): boolean {
  return spawnSync(PYTHON, ['-c', `import ${name}`]).status === 0;
}
