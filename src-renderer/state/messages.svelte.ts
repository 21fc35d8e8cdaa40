import { RequestFailure, HostUnreachable } from '../client/failures.ts';

export interface Message {
  id: number;
  text: string;
  /** A notice is nothing wrong: something the user would else not see. */
  kind: 'error' | 'notice';
  /** What can be done about it, on a button; the message goes then. */
  action?: { label: string; run: () => void };
}

/** What went wrong, in the main side's words, until the user dismisses it. */
class Messages {
  list = $state.raw<readonly Message[]>([]);
  /** The token is missing or no longer good. */
  signedOut = $state(false);
  /** Why the host was not reached by the last request; null where it was. */
  away = $state.raw<HostUnreachable | null>(null);
  #next = 1;

  add(text: string, kind: Message['kind'] = 'error', action?: Message['action']): void {
    // The same words once are enough.
    if (this.list.some((message) => message.text === text)) return;
    this.list = [...this.list, { id: this.#next++, text, kind, ...(action === undefined ? {} : { action }) }];
  }

  dismiss(id: number): void {
    this.list = this.list.filter((message) => message.id !== id);
  }

  dismissAll(): void {
    this.list = [];
  }

  /** Notices are about the project that was open; errors stay until they are read. */
  forgetNotices(): void {
    this.list = this.list.filter(({ kind }) => kind === 'error');
  }

  /** Shows a failure of a request; anything that is not one is a fault of ours and thrown on. */
  report(error: unknown): void {
    if (error instanceof RequestFailure && error.status === 401) this.signedOut = true;
    else if (error instanceof HostUnreachable) this.away = error;
    else if (error instanceof Error) this.add(error.message);
    else throw error;
  }
}

export const messages = new Messages();

/** Does what may fail by a request; whether it succeeded. A failure is shown to the user. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    messages.report(error);
    return false;
  }
}
