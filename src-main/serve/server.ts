import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { faultText } from '../files/fault-text.ts';
import { madeFolder } from '../user-data/user-data.ts';
import { RUN_HEADER } from '../api/session-contract.ts';
import type { Session } from '../api/session.ts';
import { boundedBody } from '../api/small-body.ts';
import { PAGE_HEADERS } from '../page/page-headers.ts';
import { Connections } from './connections.ts';
import { type Refusal, refusalOf } from './gate.ts';
import { LastPorts } from './last-ports.ts';
import { ownSecret } from './own-secret.ts';
import { RedirectFile } from './redirect-file.ts';
import { Rejoining } from './rejoining.ts';
import { isSessionPath, SessionRoutes } from './session-routes.ts';
import { StaticFiles } from './static-files.ts';
import { Tokens } from './tokens.ts';

/** Bounds on connections. */
export const DEFAULT_SERVER_LIMITS = {
  headerBytes: 64 * 2 ** 10,
  /** A request's head has to be there after this long. */
  headersMs: 10_000,
  /** A whole request, upload included, has to be there after this long. */
  requestMs: 60 * 60_000,
  /** An open connection without a request is closed after this long. */
  idleMs: 10_000,
  /** All of them. */
  connections: 256,
  /** Those over which no valid token has come. A page that loads has six. */
  strangers: 64,
};

export type ServerLimits = typeof DEFAULT_SERVER_LIMITS;

/** Long enough for what is on its way to arrive. */
const SHUTDOWN_PATIENCE_MS = 2000;
/** A code or a proof, and the JSON round it. */
const SESSION_BODY_BYTES = 1024;

/** Headers of every response; beyond the page's own, nothing of ours is embedded elsewhere. */
const SECURITY_HEADERS = {
  ...PAGE_HEADERS,
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

export interface ServerOptions {
  session: Session;
  /** 0 takes one on which this user's server was last, or else a free one. */
  port: number;
  /** Folder of the built page. */
  page: string;
  limits?: Partial<ServerLimits> | undefined;
  /** One line a refused request; never holds a code, a token or a query. */
  log: (line: string) => void;
}

/** A server that runs. */
export interface RunningServer {
  port: number;
  /** Where a browser that has a token goes. */
  url: string;
  /** The file that lets a browser in. */
  redirectFile: string;
  /** Takes no more requests, lets those in work end, then ends the session. */
  close: () => Promise<void>;
}

function answer(response: ServerResponse, status: number, body: unknown) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal) {
  // What the refused request still sends is not waited for.
  response.shouldKeepAlive = false;
  answer(response, refusal.status, { error: { kind: refusal.kind, message: refusal.message } });
  request.resume();
}

/** A small body as JSON; undefined if it is too large, no JSON, or not there in time. */
async function smallJson(request: IncomingMessage, timeMs: number): Promise<unknown> {
  const patience = setTimeout(() => request.destroy(), timeMs);
  try {
    const body = await boundedBody(request, SESSION_BODY_BYTES);
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Too large or not JSON: refused by the schema like any other wrong body. Where it stalled, or the sender went
    // away, nobody is there to be answered.
    return undefined;
  } finally {
    clearTimeout(patience);
  }
}

/** What a line of the log may hold of a path: printable, short, without its query. */
function loggedPath(url: string) {
  return url
    .split(/[?#]/, 1)[0]
    .replace(/[^\x21-\x7e]/g, '?')
    .slice(0, 120);
}

/** Answers requests: turns strangers away, lets pages in, and hands the rest to the API or the page's files. */
function requestHandler(
  { session, page, log }: ServerOptions,
  tokens: Tokens,
  connections: Connections,
  sessions: SessionRoutes,
  bodyMs: number,
) {
  const files = new StaticFiles(page);
  // The global Request and Response stay Node's own.
  const api = getRequestListener(session.api.fetch, { overrideGlobalObjects: false });

  async function openSession(path: string, request: IncomingMessage, response: ServerResponse) {
    const given = sessions.answer(path, request.method === 'POST' ? await smallJson(request, bodyMs) : undefined);
    if ('body' in given) {
      if (given.isToken) connections.admitted(request.socket);
      answer(response, 200, given.body);
      return;
    }
    log(`refused ${request.method ?? '?'} ${path}: 401 ${given.refused}`);
    refuse(request, response, { status: 401, kind: 'forbidden', message: given.refused });
  }

  return async (request: IncomingMessage, response: ServerResponse) => {
    connections.working(request.socket, response);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const { method = '?', headers, url = '' } = request;
    const refusal = refusalOf(request, tokens);
    if (refusal !== null) {
      log(`refused ${method} ${loggedPath(url)}: ${refusal.status} ${refusal.message}`);
      refuse(request, response, refusal);
      return;
    }
    if (tokens.admits(headers.authorization)) {
      connections.admitted(request.socket);
      response.setHeader(RUN_HEADER, sessions.run);
    }
    const path = url.split('?', 1)[0];
    if (isSessionPath(path)) await openSession(path, request, response);
    else if (path.startsWith('/api/')) await api(request, response);
    else if (!['GET', 'HEAD'].includes(method) || !files.send(path, method === 'HEAD', response))
      refuse(request, response, { status: 400, kind: 'not-found', message: 'there is no such page' });
  };
}

async function listen(server: Server, port: number) {
  // 127.0.0.1 only: nothing outside this machine reaches it.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is an object.
  return (server.address() as AddressInfo).port;
}

/** Listens on a port; where any will do, on one where open pages of this user may look for their host, if it is free. */
async function listenWhere(server: Server, wanted: number, last: readonly number[]) {
  for (const port of wanted === 0 ? last : []) {
    try {
      return await listen(server, port);
    } catch {
      // In use, or no longer to be had: the next.
    }
  }
  return listen(server, wanted);
}

/** Starts the browser host on 127.0.0.1. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { session, port: wanted, log } = options;
  const limits = { ...DEFAULT_SERVER_LIMITS, ...options.limits };
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(limits.headersMs, limits.requestMs, 5000),
  });
  server.maxConnections = limits.connections;
  const connections = new Connections(server, limits.strangers, log);
  const tokens = new Tokens();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    log(`refused a connection: ${error.code ?? 'broken request'}`);
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    else socket.destroy();
  });
  const folder = madeFolder(session.context.userData, 'serve');
  const ports = new LastPorts(folder, log);
  const port = await listenWhere(server, wanted, ports.list());
  let redirect: RedirectFile;
  try {
    ports.used(port);
    redirect = new RedirectFile(session.context.userData, port, tokens, log);
    const rejoining = new Rejoining(ownSecret(folder, log), port);
    const sessions = new SessionRoutes(tokens, rejoining, () => redirect.renew());
    // A head and the few bytes that open a session are sent in one go.
    const handle = requestHandler(options, tokens, connections, sessions, limits.headersMs);
    // Nothing can have come yet: since it listens, this code has not waited.
    server.on('request', (request, response) => {
      handle(request, response).catch((error: unknown) => {
        log(`a request failed: ${faultText(error)}`);
        if (response.headersSent) response.destroy();
        else answer(response, 500, { error: { kind: 'internal', message: 'Keycore failed here; see its log.' } });
      });
    });
  } catch (error) {
    // It would listen on, and keep the process from ending.
    server.close();
    throw error;
  }
  let ended: Promise<void> | null = null;
  const close = async () => {
    redirect.remove();
    const closed = once(server, 'close');
    server.close();
    // Jobs first: their progress streams end with them.
    const jobs = session.context.jobs.interruptAll();
    for (const { changes } of session.context.projects.list()) changes.end();
    server.closeIdleConnections();
    const patience = setTimeout(() => server.closeAllConnections(), SHUTDOWN_PATIENCE_MS);
    await jobs;
    await closed;
    clearTimeout(patience);
    await session.close();
  };
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    redirectFile: redirect.path,
    close: () => (ended ??= close()),
  };
}
