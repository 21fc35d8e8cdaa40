import { untrack } from 'svelte';
import { workspace } from '../app/workspace.svelte.ts';
import { view } from '../viewer/view.svelte.ts';
import { dial } from './dial.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';
import { pins } from './pins.svelte.ts';

/** Keeps the mechanics with the open sample, its pins and what is drawn. Call it where effects can be made. */
export function followSample(): void {
  const drawsStrain = $derived(view.arrows.protocol !== null || (view.split && view.besideArrows.protocol !== null));
  const hasKeyCore = $derived(mechanics.keyCoreIds.length > 0);

  // The first, so that the others ask about the new sample.
  $effect(() => {
    if (workspace.detail === null) return;
    return () => mechanics.forget();
  });
  $effect(() => {
    if (pins.tool) mechanics.open = true;
  });
  $effect(() => {
    if (workspace.detail === null || !mechanics.open) return;
    untrack(() => void mechanics.loadCurves());
  });
  $effect(() => {
    if (workspace.detail === null || !(drawsStrain || mechanics.open)) return;
    untrack(() => void mechanics.loadFields());
  });
  $effect(() => {
    if (workspace.detail === null || !hasKeyCore || !mechanics.open) return;
    untrack(() => void mechanics.loadKeyCoreFields());
  });
  $effect(() => {
    const { ids } = pins;
    if (workspace.detail === null || !mechanics.open) return;
    untrack(() => void mechanics.pin(ids));
  });
  // After the curve, which is what one waits for.
  $effect(() => {
    const { pinnedIds } = mechanics;
    if (!drawsStrain || !mechanics.withPins) return;
    untrack(() => void mechanics.loadPinnedFields(pinnedIds));
  });
  $effect(() => {
    return dial.playing ? dial.run() : undefined;
  });
}
