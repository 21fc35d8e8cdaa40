// `npm run style-pages`: draws a page of figures in every style again, from a shipped sample, for docs/pictures.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STYLES } from '../src-main/figures/marks/styles.ts';
import { readPng, writeIndexedPng } from './png.ts';
import { ROOT } from './setup/root.mjs';

const SAMPLE = '2dipl-glass';
const PAGE = '4';
/** Fine enough for its letters to be read on a page of the documents. */
const DPI = 85;

const folder = mkdtempSync(join(tmpdir(), 'keycore-styles-'));
try {
  // What is computed for them is kept in a copy.
  const project = join(folder, `${SAMPLE}.keycore`);
  copyFileSync(join(ROOT, 'assets', `${SAMPLE}.keycore`), project);
  for (const { id } of STYLES) {
    const command = [
      'figures',
      project,
      '1',
      '-o',
      folder,
      '--page',
      PAGE,
      '--style',
      id,
      '--format',
      'png',
      '--compute',
    ];
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'bin', 'keycore.js'), ...command, '--dpi', String(id.startsWith('slide') ? DPI / 1.4 : DPI)],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const picture = readPng(readFileSync(join(folder, `${SAMPLE}-1-page-${PAGE}.png`)));
    const file = join(ROOT, 'docs', 'pictures', `style-${id}.png`);
    writeFileSync(file, writeIndexedPng(picture));
    console.log(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
