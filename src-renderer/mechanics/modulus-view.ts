import { rangesOf } from '../client/place-link.ts';
import { pins } from './pins.svelte.ts';

/** The polar plot of G(θ) with the pins of the moment, as a figure names what it shows. */
export function modulusView(): string {
  const pinned = pins.ids.length > 0 ? { pinned: rangesOf(pins.ids) } : {};
  return new URLSearchParams({ plot: 'modulus', ...pinned }).toString();
}
