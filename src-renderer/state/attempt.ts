import { messages } from './messages.svelte.ts';

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
