import { attempt, messages } from './messages.svelte.ts';

/** Puts text on the clipboard; `what` it is stands in the notice: 'The table'. */
export function copyText(text: string, what: string): Promise<boolean> {
  return attempt(async () => {
    await navigator.clipboard.writeText(text);
    messages.add(`${what} is on the clipboard.`, 'notice');
  });
}
