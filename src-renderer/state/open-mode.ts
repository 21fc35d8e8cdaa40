import { LRUCache } from 'lru-cache';
import type { SampleDetail } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import type { Arrays } from '../client/safetensors.ts';
import { neighboursIn, type Urgency } from '../client/samples-ahead.ts';
import { attempt } from './messages.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** Modes fetched ahead on either side, so that scrubbing does not wait. */
const PREFETCHED = 3;
/** Modes are kept in memory up to this size. */
const KEPT_BYTES = 192 * 2 ** 20;
/** Arrays of a mode: four vectors and five scalars of doubles. */
const BYTES_PER_PARTICLE = 13 * 8;
/** The chosen mode and those about it are kept whatever their size. */
const MOST_COUNTED = Math.floor(KEPT_BYTES / (2 * PREFETCHED + 1));

/** The arrays of modes that have been asked for; those used longest ago are forgotten. */
const fetched = new LRUCache<string, Promise<Arrays>>({ maxSize: KEPT_BYTES });

/** The arrays of a mode of a sample, asked for once; after a failure again. */
export function fetchMode(project: string, detail: SampleDetail, mode: number, urgency?: Urgency): Promise<Arrays> {
  const { number, report } = detail;
  const key = `${project} ${number} ${mode}`;
  const known = fetched.get(key);
  if (known !== undefined) return known;
  const names = detail.arrays.filter(({ perMode }) => perMode).map(({ name }) => name);
  const arrays = api.modeArrays({ project, number }, mode, names, urgency);
  fetched.set(key, arrays, { size: Math.min(BYTES_PER_PARTICLE * report.sample.n, MOST_COUNTED) });
  arrays.catch(() => fetched.delete(key));
  return arrays;
}

/** Forgets the arrays of all modes: others have the same numbers from here on. */
export function forgetModes(): void {
  fetched.clear();
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
  const { address, shown } = workspace;
  if (address === null || workspace.computingModes) return;
  workspace.computingModes = true;
  await attempt(async () => {
    const now = await api.computeModes(address);
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
  for (const neighbour of neighboursIn([...Array(detail.modesAtHand).keys()], mode, PREFETCHED)) {
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
