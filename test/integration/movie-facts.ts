import { spawnSync } from 'node:child_process';

/** What ffprobe finds in a file when it decodes all of it. */
export interface MovieFacts {
  codec: string;
  frames: number;
  width: number;
  height: number;
  /** To a millisecond. */
  seconds: number;
}

interface Probed {
  streams: { codec_name: string; nb_read_frames: string; width: number; height: number }[];
  format: { duration: string };
}

/** Throws Error where ffprobe cannot read it. */
export function movieFacts(path: string): MovieFacts {
  const wanted = 'stream=codec_name,nb_read_frames,width,height:format=duration';
  const { status, stdout, stderr } = spawnSync(
    'ffprobe',
    ['-v', 'error', '-count_frames', '-show_entries', wanted, '-of', 'json', path],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`ffprobe ${path}: ${stderr}`);
  const { streams, format } = JSON.parse(stdout) as Probed;
  const [{ codec_name: codec, nb_read_frames: frames, width, height }] = streams;
  return { codec, frames: Number(frames), width, height, seconds: Math.round(Number(format.duration) * 1000) / 1000 };
}
