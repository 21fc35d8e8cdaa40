import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { receivedArrays, type ReceivedArray } from '../integration/serve-arrays.ts';
import { tokenFor } from '../integration/serve-client.ts';
import { serveProcess, type ServeProcess } from '../integration/serve-process.ts';

/** `keycore serve` in a process of its own, with a folder and user data that nobody else has. */
export class Host {
  /** Folder that the window may see. */
  readonly root = mkdtempSync(join(tmpdir(), 'keycore-root-'));
  readonly userData = mkdtempSync(join(tmpdir(), 'keycore-user-data-'));
  #process: ServeProcess | null = null;
  #token: string | null = null;

  get port(): number {
    return this.#running.port;
  }

  get redirectFile(): string {
    return this.#running.redirectFile;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get #running(): ServeProcess {
    if (this.#process === null) throw new Error('keycore serve does not run');
    return this.#process;
  }

  /** Starts it, or starts it again; `args` may name a project, `port` the one it had. */
  async start(args: readonly string[] = [], port = 0): Promise<void> {
    this.#token = null;
    const all = [...args, '--root', this.root, '--no-open', '--port', String(port)];
    this.#process = await serveProcess(all, this.userData);
  }

  /** Ends it: by SIGKILL as when the machine goes down, by SIGTERM as a user does. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null) return;
    running.child.kill(signal);
    await running.ended;
  }

  /** As if no window had been anywhere yet. */
  forgetPlace(): void {
    rmSync(join(this.userData, 'place.json'), { force: true });
  }

  /** Ends it and removes its folders. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.root, { recursive: true, force: true });
    rmSync(this.userData, { recursive: true, force: true });
  }

  async #ask(path: string, body?: unknown): Promise<Response> {
    this.#token ??= await tokenFor(this);
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(new URL(path, this.url), init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }

  /** A JSON answer of the API, asked beside the page; with a body it is posted. */
  async json<T>(path: string, body?: unknown): Promise<T> {
    return (await (await this.#ask(path, body)).json()) as T;
  }

  /** Arrays of the API, asked beside the page; with a body it is posted. */
  async arrays(path: string, body?: unknown): Promise<ReadonlyMap<string, ReceivedArray>> {
    return receivedArrays(await (await this.#ask(path, body)).arrayBuffer());
  }
}
