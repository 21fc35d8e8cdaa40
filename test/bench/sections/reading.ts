import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runForJson } from '../one-core.ts';
import { latticeFile, trajectoryFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, formatSeconds, threeDigits, type BenchTable } from '../table.ts';
import type { ReadFileResult } from '../workloads/read-file.ts';

const PARTICLES = 1_000_000;
const REPEATS = 4;
const PEER_REPEATS = 1;
/** Frames of the trajectory, and particles of each. */
const FRAMES = 20;
const FRAME_PARTICLES = 100_000;

const WORKLOAD = fileURLToPath(new URL('../workloads/read-file.ts', import.meta.url));
const PEER = fileURLToPath(new URL('../peers/read_table.py', import.meta.url));
const PYTHON = '/usr/bin/python3';

interface FileOfBench {
  format: string;
  /** Of the coordinates. */
  digits: number;
  name: string;
  wanted: string;
  /** What reads it beside us (peers/read_table.py). */
  peer: 'dump' | 'csv' | 'gsd' | 'npz' | null;
  /** What writes it, if not Keycore. */
  by?: 'gsd';
}

const FILES: readonly FileOfBench[] = [
  {
    format: 'dump',
    digits: 6,
    name: 'LAMMPS dump, id type x y z, 6 digits',
    wanted: '≥ 100 MB/s, 2.5 ×',
    peer: 'dump',
  },
  { format: 'dump', digits: 17, name: 'LAMMPS dump, the same, 17 digits', wanted: '', peer: 'dump' },
  { format: 'xyz', digits: 17, name: 'extended XYZ, 17 digits', wanted: '', peer: null },
  { format: 'csv', digits: 17, name: 'CSV, id,type,x,y, 17 digits', wanted: '', peer: 'csv' },
  { format: 'npz', digits: 17, name: 'npz', wanted: '', peer: 'npz' },
  { format: 'gsd', digits: 17, name: 'GSD of HOOMD-blue (gsd.hoomd)', wanted: '< 200 ms', peer: 'gsd', by: 'gsd' },
  { format: 'gsd', digits: 17, name: 'GSD of Keycore', wanted: '', peer: 'gsd' },
];

/** How the peers are called. */
const PEERS = { dump: 'numpy.loadtxt', csv: 'numpy.loadtxt', gsd: 'gsd.hoomd', npz: 'numpy.load' };

interface PeerResult {
  first: number;
  seconds: number;
  version: string;
}

const readByUs = (file: string, repeats: number): Promise<ReadFileResult> =>
  runForJson<ReadFileResult>(process.execPath, [WORKLOAD, file, String(repeats)]);

async function readByPeer(kind: string | null, file: string, limitSeconds: number): Promise<PeerResult | string> {
  if (kind === null || !existsSync(PYTHON)) return kind === null ? '' : 'no Python';
  try {
    return await runForJson<PeerResult>(PYTHON, [PEER, kind, file, String(PEER_REPEATS)], { limitSeconds });
  } catch (error) {
    return `skipped: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)}`;
  }
}

/** A GSD file that Python's gsd makes of an archive of ours; null where there is none. */
async function madeByGsd(particles: number) {
  const archive = latticeFile(particles, 'npz', 17);
  const file = archive.replace(/\.npz$/, '-hoomd.gsd');
  if (existsSync(file)) return file;
  try {
    await runForJson(PYTHON, [PEER, 'make-gsd', archive, '0']);
    return file;
  } catch {
    return null;
  }
}

async function formats({ say, quick, peerLimitSeconds }: BenchOptions): Promise<BenchTable> {
  const particles = quick ? PARTICLES / 10 : PARTICLES;
  const rows: string[][] = [];
  for (const { format, digits, name, wanted, peer, by } of FILES) {
    const file = by === undefined ? latticeFile(particles, format, digits) : await madeByGsd(particles);
    if (file === null) {
      rows.push([name, wanted, ...Array<string>(5).fill(''), 'no gsd for Python', '', '']);
      continue;
    }
    const megabytes = statSync(file).size / 1e6;
    say(`reading ${name}`);
    const ours = await readByUs(file, REPEATS);
    const theirs = await readByPeer(peer, file, peerLimitSeconds);
    rows.push([
      name,
      wanted,
      threeDigits(megabytes),
      formatSeconds(ours.first),
      formatSeconds(ours.seconds),
      threeDigits(megabytes / ours.first),
      threeDigits(megabytes / ours.seconds),
      ...(typeof theirs === 'string'
        ? [theirs, '', '']
        : [
            `${peer === null ? '' : PEERS[peer]}, ${formatSeconds(theirs.first)}`,
            formatRatio(theirs.first, ours.first),
            formatRatio(theirs.seconds, ours.seconds),
          ]),
    ]);
  }
  return {
    title: `One frame of ${particles.toExponential(0)} particles`,
    columns: ['file', 'wanted', 'MB', 'first', 'later', 'MB/s first', 'later', 'peer', 'of our first', 'of our later'],
    rows,
    notes: [
      `Ours: from the opened file to sorted, checked arrays; "first" is the first file that a fresh process reads, "later" the median of ${REPEATS - 1} more. ` +
        'The peers begin in the running interpreter with everything imported; numpy.loadtxt gives a table of doubles and checks nothing of it.',
      `Every program reads from the cache of the system: the files are no larger than memory. GSD and npz are as Keycore exports them (GSD with positions in double precision beside those of the schema).`,
    ],
  };
}

async function memory({ say, quick }: BenchOptions): Promise<BenchTable> {
  const frames = quick ? FRAMES / 4 : FRAMES;
  const rows: string[][] = [];
  for (const format of ['dump', 'xyz'] as const) {
    for (const count of [1, frames]) {
      const file = trajectoryFile(FRAME_PARTICLES, count, format);
      say(`memory of ${count} frames of ${format}`);
      const { peakMiB, first } = await readByUs(file, 1);
      const megabytes = statSync(file).size / 1e6;
      rows.push([
        format,
        String(count),
        threeDigits(megabytes),
        `${peakMiB.toFixed(0)} MiB`,
        formatSeconds(first),
        threeDigits(megabytes / first),
      ]);
    }
  }
  return {
    title: `Memory of a trajectory of ${FRAME_PARTICLES} particles a frame`,
    columns: ['format', 'frames', 'MB', 'peak memory', 'all frames', 'MB/s'],
    rows,
    notes: ['Peak resident memory of the whole process, which reads every frame and keeps none.'],
  };
}

/** What a file costs before anything is computed. */
export const readingSection: BenchSection = {
  id: 'reading',
  title: 'Reading files',
  run: async (options) => [await formats(options), await memory(options)],
};
