import { describe, expect, it } from 'vitest';
import { badInput, readText } from './formats-memory.ts';
import { f8, npy, npzOf } from './npz-bytes.ts';

const COUNT = 16;
const EDGE = 10;
const FRACTIONS = Array.from({ length: COUNT }, (_, at) => [(at % 4) / 4, Math.floor(at / 4) / 4]);

const dump = (columns: string, edge = EDGE) =>
  `ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n${COUNT}\nITEM: BOX BOUNDS pp pp pp\n0 ${edge}\n0 ${edge}\n-0.5 0.5\n` +
  `ITEM: ATOMS id type ${columns}\n${FRACTIONS.map(([x, y], at) => `${at + 1} 1 ${x} ${y}\n`).join('')}`;
const data = (title: string) =>
  `title\n\n${COUNT} atoms\n1 atom types\n0 ${EDGE} xlo xhi\n0 ${EDGE} ylo yhi\n\n${title}\n\n` +
  FRACTIONS.map(([x, y], at) => `${at + 1} 1 ${x} ${y} 0\n`).join('');
const archive = (scale = 1) =>
  npzOf({
    positions: npy('<f8', [COUNT, 2], f8(FRACTIONS.flat().map((value) => scale * value))),
    box: npy('<f8', [2], f8([EDGE, EDGE])),
  });

describe('fractions of the box where lengths are meant', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['a dump', dump('x y'), 'memory, line 10, x: all coordinates lie between 0 and 0.75, in a box of 10 × 10'],
    ['unwrapped columns', dump('xu yu'), 'fractions of the box; name the columns xs and ys'],
    ['a data file', data('Atoms # atomic'), 'memory, line 10, x: all coordinates lie between 0 and 0.75'],
    ['an archive', archive(), 'memory, positions: all coordinates lie between 0 and 0.75, in a box of 10 × 10'],
  ])('of %s are refused, naming the place', async (_, content, message) => {
    expect((await badInput(readText(content))).message).toContain(message);
  });

  it('are read as the message says', async () => {
    const { positions } = await readText(dump('xs ys'));
    expect(Array.from(positions)).toEqual(FRACTIONS.flat().map((value) => EDGE * value));
    expect((await readText(archive(EDGE))).positions).toEqual(positions);
  });

  it('are lengths in a box of their own size', async () => {
    expect(Array.from((await readText(dump('x y', 1))).positions)).toEqual(FRACTIONS.flat());
  });
});
