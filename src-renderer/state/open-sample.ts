import type { Place } from '../../src-main/api/place-contract.ts';
import * as api from '../client/api.ts';
import type { NumericArray } from '../client/safetensors.ts';
import { neighboursIn, samplesFrom } from '../client/samples-ahead.ts';
import { attempt } from './messages.svelte.ts';
import { fetchMode, prefetchModes } from './open-mode.ts';
import { workspace } from './workspace.svelte.ts';

/** After a sample has come its modes are fetched ahead first, ms. */
const QUIET = 300;

const STRUCTURE = ['ids', 'species', 'positions', 'neighbours/start', 'neighbours/index'];

const samplesAhead = samplesFrom({
  detail: (project, number, urgency) => api.sample({ project, number }, urgency),
  arrays: async (project, detail, urgency) => {
    const names = detail.arrays.filter(({ perMode }) => !perMode).map(({ name }) => name);
    const [arrays, modeArrays] = await Promise.all([
      api.sampleArrays({ project, number: detail.number }, [...new Set([...STRUCTURE, ...names])], urgency),
      detail.modesAtHand > 0 ? fetchMode(project, detail, 0, urgency) : new Map<string, NumericArray>(),
    ]);
    return { arrays, modeArrays };
  },
});

/** The load that was asked for last, while it is on its way: a slow one does not replace what was asked for later. */
let loading: object | null = null;
/** How the sample that is being shown was left; taken by whatever shows it so. */
let left: Place | null = null;

/** How a sample that is shown now was left; null for one that is shown as it opens. Once. */
export function takeLeft(): Place | null {
  const taken = left;
  left = null;
  return taken;
}

/** Whether no sample is shown and none is on its way. */
export function isWindowEmpty(): boolean {
  return workspace.detail === null && loading === null;
}

export async function showSample(number: number): Promise<void> {
  const { project } = workspace;
  if (project === null) return;
  workspace.busy = 'sample';
  await attempt(() => loadSample(project.id, number));
}

/** Shows the first sample of a project, or that of a place, as it was left; throws what the requests throw. */
export async function showFirstSample(project: string, place: Place | null): Promise<void> {
  const { samples } = workspace;
  const wanted = samples.find(({ number }) => number === place?.sample);
  const number = (wanted ?? samples.at(0))?.number;
  if (number === undefined) {
    clearSample();
    return;
  }
  await loadSample(project, number, wanted === undefined ? null : place);
}

/** Fetches the arrays that have been added to the open sample, or made again, if it is still that one. */
export async function refreshArrays(number: number): Promise<void> {
  const { project, shown } = workspace;
  if (project === null) return;
  const address = { project: project.id, number };
  await attempt(async () => {
    const detail = await api.sample(address);
    const versions = new Map(workspace.detail?.arrays.map(({ name, version }) => [name, version]));
    const added = detail.arrays.filter(
      ({ name, perMode, version }) => !perMode && (!workspace.sampleArrays.has(name) || versions.get(name) !== version),
    );
    if (added.length === 0) return;
    const names = added.map(({ name }) => name);
    const arrays = await api.sampleArrays(address, names);
    if (workspace.shown !== shown || workspace.detail?.number !== number) return;
    workspace.sampleArrays = new Map([...workspace.sampleArrays, ...arrays]);
    workspace.detail = detail;
  });
}

function clearSample() {
  workspace.shown += 1;
  workspace.detail = null;
  workspace.sampleArrays = new Map();
  workspace.modeArrays = new Map();
  workspace.loadedMode = null;
}

async function loadSample(project: string, number: number, place: Place | null = null) {
  const load = {};
  loading = load;
  workspace.wanted = number;
  try {
    const { detail, arrays, modeArrays: first } = await samplesAhead.load(project, number);
    const mode = Math.max(0, Math.min(place?.mode ?? 0, detail.modesAtHand - 1));
    const modeArrays = mode === 0 ? first : await fetchMode(project, detail, mode);
    if (load !== loading) return;
    left = place;
    workspace.shown += 1;
    workspace.detail = detail;
    workspace.sampleArrays = arrays;
    workspace.mode = mode;
    workspace.modeArrays = modeArrays;
    workspace.loadedMode = detail.modesAtHand > 0 ? mode : null;
    prefetchModes(project, detail, mode);
    fetchNeighbours(project, number);
  } finally {
    // Another one may have been asked for meanwhile.
    if (load === loading) {
      loading = workspace.wanted = null;
      if (workspace.busy === 'sample') workspace.busy = null;
    }
  }
}

/**
 * Lets go of an open sample that is no longer in the list, and gives the number of the one after it, or before; names the
 * open one as the list does.
 */
export function forgetDeleted(): number | undefined {
  const { detail, samples } = workspace;
  if (detail === null) return undefined;
  const row = samples.find(({ number }) => number === detail.number);
  if (row === undefined) {
    clearSample();
    return (samples.find(({ number }) => number > detail.number) ?? samples.at(-1))?.number;
  }
  if (row.label !== detail.label) workspace.detail = { ...detail, label: row.label };
  return undefined;
}

/** Fetches the samples beside the open one, once nothing is waited for. */
function fetchNeighbours(project: string, number: number) {
  const beside = neighboursIn(
    workspace.samples.map((row) => row.number),
    number,
  );
  setTimeout(() => {
    if (workspace.detail?.number === number) void samplesAhead.fetchAhead(project, beside);
  }, QUIET);
}
