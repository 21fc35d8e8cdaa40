import type { Page } from 'playwright-core';
import type { SampleDetail } from '../../src-main/api/contract.ts';
import { safetensors } from '../../src-main/api/array-stream.ts';
import { answerAsHost } from './window-suite.ts';

/** A sample that is no file: the page's questions about the one it opens are answered with this. */
export interface Crowd {
  /** Edge of the square cell, σ. */
  side: number;
  /** N × 2, σ. */
  positions: Float64Array;
  /** The particle that stands for the key core, about which the field opens, by index. */
  keyCore: number;
  /** N × 2 of mode 0. */
  displacements: Float64Array;
}

/** Particles on a slightly disordered square lattice at the density of the glasses; the same in every run. */
export function lattice(columns: number): { side: number; positions: Float64Array } {
  const side = columns * 1.078;
  let state = 1;
  const jitter = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.5;
  };
  const positions = new Float64Array(2 * columns * columns);
  for (let i = 0; i < columns * columns; i += 1) {
    positions[2 * i] = ((i % columns) + 0.5 + jitter()) * (side / columns);
    positions[2 * i + 1] = (Math.floor(i / columns) + 0.5 + jitter()) * (side / columns);
  }
  return { side, positions };
}

/** Answers the page's questions about its sample with the crowd; all of one species. */
export async function showCrowd(page: Page, { side, positions, keyCore, displacements }: Crowd): Promise<void> {
  const count = positions.length / 2;
  const arrayOf = (name: string) => {
    if (name === 'u') return { shape: [count, 2], data: displacements };
    if (name === 'positions') return { shape: [count, 2], data: positions };
    if (name === 'ids') return { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i + 1) };
    if (name === 'species') return { shape: [count], data: new Uint8Array(count) };
    if (name === 'neighbours/start') return { shape: [count + 1], data: new Int32Array(count + 1) };
    if (name === 'neighbours/index') return { shape: [0], data: new Int32Array(0) };
    return { shape: [count], data: new Float64Array(count).fill(1) };
  };
  await page.route(/\/samples\/\d+$/, async (route) => {
    const response = await route.fetch();
    const detail = (await response.json()) as SampleDetail;
    detail.report.sample.n = count;
    detail.report.sample.box = [side, side, 0];
    detail.report.keyCore.stringIds = [keyCore + 1];
    detail.report.keyCore.squareIds = null;
    detail.report.core.clusterIds = [];
    // One mode with its displacements, and one scalar.
    detail.storedModes = detail.modesAtHand = 1;
    detail.arrays = detail.arrays.filter(({ name }) => name === 'vibrability' || name === 'u');
    await route.fulfill({ response, json: detail });
  });
  await page.route(/\/arrays\?/, async (route) => {
    const names = (new URL(route.request().url()).searchParams.get('names') ?? '').split(',');
    const { header, payload } = safetensors(names.map((name) => ({ name, unit: null, ...arrayOf(name) })));
    await answerAsHost(route, { body: Buffer.concat([header, ...payload]), contentType: 'application/octet-stream' });
  });
}
