import type { Canvas } from '@napi-rs/canvas';
import type { MovieLook } from '../painter/look.ts';
import type { Movie } from '../painter/movie.ts';
import { MoviePainter } from '../painter/movie-painter.ts';
import { shareOfFrame } from '../painter/timing.ts';
import { headlessCanvases, type MovieCanvas } from './headless-canvas.ts';

/** The frames of a movie, painted one after another on one canvas. */
export class MovieFrames {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly fps: number;
  readonly #canvas: MovieCanvas;
  readonly #movie: Movie;
  readonly #painter: MoviePainter;

  private constructor(
    makeCanvas: (width: number, height: number) => MovieCanvas,
    movie: Movie,
    look: MovieLook,
    { count, fps }: { count: number; fps: number },
  ) {
    this.width = look.width;
    this.height = look.height;
    this.count = count;
    this.fps = fps;
    this.#canvas = makeCanvas(look.width, look.height);
    this.#movie = movie;
    this.#painter = new MoviePainter(makeCanvas, movie, look);
  }

  static async of(movie: Movie, look: MovieLook, timing: { count: number; fps: number }): Promise<MovieFrames> {
    return new MovieFrames(await headlessCanvases(), movie, look, timing);
  }

  #paintShare(share: number): Canvas {
    this.#painter.paint(this.#canvas.context, share);
    return this.#canvas.canvas;
  }

  #paint(frame: number) {
    return this.#paintShare(shareOfFrame(this.#movie.motion.kind, frame, this.count));
  }

  /** Pixels of a frame: RGBA, rows from above. */
  rgba(frame: number): Uint8Array {
    return this.#paint(frame).data();
  }

  rgbaAt(share: number): Uint8Array {
    return this.#paintShare(share).data();
  }

  async png(frame: number): Promise<Uint8Array> {
    return this.#paint(frame).encode('png');
  }
}

/** Who watches a movie being written, and may stop it. */
export interface WritingWatch {
  signal: AbortSignal;
  /** After each frame, with the number of those that are done. */
  onFrame: (done: number) => void;
}
