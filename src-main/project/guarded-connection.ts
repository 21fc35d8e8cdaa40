import { BadInput } from '../../native-workers/text/bad-input.ts';
import { HEARTBEAT_INTERVAL_MS, holderText, releaseLease, renewLease, verifyLease, type LeaseHolder } from './lease.ts';
import { explainSqliteError, type Connection } from './sqlite.ts';
import { StorageFailure } from './storage-failure.ts';

/**
 * Whether a project was opened with the right to write, and if not though it was asked for, who has it, or else why it
 * cannot be written.
 */
export interface Access {
  token?: string;
  heldBy?: LeaseHolder | null;
  cannotWrite?: string | null;
  /** Called in every transaction before it reads (`readAsLatest`). */
  refresh?: (() => void) | null;
}

/** What is done, for messages: "listing samples"; or how that follows from what is given. */
type Doing<Given extends unknown[]> = string | ((...given: Given) => string);

/** What reads or writes a project, in a transaction that it need not know of. */
type Action<Given extends unknown[], T> = (connection: Connection, ...given: Given) => T;

function wordsFor<Given extends unknown[]>(doing: Doing<Given>, given: Given) {
  return typeof doing === 'string' ? doing : doing(...given);
}

/** Tells of an error that is not fatal, for the log. */
function warn(error: unknown) {
  process.emitWarning(error instanceof Error ? error : String(error), { type: 'KeycoreLeaseWarning' });
}

/**
 * A connection to a project with the right to read or to write. Everything done through it is one transaction; every
 * one that writes first looks whether the lease is still ours. Holding the lease, it renews it by a timer.
 */
export abstract class GuardedConnection {
  protected readonly connection: Connection;
  /** 'read' also when writing was asked for but is not possible: see `cannotWrite`. */
  readonly mode: 'read' | 'write';
  /** Who holds the lease, when that kept us from writing; else null. */
  readonly heldBy: LeaseHolder | null;
  /**
   * Why it cannot be written though that was asked for: who holds it, a file or folder that may not be written, a full
   * or failing disk, a damaged row that keeps it from being brought up to date. Else null.
   */
  readonly cannotWrite: string | null;
  readonly #token: string | null;
  readonly #refresh: (() => void) | null;
  readonly #timer: NodeJS.Timeout | null;

  constructor(connection: Connection, access: Access) {
    const { token = null, heldBy = null, cannotWrite = null, refresh = null } = access;
    this.connection = connection;
    this.#token = token;
    this.#refresh = refresh;
    this.mode = token === null ? 'read' : 'write';
    this.heldBy = heldBy;
    this.cannotWrite = heldBy === null ? cannotWrite : `${holderText(heldBy)}; close it there first`;
    // Does not keep the process alive.
    this.#timer = token === null ? null : setInterval(() => this.#beat(), HEARTBEAT_INTERVAL_MS).unref();
  }

  /** As the user named it. */
  get path(): string {
    return this.connection.path;
  }

  #transaction<T>(kind: 'deferred' | 'immediate', doing: string, action: () => T) {
    const { db, path } = this.connection;
    // By somebody else, while this was computed or waited for.
    if (!db.open) throw new StorageFailure(`${path}: the project is closed; ${doing} did not happen`);
    try {
      return db.transaction(action)[kind]();
    } catch (error) {
      throw explainSqliteError(error, path, doing);
    }
  }

  /** A method that reads one state. */
  protected reads<T, Given extends unknown[]>(action: Action<Given, T>, doing: Doing<Given>): (...given: Given) => T {
    return (...given) =>
      this.#transaction('deferred', wordsFor(doing, given), () => {
        this.#refresh?.();
        return action(this.connection, ...given);
      });
  }

  /** A method that writes whole or not at all; it throws `BadInput` with the reason where writing is not possible. */
  protected writes<T, Given extends unknown[]>(action: Action<Given, T>, doing: Doing<Given>): (...given: Given) => T {
    return (...given) => {
      const words = wordsFor(doing, given);
      const token = this.#token;
      if (token === null)
        throw new BadInput(`${words} is not possible: ${this.cannotWrite ?? 'the project was opened for reading'}`, {
          file: this.path,
        });
      return this.#transaction('immediate', words, () => {
        verifyLease(this.connection, token);
        return action(this.connection, ...given);
      });
    };
  }

  /** Renews the lease; throws if it was taken over. A timer does this every 15 s while the project is open. */
  heartbeat(): void {
    const token = this.#token;
    if (token === null) return;
    this.#transaction('immediate', 'renewing the lease', () => renewLease(this.connection, token));
  }

  /** What the timer runs. */
  #beat() {
    try {
      this.heartbeat();
    } catch (error) {
      // Not fatal here: every write checks the lease itself and reports what it finds.
      warn(error);
    }
  }

  /** At the end of a scope with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes the file whose name was removed: nobody asks for its lease. */
  closeRemoved(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.connection.db.close();
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
      warn(explainSqliteError(error, path, 'giving back the lease'));
    } finally {
      db.close();
    }
  }
}
