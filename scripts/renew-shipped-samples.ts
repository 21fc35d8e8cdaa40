// Brings the projects in assets/ to the present schema, and their reports to the present verdict: the structures, modes and
// all other numbers stay what they are, to the bit. For samples whose search takes long, or that the present kernels would
// not find again. Run by `npm run renew-samples [ID…]`.
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { reportWithVerdict } from '../native-workers/analysis/verdict/stored-verdict.ts';
import { createProject, openProject } from '../src-main/project/open-project.ts';
import { ROOT } from './setup/root.mjs';

const ASSETS = join(ROOT, 'assets');

/** Writes the samples of a project into a new one, each with its verdict. */
async function renew(from: string, to: string) {
  using old = await openProject(from, { mode: 'read' });
  using renewed = await createProject(to);
  return old.listJobs().map((job) => {
    const [{ number, position }, ...others] = old.allottedSamples(job.number);
    if (others.length > 0) throw new Error(`${basename(from)} holds more than one sample of a job`);
    const sample = old.readSample(number);
    const report = reportWithVerdict(sample);
    const { configuration, seed } = job;
    renewed.addSample({ configuration, seed, first: position }, { ...sample, report });
    return `ω₀ ${report.modes[0].omega.toFixed(4)}, phonon share ${report.qlm?.phononShare?.toFixed(3) ?? '–'}, ${report.qlm?.verdict ?? 'no verdict'}`;
  });
}

const asked = process.argv.slice(2);
const files = readdirSync(ASSETS).filter((name) => name.endsWith('.keycore'));
const folder = mkdtempSync(join(tmpdir(), 'keycore-renewed-'));
try {
  for (const file of files.filter((name) => asked.length === 0 || asked.includes(basename(name, '.keycore')))) {
    // Opening a project for reading may have to undo a write that a crash cut short: of a copy.
    const copy = join(folder, `old-${file}`);
    copyFileSync(join(ASSETS, file), copy);
    const made = join(folder, file);
    for (const line of await renew(copy, made)) process.stdout.write(`${file}: ${line}\n`);
    const beside = join(ASSETS, `${file}.new`);
    copyFileSync(made, beside);
    renameSync(beside, join(ASSETS, file));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
