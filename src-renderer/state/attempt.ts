import { troubles } from './troubles.svelte.ts';

/** Does what may fail by a request; whether it succeeded. A failure is shown to the user. */
export async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    troubles.report(error);
    return false;
  }
}
