import type { SampleDetail } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import { ModeFetches } from '../client/mode-fetches.ts';
import type { Arrays } from '../client/safetensors.ts';
import type { Urgency } from '../client/samples-ahead.ts';
import { attempt } from './attempt.ts';
import { workspace } from './workspace.svelte.ts';

/** Modes fetched ahead on either side, so that scrubbing does not wait. */
const PREFETCHED = 3;

const fetches = new ModeFetches(2 * PREFETCHED + 1);

/** The arrays of a mode of a sample, from memory where they are there. */
export function fetchMode(project: string, detail: SampleDetail, mode: number, urgency?: Urgency): Promise<Arrays> {
  return fetches.fetch(project, detail, mode, urgency);
}

/** Forgets the arrays of all modes: others have the same numbers from here on. */
export function forgetModes(): void {
  fetches.clear();
}

/** Chooses a mode whose displacements are stored; numbers beyond are taken as the nearest. */
export async function showMode(index: number): Promise<void> {
  const { project, detail } = workspace;
  if (project === null || detail === null || detail.modesAtHand === 0) return;
  const mode = Math.min(detail.modesAtHand - 1, Math.max(0, index));
  workspace.mode = mode;
  const shown = await attempt(async () => {
    const arrays = await fetchMode(project.id, detail, mode);
    // The user may have gone on meanwhile.
    if (workspace.mode !== mode || workspace.detail !== detail) return;
    workspace.modeArrays = arrays;
    workspace.loadedMode = mode;
    prefetchModes(project.id, detail, mode);
  });
  // The list says what the field shows.
  if (!shown && workspace.mode === mode && workspace.loadedMode !== null) workspace.mode = workspace.loadedMode;
}

/** Computes the displacements of the modes that are listed and not stored. */
export async function computeModes(): Promise<void> {
  const { project, detail, shown } = workspace;
  if (project === null || detail === null || workspace.computingModes) return;
  workspace.computingModes = true;
  await attempt(async () => {
    const now = await api.computeModes(project.id, detail.number);
    if (workspace.shown !== shown) return;
    const first = !workspace.hasModes;
    workspace.detail = now;
    if (first) await showMode(0);
  });
  workspace.computingModes = false;
}

/** Fetches the modes about the one that is shown. */
export function prefetchModes(project: string, detail: SampleDetail, mode: number): void {
  workspace.ahead = [];
  // Those after it first: one mostly goes on in the order of frequency.
  const away = Array.from({ length: PREFETCHED }, (_, k) => [k + 1, -k - 1]).flat();
  for (const neighbour of away.map((step) => mode + step)) {
    if (neighbour < 0 || neighbour >= detail.modesAtHand) continue;
    fetchMode(project, detail, neighbour).then(
      (arrays) => {
        if (workspace.loadedMode === mode && workspace.detail === detail)
          workspace.ahead = [...workspace.ahead, arrays];
      },
      // Nobody asked for it: if it fails, the request in earnest will say so.
      () => undefined,
    );
  }
}
