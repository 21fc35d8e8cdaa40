import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../src-main/cli.ts';

/** Root of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a command line came to. */
export interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command line in this process, without a screen. */
export async function inProcess(
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Run> {
  let out = '';
  let err = '';
  const code = await main(args, {
    out: (text) => (out += text),
    pipe: async (chunks) => {
      for (const chunk of chunks) out += Buffer.from(chunk).toString('latin1');
      return true;
    },
    err: (text) => (err += text),
    redraw: () => undefined,
    isScreen: false,
    signal,
  });
  return { code, out, err };
}

/** Runs bin/keycore.js in a process of its own; `watch` is given the process and what it has said so far. */
export function inChild(
  args: readonly string[],
  watch: (child: { pid: number; kill: (signal: NodeJS.Signals) => void }, err: string) => void = () => undefined,
  node: string = process.execPath,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(ROOT, 'bin', 'keycore.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    const seen = (): void => {
      if (child.pid !== undefined) watch({ pid: child.pid, kill: (signal) => void child.kill(signal) }, err);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      seen();
    });
    child.on('spawn', seen);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
