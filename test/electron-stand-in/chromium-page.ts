import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import type { ElectronStandIn } from './stand-in.ts';

const CHROMIUM_SCRIPT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scripts', 'setup', 'chromium.mjs');

/** The scripts are plain JavaScript without types. */
const { findChromium, NO_CHROMIUM } = (await import(CHROMIUM_SCRIPT)) as {
  findChromium: () => string | null;
  NO_CHROMIUM: string;
};
const executablePath = findChromium();

/** Why there is no page to test with; null where there is. */
export const noChromium = executablePath === null ? NO_CHROMIUM : null;

/** The window's page in a real Chromium, with the real preload script, over the real scheme handler. */
export interface ChromiumPage {
  page: Page;
  /** Violations of the content security policy, errors of the page and what it wrote to the console as errors. */
  errors: string[];
  close(): Promise<void>;
}

/** What an HTTP request is to the scheme: the same on the one origin of the app. */
function asSchemeRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === 'string' && name !== 'host') headers.set(name, name === 'origin' ? 'keycore://app' : value);
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const url = `keycore://app${request.url ?? '/'}`;
  if (!hasBody) return new Request(url, { method, headers });
  // Node's own type of a stream beside the global one; `duplex` is required for streams and missing in the types.
  const body = Readable.toWeb(request) as unknown as ReadableStream<Uint8Array>;
  return new Request(url, { method, headers, body, duplex: 'half' });
}

/** Chromium knows no `keycore` scheme, so that a server on this machine passes its requests on and streams answers back. */
function bridgeServer(electron: ElectronStandIn): Promise<Server> {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const handler = electron.schemes.get('keycore');
    if (handler === undefined) throw new Error('the host does not handle its scheme');
    const answer = await handler(asSchemeRequest(request));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) response.end();
    else Readable.fromWeb(answer.body as NodeReadableStream<Uint8Array>).pipe(response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** What the preload script finds as `electron` in its own world; runs in the page before everything else. */
const PRELOAD_WORLD = `
const keycoreListeners = {};
window.addEventListener('message', ({ data }) => {
  if (data?.keycoreStandIn === true) keycoreListeners[data.channel]?.({}, ...data.args);
});
const require = (name) => {
  if (name !== 'electron') throw new Error('a sandboxed preload script has no ' + name);
  return {
    contextBridge: { exposeInMainWorld: (key, value) => { window[key] = value; } },
    ipcRenderer: {
      invoke: (channel, ...args) => window.keycoreStandInInvoke(channel, args),
      on: (channel, listener) => { keycoreListeners[channel] = listener; },
    },
    webUtils: { getPathForFile: (file) => (window.keycoreStandInPaths ?? {})[file.name] ?? '' },
  };
};
const process = { platform: 'linux', argv: ['electron'] };
`;

/** Lets the next window of the stand-in be a page of Chromium. To be called before the host opens it. */
export async function backWithChromium(electron: ElectronStandIn, preload: string): Promise<ChromiumPage> {
  const server = await bridgeServer(electron);
  // A TCP server's address is an object.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (executablePath === null) throw new Error(NO_CHROMIUM);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.exposeFunction('keycoreStandInInvoke', (channel: string, args: unknown[]) =>
    electron.invoke(channel, args),
  );
  await page.addInitScript({ content: `(() => {${PRELOAD_WORLD}${readFileSync(preload, 'utf8')}})();` });
  electron.onLoad = async (window) => {
    window.webContents.onSend = (channel, args) => {
      // In a page `globalThis` is its window, which Node's types do not know.
      const send = (message: object): void =>
        (globalThis as unknown as { postMessage: (message: object) => void }).postMessage(message);
      void page.evaluate(send, { keycoreStandIn: true, channel, args });
    };
    await page.goto(`${origin}/`);
  };
  return {
    page,
    errors,
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
