import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the foreground, as part of this one: its words are ours, our signals are its. Every word also goes
 * to `onText(text, stop)`; `stop()` asks the program to end. Resolves to { status, signal } or { error }.
 */
export function runInForeground(command, args, { env = process.env, cwd, onText = () => {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ['inherit', 'pipe', 'pipe'] });
    // A terminal sends Ctrl-C to the child as well; ours must not end before it.
    const forward = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const done = (outcome) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve(outcome);
    };
    const take = (into) => (chunk) => {
      into.write(chunk);
      onText(chunk, () => child.kill('SIGTERM'));
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.on('error', (error) => done({ error }));
    child.on('close', (status, signal) => done({ status, signal }));
  });
}
