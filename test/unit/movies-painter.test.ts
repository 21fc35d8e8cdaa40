import { describe, expect, test } from 'vitest';
import { styleNamed } from '../../src-main/figures/marks/styles.ts';
import { GifFrames, gifPalette } from '../../src-main/movies/painter/gif-frames.ts';
import { deformedEdges, imagesIn } from '../../src-main/movies/painter/images.ts';
import type { MovieLook } from '../../src-main/movies/painter/look.ts';
import type { Motion } from '../../src-main/movies/painter/movie.ts';
import { arraysOfMovie, movieOfArrays } from '../../src-main/movies/painter/movie-arrays.ts';
import { MoviePainter } from '../../src-main/movies/painter/movie-painter.ts';
import { shareOfFrame, usualTurns } from '../../src-main/movies/painter/timing.ts';
import { LOOK, makeCanvas, movieWith, NATURE, painted } from './painted-movie.ts';

describe('a frame', () => {
  test('has each disc where its particle is, in the colour of its species, and once more over the edge', () => {
    const { at } = painted(movieWith(), { ...LOOK, arrows: 'none' }, 0);
    const [a, b] = NATURE.palette.discs;
    expect([at(3, 3), at(7, 3), at(5, 7)]).toEqual([a, b, NATURE.palette.string]);
    expect([at(0.5, 5), at(9.6, 5)]).toEqual([b, b]);
    expect([at(3, 4), at(9, 9), at(1.2, 5)]).toEqual([NATURE.ground, NATURE.ground, NATURE.ground]);
  });

  test('has an arrow about the middle of its disc, which turns with θ', () => {
    const { arrow } = NATURE.palette;
    const look = { ...LOOK, width: 1440, height: 1200 };
    // x(0) = +1 along x, x(90°) = −1. Its root mean square over all angles, 2^(−1/2), is drawn 1.4 mean spacings of 5 σ
    // long: the arrow is 9.9 σ long, 4.95 to either side.
    const right = painted(movieWith(), look, 0);
    const left = painted(movieWith(), look, 0.25);
    expect([right.at(3, 3), left.at(3, 3)]).toEqual([arrow, arrow]);
    // Behind its tip the head is wider than the shaft at the other end. Over the edge of the cell it comes in again.
    const [tipRight, tipLeft] = [7.86, 8.14];
    expect([right.at(tipRight, 3.028), right.at(tipLeft, 3.028)]).toEqual([arrow, NATURE.ground]);
    expect([left.at(tipRight, 3.028), left.at(tipLeft, 3.028)]).toEqual([NATURE.ground, arrow]);
    // At 45° cos 2θ is 0.
    expect(painted(movieWith(), LOOK, 0.125).at(3, 3)).toBe(NATURE.palette.discs[0]);
  });

  test('colours discs by Ψ, those without a number in grey, and has a colour bar', () => {
    const { at, painter, pixelAt } = painted(movieWith(), { ...LOOK, arrows: 'none', colour: 'psi' }, 0);
    expect(at(3, 3)).toBe('#440154');
    expect(at(7, 3)).toBe('#fde725');
    expect(at(0.5, 5)).toBe(NATURE.pale);
    const { bar } = painter.layout;
    if (bar === null) throw new Error('there is no colour bar');
    expect(pixelAt(bar.left + 3, bar.top + bar.height - 3)).toBe('#440154');
    expect(pixelAt(bar.left + 3, bar.top + 3)).toBe('#fde725');
  });

  test('is dark in a dark style', () => {
    const dark = styleNamed('slide-dark') ?? expect.fail('there is no dark style');
    const { at } = painted(movieWith(), { ...LOOK, style: dark, arrows: 'none' }, 0);
    expect([at(3, 4), at(3, 3)]).toEqual([dark.ground, dark.palette.discs[0]]);
  });

  test('shows the cell sheared, and particles between two states half-way', () => {
    const motion: Motion = {
      kind: 'strain',
      title: 'simple shear',
      quantities: [],
      states: [
        { share: 0, gradient: [0, 0, 0, 0], values: [], phase: '' },
        { share: 0.5, gradient: [0, 0.2, 0, 0], values: [], phase: '' },
      ],
      displacements: Float32Array.of(...new Array<number>(8).fill(0), 0, 1, 0, 0, 0, 0, 0, 0),
      remarks: [],
    };
    const look: MovieLook = { ...LOOK, arrows: 'none', view: 'core', side: 6 };
    const { at } = painted(movieWith(motion), look, 0.25);
    // γ = 0.1, about the middle of the view, which is carried along by 0.5 σ: (3, 3) ↦ (3 + 0.3 − 0.5, 3.5).
    expect(at(2.8, 3.5)).toBe(NATURE.palette.discs[0]);
    expect(at(2.8, 2.5)).toBe(NATURE.ground);
  });

  test('has its modes at the amplitude, and back where they began after a period', () => {
    const mode = (index: number, omega: number, x: number) => ({
      index,
      omega,
      pr: 0.5,
      displacement: Float64Array.of(0, x, 0, 0, 0, 0, 0, 0),
    });
    const motion: Motion = { kind: 'mode', panes: [[mode(0, 1, 0.1)], [mode(1, 3, 0.2)]] };
    const look: MovieLook = { ...LOOK, width: 800, arrows: 'none', amplitude: 1.5 };
    const movie = movieWith(motion);
    // A quarter of a period of mode 0 is three quarters of one of mode 1.
    const { at, painter, pixelAt, pixels } = painted(movie, look, 0.25);
    expect([at(3, 4.5), at(3, 3)]).toEqual([NATURE.palette.discs[0], NATURE.ground]);
    const [, second] = painter.layout.panes;
    const { scale } = painter.layout;
    expect(pixelAt(second.left + 3 * scale, second.top + 8.5 * scale)).toBe(NATURE.palette.discs[0]);
    const equal = painted(movie, { ...look, frequencyRatio: 'equal' }, 0.25);
    expect(equal.pixelAt(second.left + 3 * scale, second.top + 5.5 * scale)).toBe(NATURE.palette.discs[0]);
    expect(equal.pixels.equals(pixels)).toBe(false);
    expect(painted(movie, { ...look, frequencyRatio: 'equal' }, 0).at(3, 3)).toBe(NATURE.palette.discs[0]);
  });

  test.each([
    [1920, 1080],
    [320, 240],
    [200, 600],
  ])('of %i × %i pixels keeps its panes inside, apart and square', (width, height) => {
    const pane = {
      title: 'pane',
      pinned: [],
      field: { constant: new Float64Array(8), cosine: new Float64Array(8), sine: new Float64Array(8) },
    };
    const movie = movieWith({ kind: 'theta', panes: [pane, pane] });
    const { panes, below, bar } = new MoviePainter(makeCanvas, movie, { ...LOOK, colour: 'psi', width, height }).layout;
    for (const { left, top, width: wide, height: high } of panes) {
      expect(wide).toBeCloseTo(high, 9);
      expect(left).toBeGreaterThan(0);
      expect(top).toBeGreaterThan(0);
      expect(top + high).toBeLessThanOrEqual(below.top);
    }
    const [first, second] = panes;
    expect(first.left + first.width < second.left || first.top + first.height < second.top).toBe(true);
    expect((bar?.left ?? 0) + (bar?.width ?? Infinity)).toBeLessThanOrEqual(width);
    expect(below.top + below.height).toBeLessThanOrEqual(height);
  });
});

test('images fill a view of a tilted cell: as many as its area holds', () => {
  const edges = deformedEdges({ lx: 10, ly: 8, xy: 3 }, [0, 0.1, 0, 0]);
  const { index, places } = imagesIn(edges, [1, 1], { x: 4, y: 2 }, { x: 200, y: 160 }, 0);
  // 400 × 320 σ² of cells of 80 σ², but for the rim.
  expect(Math.abs(index.length - 1600)).toBeLessThan(60);
  // Each is a whole number of edges from the particle.
  for (let at = 0; at < places.length; at += 2) {
    const row = (places[at + 1] + 1) / 8;
    expect(row).toBeCloseTo(Math.round(row), 9);
    const column = (places[at] + 3 - Math.round(row) * 3.8) / 10;
    expect(column).toBeCloseTo(Math.round(column), 9);
  }
});

test('a movie is sent as arrays and comes back the same', () => {
  const movie = movieWith();
  const arrays = arraysOfMovie(movie);
  expect(movieOfArrays(new Map(arrays.map(({ name, data }) => [name, data])))).toEqual(movie);
  const lacking = new Map(arrays.slice(0, -1).map(({ name, data }) => [name, data]));
  expect(() => movieOfArrays(lacking)).toThrow(/came without its array/);
});

test('frames: what comes back has none for its end, what ends has', () => {
  const shares = (kind: 'mode' | 'quench') => [0, 1, 2, 3].map((frame) => shareOfFrame(kind, frame, 4));
  expect(shares('mode')).toEqual([0, 0.25, 0.5, 0.75]);
  expect(shares('quench')).toEqual([0, 1 / 3, 2 / 3, 1]);
  expect([usualTurns('mode', 10), usualTurns('mode', 0.5), usualTurns('theta', 10)]).toEqual([4, 1, 1]);
});

test('a GIF of 30 frames a second has the length of its frames', () => {
  const frame = new Uint8Array(4 * 4 * 4).fill(255);
  const gif = new GifFrames({ width: 4, height: 4, fps: 30 }, gifPalette([frame]));
  const bytes = Buffer.concat(Array.from({ length: 30 }, () => gif.frame(frame)));
  // Graphic control extension (GIF89a, 23): 21 F9 04, flags, delay in hundredths of a second.
  let delays = 0;
  let count = 0;
  for (let at = bytes.indexOf('21f904', 'hex'); at >= 0; at = bytes.indexOf('21f904', at + 1, 'hex')) {
    delays += bytes.readUInt16LE(at + 4);
    count += 1;
  }
  expect([count, delays]).toEqual([30, 100]);
});
