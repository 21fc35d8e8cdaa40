import { view } from '../viewer/view.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';
import { pins } from './pins.svelte.ts';

function indices(ids: readonly number[]): number[] {
  return ids.flatMap((id) => view.indexOf.get(id) ?? []);
}

/** The pinned particles, by index. */
export function pinnedParticles(): number[] {
  return indices(pins.ids);
}

/** The particles of hidden strings that are outlined whatever the angle, by index. */
export function shownStrings(): number[] {
  if (!mechanics.open) return [];
  if (mechanics.strings === 'union') return Array.from(mechanics.hidden);
  return mechanics.strings === 'long' ? indices(mechanics.report?.strings?.longIds ?? []) : [];
}
