import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What somebody who took the host's port has been told. */
export interface Overheard {
  method: string;
  path: string;
  /** Header lines and body, as they came. */
  text: string;
}

/** How a program answers that has taken the port of the host. */
export type Pretence = (request: {
  method: string;
  path: string;
  body: Buffer;
  headers: Headers;
}) => Promise<{ status: number; type: string; body: string | Buffer }>;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A program on the port where the host was: it writes down everything, and answers whatever it likes. */
export class Impostor {
  readonly overheard: Overheard[] = [];
  readonly #server: Server;

  constructor(pretence: Pretence) {
    this.#server = createServer((request, response) => {
      void (async () => {
        const body = await bodyOf(request);
        const { method = '', url: path = '' } = request;
        this.overheard.push({ method, path, text: [...request.rawHeaders, body.toString('latin1')].join('\n') });
        const headers = new Headers();
        for (const [name, value] of Object.entries(request.headers))
          if (typeof value === 'string') headers.set(name, value);
        const answer = await pretence({ method, path, body, headers });
        response.writeHead(answer.status, { 'content-type': answer.type });
        response.end(answer.body);
      })();
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

/** Says yes to everything, in JSON that looks right. */
export const agreeable: Pretence = ({ path }) => {
  const word = 'A'.repeat(43);
  const body = path.startsWith('/api/session/challenge')
    ? { nonce2: word, proof: word }
    : path.startsWith('/api/session')
      ? { token: word, run: 'r', rejoin: { id: `1.${'A'.repeat(22)}`, key: word } }
      : { projects: [], samples: [], jobs: [], revision: 1 };
  return Promise.resolve({ status: 200, type: 'application/json', body: JSON.stringify(body) });
};

/** Hands everything on to another host, and its answers back. */
export function relay(port: number): Pretence {
  return async ({ method, path, body, headers }) => {
    headers.set('host', `127.0.0.1:${port}`);
    headers.delete('origin');
    headers.delete('connection');
    headers.delete('content-length');
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
    });
    const type = response.headers.get('content-type') ?? 'text/plain';
    return { status: response.status, type, body: Buffer.from(await response.arrayBuffer()) };
  };
}
