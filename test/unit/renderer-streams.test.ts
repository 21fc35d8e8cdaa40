import { describe, expect, test } from 'vitest';
import type { JobInfo } from '../../src-main/api/contract.ts';
import { jobStatusText } from '../../src-renderer/state/job-status-text.ts';
import { ndjson } from '../../src-renderer/client/ndjson.ts';
import { scaleBar } from '../../src-renderer/viewer/geometry/scale-bar.ts';

function streamOf(pieces: readonly Uint8Array<ArrayBuffer>[], cancelled: () => void = () => undefined) {
  let at = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      if (at < pieces.length) controller.enqueue(pieces[at++]);
      else controller.close();
    },
    cancel: cancelled,
  });
}

async function all<T>(stream: AsyncGenerator<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

describe('a stream of JSON lines', () => {
  const bytes = new TextEncoder().encode('{"a":1}\n\n{"name":"Ψ and ∇·u"}\n[3]\n');

  test('gives the same values however the bytes are cut, also within a character', async () => {
    const whole = [{ a: 1 }, { name: 'Ψ and ∇·u' }, [3]];
    for (let size = 1; size <= bytes.length; size += 1) {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
      expect(await all(ndjson(streamOf(pieces))), `pieces of ${size}`).toEqual(whole);
    }
  });

  test('leaves out the line that the connection cut off; a whole line that is no JSON is an error', async () => {
    expect(await all(ndjson(streamOf([bytes.slice(0, bytes.length - 2)])))).toHaveLength(2);
    await expect(all(ndjson(streamOf([new TextEncoder().encode('{"a":\n')])))).rejects.toThrow(SyntaxError);
  });

  test('frees the connection when its reader stops', async () => {
    let cancelled = false;
    const endless = streamOf([bytes, bytes, bytes], () => (cancelled = true));
    for await (const value of ndjson(endless)) {
      expect(value).toEqual({ a: 1 });
      break;
    }
    expect(cancelled).toBe(true);
  });
});

test('a job says its stage, its share and its time left, as far as they are known', () => {
  const job: JobInfo = {
    id: '1',
    title: 'Import of glass.dump',
    state: 'running',
    resumable: false,
    startedAt: '2026-01-01T00:00:00Z',
    progress: 0.404,
    stage: 'minimise',
    secondsLeft: 125,
    samples: [],
    error: null,
  };
  expect(jobStatusText(job)).toBe('minimise, 40 %, 2 min 05 s left');
  expect(jobStatusText({ ...job, secondsLeft: null })).toBe('minimise, 40 %');
  expect(jobStatusText({ ...job, stage: '', progress: null, secondsLeft: null })).toBe('starting');
  expect(jobStatusText({ ...job, state: 'queued' })).toBe('waiting');
});

test('the scale bar is 1, 2 or 5 times a power of ten σ, from 36 to 90 pixels', () => {
  expect(scaleBar(10)).toEqual({ label: '5 σ', pixels: 50 });
  expect(scaleBar(45)).toEqual({ label: '2 σ', pixels: 90 });
  expect(scaleBar(0.5)).toEqual({ label: '100 σ', pixels: 50 });
  for (let zoom = 0.2; zoom < 600; zoom *= 1.07) {
    const { pixels } = scaleBar(zoom);
    expect(pixels).toBeLessThanOrEqual(90 + 1e-9);
    // From 2 to 5 the steps are widest: 90 / 2.5.
    expect(pixels).toBeGreaterThanOrEqual(36 - 1e-9);
  }
});
