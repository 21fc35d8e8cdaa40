import { untrack } from 'svelte';
import { workspace } from '../state/workspace.svelte.ts';
import { charges } from './charges.svelte.ts';
import { dial } from '../viewer/dial.svelte.ts';
import { followDial } from './follow-dial.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';
import { pins } from './pins.svelte.ts';

/** Keeps the mechanics with the open sample, its pins and what is drawn. Call it where effects can be made. */
export function followSample(): void {
  /** Which sample is open; 0 for none. */
  const open = $derived(workspace.detail === null ? 0 : workspace.shown);
  const answers = () => open > 0 && mechanics.notRigid === null;
  const looksAtMechanics = () => answers() && mechanics.open;

  /** Does something with what is wanted, again when that changes; what the work itself looks at is not followed. */
  const whenever = <T>(wanted: () => T | false, work: (wanted: T) => unknown) => {
    $effect(() => {
      const value = wanted();
      if (value !== false) untrack(() => void work(value));
    });
  };

  // The first, so that the others ask about the new sample.
  $effect(() => {
    if (workspace.shown === 0) return;
    return () => {
      mechanics.forget();
      charges.forget();
    };
  });
  whenever(
    () => pins.tool,
    () => (mechanics.open = true),
  );
  whenever(looksAtMechanics, () => mechanics.loadCurves());
  whenever(
    () => answers() && (followDial.drawsStrain || mechanics.open),
    () => mechanics.loadUnits('freeUnits', []),
  );
  whenever(
    () => mechanics.keyCoreIds.length > 0 && looksAtMechanics(),
    () => mechanics.loadUnits('keyCoreUnits', mechanics.keyCoreIds),
  );
  whenever(
    () => looksAtMechanics() && pins.ids,
    (ids) => mechanics.pin(ids),
  );
  // After the curve, which is what one waits for.
  whenever(
    () => followDial.drawsStrain && mechanics.withPins && mechanics.pinnedIds,
    (ids) => mechanics.loadPinnedFields(ids),
  );
  whenever(
    () => charges.field !== null && workspace.loadedMode !== null,
    () => charges.load(),
  );
  $effect(() => {
    // Nobody sees it turn otherwise.
    return dial.playing && (mechanics.open || followDial.drawsStrain) ? dial.run() : undefined;
  });
}
