import { LRUCache } from 'lru-cache';
import type { SampleDetail } from '../../src-main/api/contract.ts';
import type { Arrays } from './safetensors.ts';

/** Whether somebody waits for an answer ('now'), or nobody yet: the host answers everything else first. */
export type Urgency = 'now' | 'ahead';

/** What the field needs of a sample to be drawn. */
interface SampleArrays {
  arrays: Arrays;
  /** Of the lowest mode; empty where no modes are at hand. */
  modeArrays: Arrays;
}

/** Where samples come from. */
interface SampleSource {
  detail: (project: string, number: number, urgency: Urgency) => Promise<SampleDetail>;
  /** The arrays that a sample of this detail is shown with, and those of its lowest mode. */
  arrays: (project: string, detail: SampleDetail, urgency: Urgency) => Promise<SampleArrays>;
}

/** All that is kept ahead; a sample of N = 4096 takes about a megabyte. */
const MAX_BYTES = 64 * 2 ** 20;
/** Larger samples are not fetched ahead: nobody shall wait for what nobody has asked for. */
const MAX_PARTICLES = 50_000;

/** At least one, as the cache wants it. */
function bytesOf({ arrays, modeArrays }: SampleArrays) {
  return [...arrays.values(), ...modeArrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 1);
}

function hasAll({ arrays }: SampleArrays, detail: SampleDetail) {
  return detail.arrays.every(({ name, perMode }) => perMode || arrays.has(name));
}

/**
 * Samples of one project, fetched before anybody asks for them and kept after: the neighbours of the open one are shown
 * at once. Stored samples never change; what may be added to one is seen in its detail, which is always asked for.
 */
export function samplesFrom(source: SampleSource, maxBytes = MAX_BYTES) {
  /** One that is larger than all the room is not kept. */
  const kept = new LRUCache<number, SampleArrays>({ maxSize: maxBytes, sizeCalculation: bytesOf });
  let shown = '';
  /** Counts the lists of neighbours: an older one is given up. */
  let turn = 0;
  let under: { number: number; arrays: Promise<SampleArrays | null> } | null = null;

  function show(project: string) {
    if (shown === project) return;
    shown = project;
    turn += 1;
    kept.clear();
    under = null;
  }

  /** What is fetched ahead was asked for by nobody: if it fails, the request in earnest will say so. */
  async function arraysAhead(project: string, number: number) {
    try {
      const detail = await source.detail(project, number, 'ahead');
      return detail.report.sample.n > MAX_PARTICLES ? null : await source.arrays(project, detail, 'ahead');
    } catch {
      return null;
    }
  }

  return {
    /** A sample in full, from what is kept where that has all. Throws what its requests throw. */
    async load(project: string, number: number) {
      show(project);
      turn += 1;
      const detail = await source.detail(project, number, 'now');
      // It may be on its way already, and is waited for now, which the host has just been told.
      const coming = under?.number === number ? await under.arrays : null;
      const known = coming ?? kept.get(number);
      const found = known !== undefined && hasAll(known, detail) ? known : await source.arrays(project, detail, 'now');
      if (shown === project) kept.set(number, found);
      return { detail, ...found };
    },
    /** Fetches samples that are likely to be asked for, one after another, until another sample is loaded. */
    async fetchAhead(project: string, numbers: readonly number[]) {
      show(project);
      const begun = turn;
      for (const number of numbers) {
        if (turn !== begun || kept.has(number)) continue;
        under = { number, arrays: arraysAhead(project, number) };
        const found = await under.arrays;
        under = null;
        if (found !== null && shown === project) kept.set(number, found);
      }
    },
  };
}

/** Those on either side of one in a list: the next first, since one mostly goes on downwards. */
export function neighboursIn(numbers: readonly number[], number: number, reach = 2): number[] {
  const at = numbers.indexOf(number);
  if (at === -1) return [];
  return Array.from({ length: reach }, (_, k) => [at + k + 1, at - k - 1])
    .flat()
    .flatMap((index) => (index < 0 || index >= numbers.length ? [] : [numbers[index]]));
}
