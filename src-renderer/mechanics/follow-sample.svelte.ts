import { untrack } from 'svelte';
import { workspace } from '../state/workspace.svelte.ts';
import { view } from '../viewer/view.svelte.ts';
import { charges } from './charges.svelte.ts';
import { dial } from '../viewer/dial.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';
import { pins } from './pins.svelte.ts';
import { protocolNamed } from './protocols.ts';

/** Keeps the mechanics with the open sample, its pins and what is drawn. Call it where effects can be made. */
export function followSample(): void {
  const drawsStrain = $derived(
    protocolNamed(view.arrows.name) !== null || (view.split && protocolNamed(view.besideArrows.name) !== null),
  );
  /** Which sample is open; 0 for none. */
  const open = $derived(workspace.detail === null ? 0 : workspace.shown);
  const hasKeyCore = $derived(mechanics.keyCoreIds.length > 0);

  // The first, so that the others ask about the new sample.
  $effect(() => {
    if (workspace.shown === 0) return;
    return () => {
      mechanics.forget();
      charges.forget();
    };
  });
  $effect(() => {
    if (pins.tool) mechanics.open = true;
  });
  $effect(() => {
    if (open === 0 || !mechanics.open) return;
    untrack(() => void mechanics.loadCurves());
  });
  $effect(() => {
    if (open === 0 || !(drawsStrain || mechanics.open)) return;
    untrack(() => void mechanics.loadFields());
  });
  $effect(() => {
    if (open === 0 || !hasKeyCore || !mechanics.open) return;
    untrack(() => void mechanics.loadKeyCoreFields());
  });
  $effect(() => {
    const { ids } = pins;
    if (open === 0 || !mechanics.open) return;
    untrack(() => void mechanics.pin(ids));
  });
  // After the curve, which is what one waits for.
  $effect(() => {
    const { pinnedIds } = mechanics;
    if (!drawsStrain || !mechanics.withPins) return;
    untrack(() => void mechanics.loadPinnedFields(pinnedIds));
  });
  $effect(() => {
    const { loadedMode } = workspace;
    const { field } = charges;
    if (loadedMode !== null && field !== null) untrack(() => void charges.load(loadedMode, field));
  });
  $effect(() => {
    // Nobody sees it turn otherwise.
    return dial.playing && (mechanics.open || drawsStrain) ? dial.run() : undefined;
  });
}
