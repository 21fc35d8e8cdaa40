import { describe, expect, test } from 'vitest';
import type { MovieLook } from '../../src-main/movies/painter/look.ts';
import type { Motion, Movie } from '../../src-main/movies/painter/movie.ts';
import { MoviePainter } from '../../src-main/movies/painter/movie-painter.ts';
import { LOOK, makeCanvas, movieWith, NATURE, painted } from './painted-movie.ts';

/** Texts of a frame with where they begin and end, and their baseline, pixels. */
function writtenTexts(movie: Movie, look: MovieLook, share: number) {
  const texts: { text: string; left: number; right: number; y: number }[] = [];
  const heard = (width: number, height: number) => {
    const layer = makeCanvas(width, height);
    const { context } = layer;
    const write = context.fillText.bind(context);
    context.fillText = (text: string, x: number, y: number) => {
      texts.push({ text, left: x, right: x + context.measureText(text).width, y });
      write(text, x, y);
    };
    return layer;
  };
  new MoviePainter(heard, movie, look).paint(heard(look.width, look.height).context, share);
  return texts;
}

/** Shear with the second particle pinned, in a view about the square of the first three and the last. */
function pinnedMovie(): Movie {
  const field = {
    constant: new Float64Array(8),
    cosine: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0),
    sine: new Float64Array(8),
  };
  const panes = [
    { title: 'free', pinned: [], field },
    { title: 'key-core string pinned (1)', pinned: [1], field },
  ];
  return { ...movieWith({ kind: 'theta', panes }), square: [0, 1, 2, 3] };
}

describe('what arrows are', () => {
  /** What is written of a mode that moves the first of twenty particles so many times as far as the others. */
  const said = (first: number) => {
    const count = 20;
    const displacement = Float64Array.from({ length: 2 * count }, (_, at) => (at === 0 ? first : (at + 1) % 2));
    const movie: Movie = {
      ...movieWith({ kind: 'mode', panes: [[{ index: 0, omega: 1, pr: 1, displacement }]] }),
      positions: Float64Array.from({ length: 2 * count }, (_, at) => (at % 10) + 0.25),
      species: new Uint8Array(count),
      radii: new Float64Array(count).fill(0.4),
      vibrability: null,
    };
    return writtenTexts(movie, { ...LOOK, width: 1600, height: 900 }, 0.25).map(({ text }) => text);
  };

  test('says how long one is at most, where the longest are shortened', () => {
    expect(said(1).filter((text) => text.startsWith('arrows: '))).toEqual([expect.not.stringContaining('at most')]);
    expect(said(1000).filter((text) => text.startsWith('arrows: '))).toEqual([
      expect.stringMatching(/^arrows: displacement × \S+, at most \S+ σ$/),
    ]);
  });
});

describe('what is marked', () => {
  const SIDE: MovieLook = { ...LOOK, view: 'core', side: 9.5, width: 1600, height: 900 };

  test.each(['species', 'psi'] as const)('is in the legend: %s', (colour) => {
    const texts = writtenTexts(pinnedMovie(), { ...SIDE, colour }, 0).map(({ text }) => text);
    for (const label of ['key-core string', 'pinned', 'key-core square']) expect(texts).toContain(label);
    const whole = writtenTexts(pinnedMovie(), { ...SIDE, colour, view: 'whole' }, 0).map(({ text }) => text);
    // The square is drawn only in the view about it.
    expect(whole).not.toContain('key-core square');
    expect(whole).toContain('pinned');
  });

  test('has a ring with dark edges over a map of colours, seen on a disc as bright as itself', () => {
    const look: MovieLook = { ...LOOK, colour: 'psi', arrows: 'none', width: 3200, height: 2400 };
    const field = { constant: new Float64Array(8), cosine: new Float64Array(8), sine: new Float64Array(8) };
    const movie = movieWith({ kind: 'theta', panes: [{ title: 'pinned', pinned: [1], field }] });
    const { at, painter } = painted(movie, look, 0);
    const ring = 0.92 * 0.8;
    const width = painter.layout.size / 9 / painter.layout.scale;
    expect(at(7, 3)).toBe('#fde725');
    expect(at(7 + ring, 3)).toBe(NATURE.palette.pinned);
    expect([at(7 + ring - 0.8 * width, 3), at(7 + ring + 0.8 * width, 3)]).toEqual(['#10141a', '#10141a']);
    expect(at(7 + ring - 1.6 * width, 3)).toBe('#fde725');
  });

  test('arrows over a map of colours are edged: white ones are seen on a white ground', () => {
    const { at, painter } = painted(movieWith(), { ...LOOK, colour: 'psi', width: 3200, height: 2400 }, 0);
    const point = painter.layout.size / 7 / painter.layout.scale;
    // Of the arrow along x between discs; half of its shaft is 0.38 points wide, and 0.35 points of its edge are seen.
    expect(at(5, 3)).toBe('#ffffff');
    expect([at(5, 3 + 0.55 * point), at(5, 3 - 0.55 * point)]).toEqual(['#14284f', '#14284f']);
    expect(at(5, 3 + 1.2 * point)).toBe('#ffffff');
  });
});

describe('what is written', () => {
  const quantities = ['U/N', 'max|F|', 'force evaluations', 'pressure'].map((label) => ({
    label,
    unit: 'ε/σ²',
    form: { decimals: 6 },
    even: false,
  }));
  const title = 'a new liquid at T = 2 ε/k_B, quenched at once (not how this sample was made)';
  const states = [0, 0.5].map((share) => ({
    share,
    gradient: [0, 0, 0, 0] as const,
    values: [1e5, 2e5, 3e5, 4e5],
    phase: 'minimum',
  }));
  const quench: Motion = {
    kind: 'quench',
    title,
    quantities,
    states,
    displacements: new Float32Array(16),
    remarks: [],
  };
  const modes: Motion = {
    kind: 'mode',
    panes: [0, 1, 2, 3, 4, 5].map((index) => [
      { index, omega: 0.123456, pr: 0.123, displacement: Float64Array.of(0, 1, 0, 0, 0, 0, 0, 0) },
    ]),
  };

  test.each([
    ['quench', quench, 320, 240],
    ['quench', quench, 300, 700],
    ['modes', modes, 480, 360],
    ['modes', modes, 320, 240],
    ['shear', pinnedMovie().motion, 320, 240],
  ])('is whole and inside the frame: %s, %s %i × %i', (_, motion, width, height) => {
    const look: MovieLook = { ...LOOK, width, height, colour: 'psi', view: 'whole' };
    const texts = writtenTexts(movieWith(motion), look, 0.6);
    for (const { text, left, right } of texts) {
      expect(text).not.toContain('…');
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right, text).toBeLessThanOrEqual(width);
    }
    // Letters are at most 0.75 of the size of the text high; indices and exponents touch what they belong to.
    const { size } = new MoviePainter(makeCanvas, movieWith(motion), look).layout;
    const overlapping = texts.filter((here, at) =>
      texts
        .slice(at + 1)
        .some(
          (there) =>
            Math.abs(here.y - there.y) < 0.75 * size &&
            Math.min(here.right, there.right) - Math.max(here.left, there.left) > 0.5,
        ),
    );
    expect(overlapping).toEqual([]);
  });

  test('a frame without room for its panes is refused', () => {
    expect(() => new MoviePainter(makeCanvas, movieWith(modes), { ...LOOK, width: 64, height: 64 })).toThrow(
      '64 × 64 pixels have no room for 6 panes and what is written beside',
    );
  });
});
