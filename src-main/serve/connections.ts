import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** An attack is logged when it begins, and again where it has paused for this long. */
const LOG_PAUSE_MS = 60_000;

/**
 * Keeps connections without a token from filling the server. A connection is a stranger's until a request with a valid
 * token has come over it, or one that was given a token. There is room for `most` strangers: one more, and the one that
 * has waited longest goes, of those in the midst of nothing first. A client with a token therefore always finds a place,
 * for as long as the server takes more connections in all than strangers.
 */
export class Connections {
  readonly #most: number;
  readonly #log: (line: string) => void;
  /** Connections over which no valid token has come, oldest first, each with how many of its requests are in work. */
  readonly #strangers = new Map<Socket, { inWork: number }>();
  #dropped = -Infinity;

  /** @param log one line when strangers begin to be dropped */
  constructor(server: Server, most: number, log: (line: string) => void) {
    this.#most = most;
    this.#log = log;
    server.on('connection', (socket: Socket) => this.#came(socket));
  }

  #came(socket: Socket) {
    // The new one is spared: a client with a token shows it at once.
    if (this.#strangers.size >= this.#most) this.#dropOne();
    this.#strangers.set(socket, { inWork: 0 });
    socket.once('close', () => this.#strangers.delete(socket));
  }

  #dropOne(now = Date.now()) {
    const all = [...this.#strangers];
    const [socket] = all.find(([, { inWork }]) => inWork === 0) ?? all[0];
    this.#strangers.delete(socket);
    socket.destroy();
    if (now - this.#dropped > LOG_PAUSE_MS)
      this.#log(`more than ${this.#most} connections without a token: the oldest of them are closed`);
    this.#dropped = now;
  }

  /** A request has come over a connection. */
  working(socket: Socket, response: ServerResponse): void {
    const stranger = this.#strangers.get(socket);
    if (stranger === undefined) return;
    stranger.inWork += 1;
    response.once('close', () => (stranger.inWork -= 1));
  }

  /** A token was shown, or given, over a connection: it stays. */
  admitted(socket: Socket): void {
    this.#strangers.delete(socket);
  }
}
