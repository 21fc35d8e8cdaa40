import { BadInput } from '../../native-workers/text/bad-input.ts';
import { HEARTBEAT_INTERVAL_MS, holderText, releaseLease, renewLease, verifyLease, type LeaseHolder } from './lease.ts';
import { explainSqliteError, type Connection } from './sqlite.ts';
import { StorageFailure } from './storage-failure.ts';

/**
 * Whether a project was opened with the right to write, and if not though it was asked for, who has it, or else why it
 * cannot be written.
 */
export type Access =
  | { token: string }
  | {
      heldBy: LeaseHolder | null;
      cannotWrite: string | null;
      /** Called in every transaction before it reads (`readAsLatest`). */
      refresh: (() => void) | null;
    };

/**
 * A connection to a project with the right to read or to write. Everything done through it is one transaction; every
 * one that writes first looks whether the lease is still ours. Holding the lease, it renews it by a timer.
 */
export class GuardedConnection {
  readonly connection: Connection;
  readonly mode: 'read' | 'write';
  /** Who holds the lease, when that kept us from writing; else null. */
  readonly heldBy: LeaseHolder | null;
  /** Why it cannot be written though that was asked for; null in mode 'write', and where reading was asked for. */
  readonly cannotWrite: string | null;
  readonly #token: string | null;
  readonly #refresh: (() => void) | null;
  readonly #timer: NodeJS.Timeout | null;

  constructor(connection: Connection, access: Access) {
    this.connection = connection;
    this.#token = 'token' in access ? access.token : null;
    this.#refresh = 'refresh' in access ? access.refresh : null;
    this.mode = this.#token === null ? 'read' : 'write';
    this.heldBy = 'heldBy' in access ? access.heldBy : null;
    this.cannotWrite = this.heldBy === null && 'cannotWrite' in access ? access.cannotWrite : this.#whyHeld();
    // Does not keep the process alive.
    this.#timer = this.#token === null ? null : setInterval(() => this.#beat(), HEARTBEAT_INTERVAL_MS).unref();
  }

  #transaction<T>(kind: 'deferred' | 'immediate', doing: string, action: () => T): T {
    const { db, path } = this.connection;
    // By somebody else, while this was computed or waited for.
    if (!db.open) throw new StorageFailure(`${path}: the project is closed; ${doing} did not happen`);
    try {
      return db.transaction(action)[kind]();
    } catch (error) {
      throw explainSqliteError(error, path, doing);
    }
  }

  /** Reads one state. `doing` is for messages: "listing samples". */
  read<T>(doing: string, action: (connection: Connection) => T): T {
    return this.#transaction('deferred', doing, () => {
      this.#refresh?.();
      return action(this.connection);
    });
  }

  /** Writes whole or not at all; throws `BadInput` with the reason where writing is not possible. */
  write<T>(doing: string, action: (connection: Connection) => T): T {
    const token = this.#token;
    if (token === null)
      throw new BadInput(`${doing} is not possible: ${this.cannotWrite ?? 'the project was opened for reading'}`, {
        file: this.connection.path,
      });
    return this.#transaction('immediate', doing, () => {
      verifyLease(this.connection, token);
      return action(this.connection);
    });
  }

  #whyHeld(): string | null {
    return this.heldBy === null ? null : `${holderText(this.heldBy)}; close it there first`;
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
      // Nothing is lost: the lease counts no longer in this process, and elsewhere once this process has ended.
      const explained = explainSqliteError(error, path, 'giving back the lease');
      process.emitWarning(explained instanceof Error ? explained : String(explained), { type: 'KeycoreLeaseWarning' });
    } finally {
      db.close();
    }
  }
}
