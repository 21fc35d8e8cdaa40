import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program. All that it says goes to `onText(text, stop)`, where `stop()` asks the program to end; `echo` also
 * passes it on as it comes. In the foreground the program is a part of this one: its words are ours, our input and our
 * signals are its. Resolves to { status, signal } or { error }.
 */
export function runProgram(command, args, { foreground = false, echo = foreground, onText, ...options }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: [foreground ? 'inherit' : 'ignore', 'pipe', 'pipe'] });
    // A terminal sends Ctrl-C to the child as well; ours must not end before it.
    const forward = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const forwarded = foreground ? SIGNALS : [];
    for (const signal of forwarded) process.on(signal, forward);
    const done = (outcome) => {
      for (const signal of forwarded) process.off(signal, forward);
      resolve(outcome);
    };
    const take = (into) => (text) => {
      if (echo) into.write(text);
      onText(text, () => child.kill('SIGTERM'));
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.on('error', (error) => done({ error }));
    child.on('close', (status, signal) => done({ status, signal }));
  });
}
