import { untrack } from 'svelte';
import { sideRoom } from '../state/side-room.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { analyses } from './analyses.svelte.ts';

/** Keeps the analyses with the open sample. Call it where effects can be made. */
export function followAnalyses(): void {
  // The first, so that the other asks about the new sample.
  $effect(() => {
    if (workspace.shown === 0) return;
    untrack(() => analyses.forget());
  });
  // Read for those who look, of the sample that is shown.
  $effect(() => {
    const { chosen } = analyses;
    if (workspace.shown === 0 || sideRoom.name !== 'analyses' || workspace.address === null) return;
    untrack(() => void chosen?.load());
  });
}
