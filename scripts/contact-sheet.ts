// `npm run contact-sheet [-- FOLDER]`: every panel of figures of shipped samples and of an ensemble, as
// docs/pictures/figures-*.png. FOLDER keeps the projects that they are drawn from, so that the next time is quick: strain
// of 4096 particles and 171 samples take ten minutes.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENSEMBLE_PANELS } from '../src-main/figures/ensemble/ensemble-registry.ts';
import { storedFigureEnsemble } from '../src-main/figures/stored-figure-ensemble.ts';
import { reasonAgainst } from '../src-main/figures/reason-against.ts';
import { type FigureStyle, STYLES } from '../src-main/figures/marks/styles.ts';
import { pngOfMarks } from '../src-main/figures/output/png.ts';
import { type PagePart, pageOf } from '../src-main/figures/page.ts';
import { PANELS } from '../src-main/figures/registry.ts';
import { FigureSample } from '../src-main/figures/sample/figure-sample.ts';
import type { PanelDrawing } from '../src-main/figures/sample/panel.ts';
import { USUAL_OPTIONS } from '../src-main/figures/sample/panel-options.ts';
import { sourceInProject } from '../src-main/figures/figure-source.ts';
import { storedFigureSample } from '../src-main/figures/stored-figure-sample.ts';
import { openProject } from '../src-main/project/open-project.ts';
import { readPng, writeIndexedPng } from './png.ts';
import { ROOT } from './setup/root.mjs';

const SAMPLES = ['2dipl-glass', '2dka-qlm', 'crystal-vacancies'];
/** Samples of the ensemble, some of which have a QLM; of three G(θ) is known. */
const ENSEMBLE = { samples: 171, withModulus: 3 };

/** Columns of a sheet, and how wide each is, mm. */
const COLUMNS = { sample: 6, ensemble: 4 };
const COLUMN_MM = 55;
const PIXELS_PER_POINT = 1.25;
/** A page as wide as its columns, and as long as it has to be; panels are called by their ids. */
const STYLE: FigureStyle = { ...STYLES[0], columnMm: COLUMN_MM, heightMm: 10_000 };

function keycore(...args: string[]) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'bin', 'keycore.js'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`keycore ${args[0]} ended with ${String(status)}`);
}

interface Drawn {
  id: string;
  draw: (width: number) => PanelDrawing;
}

/** Panels in order; those that look the same for this sample once, with all their ids. */
function partsOf(panels: readonly Drawn[]): PagePart[] {
  const found = new Map<string, Drawn & { ids: string[] }>();
  for (const panel of panels) {
    const look = JSON.stringify(panel.draw(100).marks);
    const same = found.get(look);
    if (same === undefined) found.set(look, { ...panel, ids: [panel.id] });
    else same.ids.push(panel.id);
  }
  return Array.from(found.values(), ({ ids, draw }) => ({ letter: ids.join(', '), draw }));
}

function write(name: string, panels: readonly Drawn[], columns: number) {
  const parts = partsOf(panels);
  const rows = Array.from({ length: Math.ceil(parts.length / columns) }, (_, row) =>
    parts.slice(row * columns, (row + 1) * columns),
  );
  // The last row is as wide as the others.
  const last = rows[rows.length - 1];
  while (last.length < columns)
    last.push({ letter: '', draw: () => ({ height: 0, marks: [], caption: '', data: [] }) });
  const page = pageOf(rows, { ...STYLE, pageMm: COLUMN_MM * columns });
  const png = readPng(pngOfMarks(page, { pixelsPerPoint: PIXELS_PER_POINT, ground: STYLE.ground }));
  const file = writeIndexedPng(png);
  writeFileSync(join(ROOT, 'docs', 'pictures', `figures-${name}.png`), file);
  process.stdout.write(
    `docs/pictures/figures-${name}.png  ${panels.length} panels, ${parts.length} of them different, ${Math.round(file.length / 1024)} KiB\n`,
  );
}

async function sheetOfSample(id: string, folder: string) {
  const copy = join(folder, `${id}.keycore`);
  if (!existsSync(copy)) copyFileSync(join(ROOT, 'assets', `${id}.keycore`), copy);
  // The analyses of all panels, also of those that take long.
  const all = PANELS.map((panel) => panel.id).join();
  keycore('figures', copy, '1', '-o', join(folder, id), '--only', all, '--compute', '--format', 'csv');
  using project = await openProject(copy, { mode: 'read' });
  const sample = new FigureSample(storedFigureSample(sourceInProject(project, 1, id)));
  const there = PANELS.filter((panel) => reasonAgainst(panel, sample) === null);
  write(
    id,
    there.map((panel) => ({
      id: panel.id,
      draw: (width: number) => panel.draw({ sample, width, style: STYLE, options: USUAL_OPTIONS }),
    })),
    COLUMNS.sample,
  );
  sample.dispose();
}

async function sheetOfEnsemble(folder: string) {
  const path = join(folder, 'ensemble.keycore');
  const configuration = join(ROOT, 'assets', 'examples', '2dipl-ensemble.json');
  keycore('simulate', configuration, '--samples', String(ENSEMBLE.samples), '-o', path);
  {
    using project = await openProject(path, { mode: 'read' });
    const byOmega = storedFigureEnsemble(project, 'ensemble', null).samples.toSorted((a, b) => a.omega - b.omega);
    for (const { number } of byOmega.slice(0, ENSEMBLE.withModulus)) keycore('mechanics', path, String(number));
  }
  using project = await openProject(path, { mode: 'read' });
  const ensemble = storedFigureEnsemble(project, 'ensemble', null);
  write(
    'ensemble',
    ENSEMBLE_PANELS.filter(({ missing }) => (missing?.(ensemble) ?? null) === null).map(({ id, draw }) => ({
      id,
      draw: (width: number) => draw({ ensemble, width, style: STYLE }),
    })),
    COLUMNS.ensemble,
  );
}

const given = process.argv.at(2);
const folder = given ?? mkdtempSync(join(tmpdir(), 'keycore-contact-sheet-'));
mkdirSync(folder, { recursive: true });
try {
  for (const id of SAMPLES) await sheetOfSample(id, folder);
  await sheetOfEnsemble(folder);
} finally {
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
}
