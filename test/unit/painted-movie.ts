import { expect } from 'vitest';
import { styleNamed } from '../../src-main/figures/marks/styles.ts';
import { headlessCanvases } from '../../src-main/movies/output/headless-canvas.ts';
import { type MovieLook, usualLook } from '../../src-main/movies/painter/look.ts';
import type { Motion, Movie } from '../../src-main/movies/painter/movie.ts';
import { MoviePainter } from '../../src-main/movies/painter/movie-painter.ts';

export const NATURE = styleNamed('nature') ?? expect.fail('there is no style nature');
const BOX = { lx: 10, ly: 10, xy: 0 };

/** Four discs, the last of which lies over an edge of the cell; shear displaces the first along x. */
export function movieWith(motion?: Motion): Movie {
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

export const LOOK: MovieLook = {
  ...usualLook('theta'),
  view: 'whole',
  width: 480,
  height: 400,
  style: NATURE,
  turns: 1,
};

export const makeCanvas = await headlessCanvases();

/** A frame, with the colour at a place of the first pane, σ. */
export function painted(movie: Movie, look: MovieLook, share: number) {
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
