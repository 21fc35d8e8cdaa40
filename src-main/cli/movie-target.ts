import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { requireWritableName } from '../files/raw-name.ts';
import { EncoderFailure } from '../movies/output/encoder-failure.ts';
import type { MovieFrames, WritingWatch } from '../movies/output/movie-frames.ts';
import { FrameTooSmall } from '../movies/painter/layout.ts';
import type { MovieLook } from '../movies/painter/look.ts';
import type { Movie } from '../movies/painter/movie.ts';
import { GIF_MOST_FPS } from '../movies/painter/gif-limits.ts';
import { explainFileError } from '../project/file-error.ts';
import { StorageFailure } from '../project/storage-failure.ts';
import type { MovieOptions } from './movie-options.ts';
import { checkTarget, isFolder } from './written-files.ts';

/** Least and largest edge of a frame, pixels. */
const PIXELS = { least: 96, most: 7680 };

/** What is written. */
export type Target = { form: 'video'; container: 'webm' | 'mp4' } | { form: 'gif' } | { form: 'png' };

/** What is written, by the name of it. */
export function targetOf(output: string): Target {
  if (isFolder(output)) return { form: 'png' };
  const ending = /\.(webm|mp4|gif)$/i.exec(output)?.[1].toLowerCase();
  if (ending === 'gif') return { form: 'gif' };
  if (ending === 'webm' || ending === 'mp4') return { form: 'video', container: ending };
  throw new BadInput(`expected a name that ends in .webm, .mp4 or .gif, or a folder for PNG files (FOLDER/)`, {
    file: output,
  });
}

/** Pixels of a frame. Throws `BadInput`. */
export function sizeOf({ size }: MovieOptions, { form }: Target): { width: number; height: number } {
  const [width, height] = (/^(\d{1,5})[x×](\d{1,5})$/i.exec(size) ?? []).slice(1).map(Number);
  const fits = (edge: number | undefined) => edge !== undefined && edge >= PIXELS.least && edge <= PIXELS.most;
  if (!fits(width) || !fits(height))
    throw new BadInput(
      `expected a width and a height from ${PIXELS.least} to ${PIXELS.most} pixels, as 1920x1080, got '${size}'`,
      { field: '--size' },
    );
  if (form === 'video' && (width % 2 === 1 || height % 2 === 1))
    throw new BadInput(`video has an even number of pixels in either direction, got '${size}'`, { field: '--size' });
  return { width, height };
}

/** Throws `BadInput` for a place that is not to be written to, and for what a file of that form does not have. */
export function checkMovieTarget({ output, overwrite, fps, quality }: MovieOptions, { form }: Target): void {
  if (form === 'gif' && fps > GIF_MOST_FPS)
    throw new BadInput(`a GIF shows at most ${GIF_MOST_FPS} frames a second`, { field: '--fps' });
  if (form !== 'video' && quality !== undefined)
    throw new BadInput('it belongs to .webm and .mp4', { field: '--quality' });
  requireWritableName(output);
  checkTarget(output, form === 'png' || overwrite);
  const there = form === 'png' ? undefined : statSync(output, { throwIfNoEntry: false });
  if (there?.isFile() === false) throw new BadInput('this is a device, not a file', { file: output });
}

/**
 * What keeps a movie from being written, found before it is computed: the folder that it, or its own folder, belongs into may
 * not be written to. Null where nothing is known against it.
 */
export function faultOfPlace(output: string, { form }: Target): string | null {
  const isThere = form === 'png' && statSync(output, { throwIfNoEntry: false }) !== undefined;
  try {
    // With the dot, only a folder passes.
    accessSync(`${isThere ? output : dirname(resolve(output))}/.`, constants.W_OK);
    return null;
  } catch (error) {
    return placeFault(error, output);
  }
}

/** The frames of a movie. Throws `BadInput` where they are too small. The canvas is loaded here, for no other command. */
export async function framesOf(
  movie: Movie,
  look: MovieLook,
  timing: { count: number; fps: number },
): Promise<MovieFrames> {
  const { MovieFrames: Frames } = await import('../movies/output/movie-frames.ts');
  try {
    return await Frames.of(movie, look, timing);
  } catch (error) {
    if (!(error instanceof FrameTooSmall)) throw error;
    throw new BadInput(`${error.message}: make the frame larger`, { field: '--size' });
  }
}

/** Writes the movie. Codecs are loaded here. */
export async function writeMovie(
  frames: MovieFrames,
  target: Target,
  options: MovieOptions,
  texts: { title: string; comment: string },
  watch: WritingWatch,
): Promise<void> {
  const { output, quality = 'normal' } = options;
  if (target.form === 'video') {
    const { writeVideo } = await import('../movies/output/ffmpeg.ts');
    return writeVideo(output, frames, { container: target.container, quality, ...texts }, watch);
  }
  if (target.form === 'gif') {
    const { writeGif } = await import('../movies/output/gif.ts');
    return writeGif(output, frames, watch);
  }
  const { writePngFolder } = await import('../movies/output/png-folder.ts');
  return writePngFolder(output, frames, watch);
}

/** What the file system's refusal, or the end of an encoder, means; null for what is no matter of the place. */
export function placeFault(error: unknown, output: string): string | null {
  if (error instanceof EncoderFailure) return `${output}: it was not written: ${error.message}`;
  const told = explainFileError(error, output, 'written');
  if (told instanceof StorageFailure) return told.message;
  return told instanceof BadInput && told.place.file !== undefined ? told.message : null;
}
