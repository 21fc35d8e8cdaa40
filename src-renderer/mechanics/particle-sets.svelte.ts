import { view } from '../viewer/view.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';

/** The particles of hidden strings that are outlined whatever the angle, by index. */
export function shownStrings(): number[] {
  if (!mechanics.open) return [];
  if (mechanics.strings === 'union') return Array.from(mechanics.hidden);
  return mechanics.strings === 'long' ? view.indices(mechanics.report?.strings?.longIds ?? []) : [];
}
