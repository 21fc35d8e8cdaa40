import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { replaceFileBy } from '../../formats/replace-file.ts';
import { Cancelled } from '../../jobs/cancelled-error.ts';
import { StorageFailure } from '../../project/storage-failure.ts';
import type { MovieQuality } from '../painter/quality.ts';
import type { MovieFrames, WritingWatch } from './movie-frames.ts';

const PROGRAM = 'ffmpeg';

/** Files that ffmpeg writes. */
export type VideoContainer = 'webm' | 'mp4';

/** Constant quality of the encoders: the smaller, the better. */
const CRF: Record<VideoContainer, Record<MovieQuality, number>> = {
  webm: { draft: 44, normal: 30, high: 16 },
  mp4: { draft: 30, normal: 22, high: 16 },
};

const ENCODER: Record<VideoContainer, readonly string[]> = {
  webm: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1', '-b:v', '0'],
  mp4: ['-c:v', 'libx264', '-preset', 'veryfast', '-movflags', '+faststart'],
};

/** Colours of high-definition video, said in the file: players guess otherwise. */
const COLOURS = [
  ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-pix_fmt', 'yuv420p'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
];

/** Throws `BadInput` where there is no ffmpeg to be had. */
export function requireFfmpeg(container: VideoContainer): void {
  const { error } = spawnSync(PROGRAM, ['-version'], { stdio: 'ignore' });
  if (error !== undefined)
    throw new BadInput(
      `a .${container} file is encoded by ffmpeg, and there is no ${PROGRAM} on PATH: install it, or write a .gif or a folder of PNG files (FOLDER/)`,
      { field: '--output' },
    );
}

/** What ffmpeg says at its end, at most. */
const LONGEST_COMPLAINT = 2000;

async function encode(
  temporary: string,
  frames: MovieFrames,
  { container, quality, title, comment }: VideoChoice,
  { signal, onFrame }: WritingWatch,
) {
  const { width, height, fps, count } = frames;
  const input = [
    '-f',
    'rawvideo',
    '-pixel_format',
    'rgba',
    '-video_size',
    `${width}x${height}`,
    '-framerate',
    String(fps),
  ];
  const child = spawn(
    PROGRAM,
    [
      ...['-hide_banner', '-loglevel', 'error', '-y', ...input, '-i', 'pipe:0', '-an', ...ENCODER[container]],
      ...['-crf', String(CRF[container][quality]), ...COLOURS],
      ...['-metadata', `title=${title}`, '-metadata', `comment=${comment}`, '-f', container, resolve(temporary)],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-LONGEST_COMPLAINT);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // A program that ends early is heard of by `ended`.
  child.stdin.on('error', () => undefined);
  ended.catch(() => undefined);
  try {
    for (let frame = 0; frame < count; frame += 1) {
      // A signal is heard between two frames only where the thread is left for a moment.
      await setImmediate();
      if (signal.aborted) throw new Cancelled();
      if (child.exitCode !== null || child.stdin.destroyed) break;
      // A pipe that breaks is a program that ends: why, it says itself.
      if (!child.stdin.write(frames.rgba(frame)))
        await Promise.race([once(child.stdin, 'drain').catch(() => ended), ended]);
      onFrame(frame + 1);
    }
    child.stdin.end();
    const code = await ended;
    if (signal.aborted) throw new Cancelled();
    if (code === 0) return;
    const reason = complaint.trim().split('\n').at(-1) ?? '';
    if (/No space left|quota exceeded/i.test(complaint))
      throw new StorageFailure(`the disk is full; ffmpeg says: ${reason}`);
    throw new BadInput(`ffmpeg cannot encode it (it ends with ${code ?? 'a signal'}): ${reason}`, {
      field: '--output',
    });
  } finally {
    child.kill('SIGKILL');
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
 * Writes a movie by ffmpeg, whole or not at all. Throws `Cancelled`, `BadInput` for a place that cannot be written to and for
 * an ffmpeg that lacks the encoder, `StorageFailure` where the disk is full.
 */
export async function writeVideo(
  path: string,
  frames: MovieFrames,
  choice: VideoChoice,
  watch: WritingWatch,
): Promise<void> {
  await replaceFileBy(path, (temporary) => encode(temporary, frames, choice, watch));
}
