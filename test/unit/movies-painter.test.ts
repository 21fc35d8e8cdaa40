import { beforeAll, describe, expect, test } from 'vitest';
import { styleNamed } from '../../src-main/figures/marks/styles.ts';
import { headlessCanvases } from '../../src-main/movies/output/headless-canvas.ts';
import { GifFrames, gifPalette } from '../../src-main/movies/painter/gif-frames.ts';
import { deformedEdges, imagesIn } from '../../src-main/movies/painter/images.ts';
import { type MovieLook, usualLook } from '../../src-main/movies/painter/look.ts';
import type { Motion, Movie } from '../../src-main/movies/painter/movie.ts';
import { arraysOfMovie, movieOfArrays } from '../../src-main/movies/painter/movie-arrays.ts';
import { MoviePainter } from '../../src-main/movies/painter/movie-painter.ts';
import { shareOfFrame, usualTurns } from '../../src-main/movies/painter/timing.ts';

const NATURE = styleNamed('nature') ?? expect.fail('there is no style nature');
const BOX = { lx: 10, ly: 10, xy: 0 };

/** Four discs, the last of which lies over an edge of the cell; shear displaces the first along x. */
function movieWith(motion?: Motion): Movie {
  const still = new Float64Array(8);
  return {
    title: 'my_glass, sample 1',
    box: BOX,
    centre: { x: 5, y: 5 },
    positions: Float64Array.of(3, 3, 7, 3, 5, 7, 0.1, 5),
    species: Uint8Array.of(0, 1, 0, 1),
    radii: Float64Array.of(0.8, 0.8, 0.8, 0.8),
    vibrability: Float64Array.of(0, 1, 0.5, Number.NaN),
    keyCore: [2],
    square: null,
    motion: motion ?? {
      kind: 'theta',
      panes: [
        {
          title: 'free',
          pinned: [],
          field: { constant: still, cosine: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0), sine: still },
        },
      ],
    },
  };
}

const LOOK: MovieLook = { ...usualLook('theta'), view: 'whole', width: 480, height: 400, style: NATURE, turns: 1 };

let makeCanvas: Awaited<ReturnType<typeof headlessCanvases>>;
beforeAll(async () => {
  makeCanvas = await headlessCanvases();
});

/** A frame, with the colour at a place of the first pane, σ. */
function painted(movie: Movie, look: MovieLook, share: number) {
  const { context, canvas } = makeCanvas(look.width, look.height);
  const painter = new MoviePainter(makeCanvas, movie, look);
  painter.paint(context, share);
  const pixels = canvas.data();
  const [pane] = painter.layout.panes;
  const { scale, half } = painter.layout;
  const pixelAt = (x: number, y: number) => {
    const at = 4 * (Math.round(y) * look.width + Math.round(x));
    return `#${pixels.subarray(at, at + 3).toString('hex')}`;
  };
  const at = (x: number, y: number) =>
    pixelAt(pane.left + scale * (x - movie.centre.x + half.x), pane.top + scale * (half.y - (y - movie.centre.y)));
  return { at, pixelAt, painter, pixels };
}

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
