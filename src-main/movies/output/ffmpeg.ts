import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { codeOf } from '../../files/error-code.ts';
import { replaceFileBy } from '../../formats/replace-file.ts';
import { Cancelled } from '../../jobs/cancelled-error.ts';
import { StorageFailure } from '../../project/storage-failure.ts';
import type { MovieQuality } from '../painter/quality.ts';
import { EncoderFailure } from './encoder-failure.ts';
import type { MovieFrames, WritingWatch } from './movie-frames.ts';

const PROGRAM = 'ffmpeg';
const QUIET = ['-hide_banner', '-loglevel', 'error'];

/** Files that ffmpeg writes. */
export type VideoContainer = 'webm' | 'mp4';

/** Constant quality of the encoders: the smaller, the better. */
const CRF: Record<VideoContainer, Record<MovieQuality, number>> = {
  webm: { draft: 44, normal: 30, high: 16 },
  mp4: { draft: 30, normal: 22, high: 16 },
};

const ENCODING: Record<VideoContainer, readonly string[]> = {
  webm: ['-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1', '-b:v', '0'],
  mp4: ['-preset', 'veryfast', '-movflags', '+faststart'],
};

/** Colours of high-definition video, said in the file: players guess otherwise. */
const COLOURS = [
  ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-pix_fmt', 'yuv420p'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
];

const CODEC: Record<VideoContainer, string> = { webm: 'libvpx-vp9', mp4: 'libx264' };

/** Throws `BadInput` where there is no ffmpeg to be had, or one that does not encode what the container needs. */
export function requireFfmpeg(container: VideoContainer): void {
  const remedy = 'write a .gif or a folder of PNG files (FOLDER/)';
  const { error, status, stdout, stderr } = spawnSync(PROGRAM, [...QUIET, '-encoders'], { encoding: 'utf8' });
  const refuse = (reason: string) => {
    throw new BadInput(`a .${container} file is encoded by ffmpeg, and ${reason}, or ${remedy}`, { field: '--output' });
  };
  if (codeOf(error) === 'ENOENT') refuse(`there is no ${PROGRAM} on PATH: install it`);
  if (error !== undefined || status !== 0)
    refuse(`that on PATH does not run (${lastLine(stderr) || (error?.message ?? `it ends with ${status}`)}): mend it`);
  const names = stdout.split('\n').map((line) => line.trim().split(/\s+/).at(1));
  if (!names.includes(CODEC[container]))
    refuse(`that on PATH has no encoder ${CODEC[container]}: install one that has`);
}

/** What ffmpeg says at its end, at most. */
const LONGEST_COMPLAINT = 2000;

/** What a program said last that says why. */
function lastLine(said: string | null): string {
  const lines = (said ?? '').split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '' && line !== 'Conversion failed!') ?? '';
}

/** What ffmpeg says where it could not write. */
const FULL_DISK = /No space left|quota exceeded/i;
const NOT_WRITTEN = /Error (writing|closing)|av_interleaved_write_frame\(\): /i;

/** How a program came to its end. */
interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** An ffmpeg that is fed with frames. */
class Encoder {
  readonly #child: ChildProcessByStdio<Writable, null, Readable>;
  readonly #ended: Promise<ProgramEnd>;
  readonly #file: string;
  #complaint = '';

  /** `file` is written, by a name that nobody knows. */
  constructor(args: readonly string[], file: string) {
    this.#file = file;
    this.#child = spawn(PROGRAM, [...QUIET, ...args, file], { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-LONGEST_COMPLAINT);
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', (error) => reject(new EncoderFailure(`ffmpeg cannot be run: ${error.message}`)));
      this.#child.on('close', (code, signal) => resolve({ code, signal }));
    });
    // A program that ends early is heard of by `ended`, and a pipe that breaks is one.
    this.#child.stdin.on('error', () => undefined);
    this.#ended.catch(() => undefined);
  }

  /** Gives it a frame; false where it takes none any more. */
  async take(frame: Uint8Array): Promise<boolean> {
    const { exitCode, signalCode, stdin } = this.#child;
    if (exitCode !== null || signalCode !== null || stdin.destroyed) return false;
    if (!stdin.write(frame)) await Promise.race([once(stdin, 'drain').catch(() => this.#ended), this.#ended]);
    return true;
  }

  /** Has it finish the file. Throws `StorageFailure` for a full disk, else `EncoderFailure`, where it does not. */
  async finish(): Promise<void> {
    this.#child.stdin.end();
    const { code, signal } = await this.#ended;
    const complaint = this.#complaint.replaceAll(this.#file, 'the file');
    const complaints = complaint.split('\n').map((line) => line.trim());
    const ofFullDisk = complaints.find((line) => FULL_DISK.test(line));
    if (ofFullDisk !== undefined) throw new StorageFailure(`the disk is full; ffmpeg says: ${ofFullDisk}`);
    // Where only the end of the file is lacking, some versions end with 0.
    const ofWriting = complaints.find((line) => NOT_WRITTEN.test(line));
    if (code === 0 && ofWriting === undefined) return;
    const said = ofWriting ?? lastLine(complaint);
    const how = signal === null ? `with code ${code}` : `by the signal ${signal}`;
    throw new EncoderFailure(`ffmpeg has ended ${how}${said === '' ? ', and does not say why' : `: ${said}`}`);
  }

  /** Ends it, if it has not ended; resolves when it has. */
  async end(): Promise<void> {
    // Of one that was started by a script the end of its input is heard, not the signal.
    this.#child.stdin.destroy();
    this.#child.kill('SIGKILL');
    await this.#ended.catch(() => undefined);
  }
}

async function encode(
  temporary: string,
  frames: MovieFrames,
  { container, quality, title, comment }: VideoChoice,
  { signal, onFrame }: WritingWatch,
) {
  const { width, height, fps, count } = frames;
  const args = [
    ...['-y', '-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${width}x${height}`],
    ...['-framerate', String(fps), '-i', 'pipe:0', '-an', '-c:v', CODEC[container], ...ENCODING[container]],
    ...['-crf', String(CRF[container][quality]), ...COLOURS],
    ...['-metadata', `title=${title}`, '-metadata', `comment=${comment}`, '-xerror', '-f', container],
  ];
  const encoder = new Encoder(args, resolve(temporary));
  // Also where it takes no frame, or is long about its end.
  const stop = () => void encoder.end();
  signal.addEventListener('abort', stop, { once: true });
  let taken = 0;
  try {
    for (let frame = 0; frame < count; frame += 1) {
      // A signal is heard between two frames only where the thread is left for a moment.
      await setImmediate();
      if (signal.aborted) throw new Cancelled();
      if (!(await encoder.take(frames.rgba(frame)))) break;
      taken += 1;
      onFrame(taken);
    }
    await encoder.finish();
    if (signal.aborted) throw new Cancelled();
    if (taken < count) throw new EncoderFailure(`ffmpeg has taken ${taken} of ${count} frames, and does not say why`);
    if ((await stat(temporary)).size === 0)
      throw new EncoderFailure('ffmpeg has written nothing, and does not say why');
  } catch (error) {
    // Ctrl-C ends the program too, which is no failure of it.
    if (signal.aborted) throw new Cancelled();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await encoder.end();
  }
}

export interface VideoChoice {
  container: VideoContainer;
  quality: MovieQuality;
  /** Written into the file. */
  title: string;
  comment: string;
}

/**
 * Writes a movie by ffmpeg, whole or not at all. Throws `Cancelled`, `BadInput` for a place that cannot be written to,
 * `StorageFailure` where the disk is full, `EncoderFailure` where ffmpeg ends before its time.
 */
export async function writeVideo(
  path: string,
  frames: MovieFrames,
  choice: VideoChoice,
  watch: WritingWatch,
): Promise<void> {
  await replaceFileBy(path, (temporary) => encode(temporary, frames, choice, watch));
}
