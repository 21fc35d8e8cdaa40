import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, Quality, WebMOutputFormat } from 'mediabunny';
import type { MovieLook } from '../../src-main/movies/painter/look.ts';
import type { Movie } from '../../src-main/movies/painter/movie.ts';
import { MoviePainter } from '../../src-main/movies/painter/movie-painter.ts';
import type { MovieQuality } from '../../src-main/movies/painter/quality.ts';
import { frameCount, shareOfFrame } from '../../src-main/movies/painter/timing.ts';
import { movieCanvas } from './movie-canvas.ts';

export type VideoFormat = 'webm' | 'mp4';

/** What is encoded. */
export interface EncodedMovie {
  movie: Movie;
  look: MovieLook;
  fps: number;
  seconds: number;
  quality: MovieQuality;
}

/** Who watches it, and may stop it. */
export interface EncodingWatch {
  signal: AbortSignal;
  /** After each frame: share of the whole, 0 to 1. */
  onProgress: (share: number) => void;
}

const QUALITIES: Record<MovieQuality, Quality> = {
  draft: new Quality('low'),
  normal: new Quality('high'),
  high: new Quality('very-high'),
};

/** Seconds between frames that stand alone. */
const KEY_FRAME_SECONDS = 5;

const CODECS = { webm: 'vp9', mp4: 'avc' } as const;

/**
 * Encodes what is painted on a canvas: `add` gives the source its frames. Whatever fails, encoder and file are let go: an
 * encoder of the graphics card is one of few.
 */
async function encoded(
  canvas: HTMLCanvasElement,
  { format, quality, fps }: { format: VideoFormat; quality: MovieQuality; fps: number },
  add: (source: CanvasSource) => Promise<void>,
): Promise<ArrayBuffer> {
  const target = new BufferTarget();
  const container = format === 'webm' ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'in-memory' });
  const output = new Output({ format: container, target });
  try {
    const source = new CanvasSource(canvas, {
      codec: CODECS[format],
      quality: QUALITIES[quality],
      keyFrameInterval: KEY_FRAME_SECONDS,
      latencyMode: 'quality',
    });
    output.addVideoTrack(source, { frameRate: fps });
    await output.start();
    await add(source);
    await output.finalize();
    if (target.buffer === null) throw new Error('the encoder has finished without a file');
    return target.buffer;
  } catch (error) {
    // The first error says why.
    await output.cancel().catch(() => undefined);
    throw error;
  }
}

/** Encodes a movie in the page, frame by frame. Rejects with an AbortError when it is stopped. */
export async function encodeVideo(
  { movie, look, fps, seconds, quality }: EncodedMovie,
  format: VideoFormat,
  { signal, onProgress }: EncodingWatch,
): Promise<Blob> {
  const { image, context } = movieCanvas(look.width, look.height);
  const painter = new MoviePainter(movieCanvas, movie, look);
  const frames = frameCount(seconds, fps);
  const file = await encoded(image, { format, quality, fps }, async (source) => {
    for (let frame = 0; frame < frames; frame += 1) {
      signal.throwIfAborted();
      painter.paint(context, shareOfFrame(movie.motion.kind, frame, frames));
      // With its duration: the last frame would else have none.
      await source.add(frame / fps, 1 / fps);
      onProgress((frame + 1) / frames);
    }
  });
  return new Blob([file], { type: format === 'webm' ? 'video/webm' : 'video/mp4' });
}

/** Frames by which it is found out whether an encoder works. */
const PROBE_FRAMES = 3;
const PROBE_FPS = 30;

/** Whether this browser really encodes H.264 at a size: some say so, and then fail. */
export async function encodesMp4(width: number, height: number): Promise<boolean> {
  try {
    const { image, context } = movieCanvas(width, height);
    const file = await encoded(image, { format: 'mp4', quality: 'draft', fps: PROBE_FPS }, async (source) => {
      for (let frame = 0; frame < PROBE_FRAMES; frame += 1) {
        context.fillStyle = frame % 2 === 0 ? '#ffffff' : '#000000';
        context.fillRect(0, 0, width, height);
        await source.add(frame / PROBE_FPS, 1 / PROBE_FPS);
      }
    });
    return file.byteLength > 0;
  } catch {
    return false;
  }
}
