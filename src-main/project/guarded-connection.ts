import { BadInput } from '../../native-workers/bad-input.ts';
import { HEARTBEAT_INTERVAL_MS, releaseLease, renewLease, verifyLease } from './lease.ts';
import type { LeaseHolder } from './lease.ts';
import { explainSqliteError } from './sqlite.ts';
import type { Connection } from './sqlite.ts';

/** Whether a project was opened with the right to write, and if not though it was asked for, who has it. */
export type Access = { token: string } | { heldBy: LeaseHolder | null };

/**
 * A connection to a project with the right to read or to write. Everything done through it is one transaction; every
 * one that writes first looks whether the lease is still ours. Holding the lease, it renews it by a timer.
 */
export class GuardedConnection {
  readonly connection: Connection;
  readonly mode: 'read' | 'write';
  /** Who holds the lease, when that kept us from writing; else null. */
  readonly heldBy: LeaseHolder | null;
  readonly #token: string | null;
  readonly #timer: NodeJS.Timeout | null;

  constructor(connection: Connection, access: Access) {
    this.connection = connection;
    this.#token = 'token' in access ? access.token : null;
    this.mode = this.#token === null ? 'read' : 'write';
    this.heldBy = 'heldBy' in access ? access.heldBy : null;
    // Does not keep the process alive.
    this.#timer = this.#token === null ? null : setInterval(() => this.#beat(), HEARTBEAT_INTERVAL_MS).unref();
  }

  #transaction<T>(kind: 'deferred' | 'immediate', doing: string, action: () => T): T {
    const { db, path } = this.connection;
    if (!db.open) throw new Error(`${path}: the project is closed; ${doing} did not happen`);
    try {
      return db.transaction(action)[kind]();
    } catch (error) {
      throw explainSqliteError(error, path, doing);
    }
  }

  /** Reads one state. `doing` is for messages: "listing samples". */
  read<T>(doing: string, action: (connection: Connection) => T): T {
    return this.#transaction('deferred', doing, () => action(this.connection));
  }

  /** Writes whole or not at all; throws `BadInput` saying why, where writing is not possible. */
  write<T>(doing: string, action: (connection: Connection) => T): T {
    const token = this.#token;
    if (token === null)
      throw new BadInput(`${doing} is not possible: ${this.#whyReadOnly()}`, { file: this.connection.path });
    return this.#transaction('immediate', doing, () => {
      verifyLease(this.connection, token);
      return action(this.connection);
    });
  }

  #whyReadOnly(): string {
    if (this.heldBy === null) return 'the project was opened for reading';
    const { host, pid, acquired } = this.heldBy;
    return `process ${pid} on ${host} has it open for writing since ${acquired}; close it there first`;
  }

  /** Renews the lease; throws if it was taken over. */
  heartbeat(): void {
    const token = this.#token;
    if (token === null) return;
    this.#transaction('immediate', 'renewing the lease', () => renewLease(this.connection, token));
  }

  /** What the timer runs. */
  #beat(): void {
    try {
      this.heartbeat();
    } catch (error) {
      // Not fatal here: every write checks the lease itself and reports what it finds. A warning for the log.
      process.emitWarning(error instanceof Error ? error : String(error), { type: 'KeycoreLeaseWarning' });
    }
  }

  /** Gives the lease back and closes the file. Closing twice does nothing. */
  close(): void {
    const { db, path } = this.connection;
    if (!db.open) return;
    if (this.#timer !== null) clearInterval(this.#timer);
    try {
      if (this.#token !== null) releaseLease(this.connection, this.#token);
    } catch (error) {
      throw explainSqliteError(error, path, 'giving back the lease');
    } finally {
      db.close();
    }
  }
}
