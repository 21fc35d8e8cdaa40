import { GifFrames, gifPalette, PALETTE_SHARES } from '../../src-main/movies/painter/gif-frames.ts';
import { MoviePainter } from '../../src-main/movies/painter/movie-painter.ts';
import { frameCount, shareOfFrame } from '../../src-main/movies/painter/timing.ts';
import type { EncodedMovie, EncodingWatch } from './encode-movie.ts';
import { movieCanvas } from './movie-canvas.ts';

/** Encodes a movie as a GIF in the page. Rejects with an AbortError when it is stopped. */
export async function encodeGif(
  { movie, look, fps, seconds }: EncodedMovie,
  { signal, onProgress }: EncodingWatch,
): Promise<Blob> {
  const { width, height } = look;
  const { context } = movieCanvas(width, height);
  const painter = new MoviePainter(movieCanvas, movie, look);
  const pixels = (share: number) => {
    painter.paint(context, share);
    return context.getImageData(0, 0, width, height).data;
  };
  const gif = new GifFrames({ width, height, fps }, gifPalette(PALETTE_SHARES.map(pixels)));
  const parts: BlobPart[] = [];
  const frames = frameCount(seconds, fps);
  for (let frame = 0; frame < frames; frame += 1) {
    // The page goes on between two frames.
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    parts.push(Uint8Array.from(gif.frame(pixels(shareOfFrame(movie.motion.kind, frame, frames)))));
    onProgress((frame + 1) / frames);
  }
  parts.push(Uint8Array.from(gif.end()));
  return new Blob(parts, { type: 'image/gif' });
}
