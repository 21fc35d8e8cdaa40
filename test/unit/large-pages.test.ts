import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { inLargePages } from '../../native-workers/large-pages.ts';

/** How many bytes of this process's memory the kernel has been advised to give out in large pages ("hg" in VmFlags). */
function advisedKiB() {
  let total = 0;
  for (const mapping of readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m))
    if (/^VmFlags:.* hg( |$)/m.test(mapping)) total += Number(/^Size: +(\d+) kB/m.exec(mapping)?.[1]);
  return total;
}

/** Linux built with large pages. */
const HAS_THEM = existsSync('/sys/kernel/mm/transparent_hugepage/enabled');

it.skipIf(!HAS_THEM)('the system is told of all whole pages of an array that is large enough', () => {
  const before = advisedKiB();
  const values = inLargePages(new Float64Array(1 << 23));
  // All but a page at either end.
  expect(advisedKiB() - before).toBeGreaterThanOrEqual(values.byteLength / 1024 - 8);
  values.fill(1.5);
  expect(values.every((value) => value === 1.5)).toBe(true);
});

it('what an array holds stays, whatever its size and wherever it lies', () => {
  const buffer = new ArrayBuffer((1 << 23) + 4096);
  const all = new Uint8Array(buffer).map((_, at) => at % 251);
  for (const [from, length] of [
    [0, 0],
    [1, 0],
    [3, 4095],
    [8, 1 << 22],
    [4096, 1 << 22],
    [5, all.length - 5],
  ])
    addon().preferLargePages(all.subarray(from, from + length));
  expect(all.every((value, at) => value === at % 251)).toBe(true);
  expect(inLargePages(all)).toBe(all);
});

it('anything else than bytes is refused', () => {
  const prefer = (value: unknown) => () => addon().preferLargePages(value as Uint8Array);
  for (const value of [undefined, null, 1, 'a', [], {}, new Float64Array(4), new ArrayBuffer(8)])
    expect(prefer(value)).toThrow('bytes must be a Uint8Array');
  const gone = new Uint8Array(8);
  structuredClone(gone, { transfer: [gone.buffer] });
  expect(prefer(gone)).toThrow(/detached/);
});
