import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../../scripts/setup/root.mjs';
import { runForJson, runOnOneCore } from '../one-core.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { type BenchTable, formatRatio, formatSeconds } from '../table.ts';

const KEYCORE = join(ROOT, 'bin', 'keycore.js');
const SAMPLE = join(ROOT, 'assets', '2dipl-glass.keycore');
const PARTICLES = 4096;
const PYTHON = '/usr/bin/python3';
const PEER = fileURLToPath(new URL('../peers/draw_field.py', import.meta.url));
const GALLERY = fileURLToPath(new URL('../workloads/gallery.ts', import.meta.url));
const TELL_PEAK = new URL('../workloads/tell-peak.mjs', import.meta.url).href;
/** Panels that the peer draws: one of discs, one of arrows. */
const OF_PEER = '1a,1d';
const MOVIE = { seconds: 10, fps: 30 };

/** A whole command, from its start to its end, with all its threads. */
async function keycore(args: readonly string[]): Promise<{ seconds: number; peakMiB: number }> {
  const { seconds, exitCode, stderr } = await runOnOneCore(process.execPath, ['--import', TELL_PEAK, KEYCORE, ...args]);
  if (exitCode !== 0) throw new Error(`keycore ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  return { seconds, peakMiB: Number(/\npeak (\S+) MiB\n$/.exec(stderr)?.[1]) };
}

async function run({ say, quick }: BenchOptions): Promise<BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-bench-figures-'));
  try {
    const project = join(folder, 'glass.keycore');
    copyFileSync(SAMPLE, project);
    say('making the analyses that figures need');
    await keycore(['figures', project, '1', '-o', join(folder, 'first'), '--compute', '--format', 'csv']);
    const drawn = async (formats: string, ...more: string[]) => {
      say(`figures as ${formats} ${more.join(' ')}`);
      return keycore([
        'figures',
        project,
        '1',
        '-o',
        join(folder, formats.replace(',', '-')),
        '--format',
        formats,
        ...more,
      ]);
    };
    const svg = await drawn('svg');
    const pictures = readdirSync(join(folder, 'svg')).filter((name) => name.endsWith('.svg')).length;
    const pdfPng = await drawn('pdf,png');
    const peer = async (formats: string) => {
      const { seconds: ours } = await drawn(formats, '--only', OF_PEER);
      if (!existsSync(PYTHON)) return [formatSeconds(ours), 'no Python', ''];
      const csv = join(folder, 'first', 'glass-1-1d.csv');
      try {
        const { seconds } = await runForJson<{ seconds: number }>(PYTHON, [PEER, csv, formats, folder]);
        return [formatSeconds(ours), `matplotlib, ${formatSeconds(seconds)}`, formatRatio(seconds, ours)];
      } catch {
        return [formatSeconds(ours), 'no matplotlib', ''];
      }
    };
    const rows = [
      [`every panel and page (${pictures}), SVG`, '< 3 s', formatSeconds(svg.seconds), '', ''],
      ['the same, PDF and PNG at 300 dpi', '< 15 s', formatSeconds(pdfPng.seconds), '', ''],
      ['  its memory', '< 1 GB', `${Math.round(pdfPng.peakMiB)} MiB`, '', ''],
      ['two panels of all particles, SVG', '', ...(await peer('svg'))],
      ['the same, PDF and PNG at 300 dpi', '', ...(await peer('pdf,png'))],
    ];
    say('the gallery of the window');
    const gallery = await runForJson<{ first: number; later: number; pictures: number }>(process.execPath, [
      GALLERY,
      folder,
      'glass.keycore',
    ]);
    rows.push(
      [`small pictures of ${gallery.pictures} panels, first`, '< 1 s', formatSeconds(gallery.first), '', ''],
      ['the same again, in another style or after a change', '', formatSeconds(gallery.later), '', ''],
    );
    if (spawnSync('ffmpeg', ['-version']).status === 0) {
      const { seconds, fps } = MOVIE;
      say('a movie');
      const length = quick ? 1 : seconds;
      const { seconds: took } = await keycore(
        ['movie', project, '1', '-o', join(folder, 'mode.webm'), '--kind', 'mode', '--size', '1920x1080'].concat([
          ...['--seconds', String(length), '--fps', String(fps)],
        ]),
      );
      rows.push([
        `a movie of a mode, ${length} s at 1920 × 1080, ${fps} fps, WebM`,
        '< 30 s',
        formatSeconds(took),
        '',
        '',
      ]);
    } else rows.push(['a movie', '', 'no ffmpeg', '', '']);
    return [
      {
        title: `Figures of a sample of N = ${PARTICLES}, with its analyses kept`,
        columns: ['what', 'wanted', 'time', 'peer', 'peer of ours'],
        rows,
        notes: [
          'Ours: whole commands, from their start to the last file. matplotlib begins in the running interpreter with everything imported, and draws discs and arrows without anything that explains them.',
          'The gallery: from the request for the list to the last picture, thread and modules not started before; six requests at a time, as a browser has them.',
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Panels, pages and movies. */
export const figuresSection: BenchSection = { id: 'figures', title: 'Figures and movies', run };
