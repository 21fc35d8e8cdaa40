import { spawn } from 'node:child_process';

/**
 * Runs a workload in a process of its own, not bound to one core (server, client and browser are processes of their
 * own), and gives what it prints as JSON. Rejects when it ends with another exit code than 0.
 */
export function runWorkload<Result>(file: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as Result);
      else reject(new Error(`the workload ${file} ended with ${String(code)}`));
    });
  });
}
