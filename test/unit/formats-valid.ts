import { expect } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { chunked } from './formats-memory.ts';

/** No mutation of a file of a few kilobytes may keep a reader busy for longer. */
const PATIENCE_MS = 2_000;

/** What every frame that a reader lets through has to be. */
function expectValid(frame: Frame): void {
  const count = frame.ids.length;
  expect(count).toBeGreaterThan(0);
  expect(frame.types).toHaveLength(count);
  expect(frame.positions).toHaveLength(2 * count);
  expect(frame.positions.every(Number.isFinite)).toBe(true);
  expect(frame.ids.every((id, at) => id >= 1 && (at === 0 || id > frame.ids[at - 1]))).toBe(true);
  expect(frame.types.every((type) => type < frame.typeLabels.length)).toBe(true);
  expect(new Set(frame.typeLabels).size).toBe(frame.typeLabels.length);
  expect(frame.box.lx > 0 && frame.box.ly > 0 && Math.abs(frame.box.xy) <= frame.box.lx / 2).toBe(true);
  expect(Number.isFinite(frame.origin.x) && Number.isFinite(frame.origin.y)).toBe(true);
  expect(new Set(frame.columns.map(({ name }) => name)).size).toBe(frame.columns.length);
  for (const { values, labels } of frame.columns) {
    expect(values).toHaveLength(count);
    if (labels !== undefined)
      expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < labels.length)).toBe(true);
  }
}

/** Either valid frames or a `BadInput` that names the file; anything else fails. */
export async function readOrRefuse(
  bytes: Uint8Array,
  options: { frame?: number | 'last' | 'all'; format?: string } = {},
  chunk = 4096,
): Promise<boolean> {
  const started = performance.now();
  try {
    for await (const frame of readFrames(chunked(bytes, chunk), 'memory', options)) expectValid(frame);
    return true;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    expect(error.message).toMatch(/^memory/);
    return false;
  } finally {
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
  }
}
