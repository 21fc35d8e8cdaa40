import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ROOT } from './cli-runner.ts';
import { codeIn } from './serve-client.ts';

/** A `serve` in a process of its own. */
export interface ServeProcess {
  child: ChildProcess;
  port: number;
  redirectFile: string;
  /** All it has said on both streams. */
  output: () => string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

async function started(script: string, args: string[], userData: string, file: RegExp): Promise<ServeProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KEYCORE_USER_DATA: userData, DISPLAY: '', WAYLAND_DISPLAY: '' },
  });
  let text = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      const port = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
      const redirectFile = file.exec(text)?.[1];
      if (port === undefined || redirectFile === undefined) return;
      resolve({ child, port: Number(port), redirectFile, output: () => text, ended });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => reject(new Error(`serve ended with ${code}: ${text}`)));
  });
}

/** `keycore serve` as a user starts it on a machine without a screen. */
export function serveProcess(args: string[], userData: string): Promise<ServeProcess> {
  return started(join(ROOT, 'bin', 'keycore.js'), ['serve', ...args], userData, /open (\S+\.html) in a browser/);
}

/** The same server with short times and small limits. */
export function impatientProcess(root: string, userData: string): Promise<ServeProcess> {
  return started(join(ROOT, 'test/fixtures/serve/impatient-server.ts'), [root], userData, / (\S+\.html)\n/);
}

/** What came back over a socket, and whether the other side closed it. */
export interface RawAnswer {
  text: string;
  /** Of the first response; null where none came. */
  status: number | null;
  closed: boolean;
}

/** Sends bytes as they are, and listens until the other side closes or `patience` is over. */
export function raw(port: number, parts: (string | Uint8Array)[], patience = 1500, pauseMs = 0): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const done = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ text, status: status === undefined ? null : Number(status), closed });
    };
    const timer = setTimeout(() => done(false), patience);
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => done(true));
    // A server that has heard enough may reset the connection: 'close' follows.
    socket.on('error', () => undefined);
    const send = async (): Promise<void> => {
      for (const part of parts) {
        if (socket.destroyed) return;
        socket.write(part);
        if (pauseMs > 0) await new Promise((after) => setTimeout(after, pauseMs));
      }
    };
    void send();
  });
}

/** A token, fetched over a socket like everything else here. */
export async function rawToken({ port, redirectFile }: ServeProcess): Promise<string> {
  const body = JSON.stringify({ code: codeIn(redirectFile) });
  const head = `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n`;
  const { text } = await raw(port, [`${head}Content-Length: ${body.length}\r\n\r\n${body}`]);
  const token = /"token":"([\w-]+)"/.exec(text)?.[1];
  if (token === undefined) throw new Error(`no token: ${text}`);
  return token;
}
