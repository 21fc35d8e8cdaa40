import type { Locator, Page } from 'playwright-core';
import type { ProjectInfo, SampleDetail } from '../../src-main/api/contract.ts';
import type { Host } from './host.ts';

/** A sample as the API gives it, beside the window that shows it. */
export interface KnownSample {
  /** Its routes begin with this. */
  path: string;
  detail: SampleDetail;
  /** N × 2, σ. */
  positions: Float64Array;
  ids: Int32Array;
  species: Uint8Array;
  /** Scalar of the sample, N values. */
  scalar: (name: string) => Promise<Float64Array>;
  /** Array of a mode, N or N × 2 values. */
  ofMode: (mode: number, name: string) => Promise<Float64Array>;
  /** Voronoi neighbours of a particle, as indices. */
  neighbours: (index: number) => Promise<number[]>;
}

/** The sample of the newest open project that has `n` particles. */
export async function knownSample(host: Host, n: number): Promise<KnownSample> {
  const { projects } = await host.json<{ projects: ProjectInfo[] }>('/api/projects');
  for (const { id } of projects.toReversed()) {
    const { samples } = await host.json<{ samples: { number: number; n: number }[] }>(`/api/projects/${id}/samples`);
    const found = samples.find((sample) => sample.n === n);
    if (found !== undefined) return fetchSample(host, `/api/projects/${id}/samples/${found.number}`);
  }
  throw new Error(`no open project has a sample of ${n} particles`);
}

async function fetchSample(host: Host, path: string): Promise<KnownSample> {
  const array = async (from: string, name: string) => {
    const found = (await host.arrays(`${from}/arrays?names=${encodeURIComponent(name)}`)).get(name);
    if (found === undefined) throw new Error(`${from} has no array ${name}`);
    return found.data;
  };
  return {
    path,
    detail: await host.json<SampleDetail>(path),
    positions: (await array(path, 'positions')) as Float64Array,
    ids: (await array(path, 'ids')) as Int32Array,
    species: (await array(path, 'species')) as Uint8Array,
    scalar: async (name) => (await array(path, name)) as Float64Array,
    ofMode: async (mode, name) => (await array(`${path}/modes/${mode}`, name)) as Float64Array,
    neighbours: async (index) => {
      const start = await array(path, 'neighbours/start');
      const list = await array(path, 'neighbours/index');
      return Array.from(list.subarray(start[index], start[index + 1]));
    },
  };
}

/** The indices of particle ids. */
export function indicesOf({ ids }: KnownSample, wanted: readonly number[]): number[] {
  return wanted.map((id) => ids.indexOf(id));
}

/** Chooses in one of the selects of the layers panel by the name of the array (value of the option). */
export async function choose(page: Page, select: 'scalar' | 'vector', value: string): Promise<void> {
  await page.locator(`#${select}`).selectOption(value === '' ? { label: 'None' } : value);
}

/** The rows of the sample list that are to be seen. */
export function sampleRows(page: Page): Locator {
  return page.getByRole('grid', { name: 'Samples' }).locator('[role="row"][aria-selected]');
}

/** The dumps in the sample list that are to be seen, by the names of their files. */
export async function labels(page: Page): Promise<string[]> {
  return (await sampleRows(page).allInnerTexts()).flatMap((text) => /[\w-]+\.dump/.exec(text)?.[0] ?? []);
}
