// `npm run transcript -- OUT`: what the command line says and gives on the shipped samples and for wrong input, as one
// text. Taken before and after a change that is to change nothing, the two differ in nothing. Times, dates, folders and
// the version are masked; numbers are whole. One variant of the kernels, so that two machines can be compared.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './setup/root.mjs';

const VARIANT = 'x86-64-v2';
/** JSON longer than this is told by its hash and its keys. */
const LONGEST = 20_000;

const out = process.argv.at(2);
if (out === undefined) throw new Error('usage: npm run transcript -- OUT');

const folder = mkdtempSync(join(tmpdir(), 'keycore-transcript-'));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** What differs from run to run, and what stands in its place. */
const MASKS: readonly (readonly [RegExp | string, string])[] = [
  [folder, '<folder>'],
  [ROOT, '<root>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<date>'],
  [/"(\w*[sS]econds)": ?[\d.e-]+/g, '"$1":"<time>"'],
  [/"wallSeconds": ?(\{[^}]*\}|[\d.e-]+)/g, '"wallSeconds":"<time>"'],
  [/\b\d+(\.\d+)? ?(ms|s|min|h)\b/g, '<time>'],
  [new RegExp(`\\b${version.replaceAll('.', '\\.')}\\b`, 'g'), '<version>'],
];

function masked(text: string) {
  return MASKS.reduce((masking, [what, by]) => masking.replaceAll(what, by), text);
}

/** The names of an object's members, three levels deep, with the lengths of arrays. */
function outline(value: unknown, depth = 3): unknown {
  if (Array.isArray(value))
    return depth === 0 || value.length === 0 ? value.length : [value.length, outline(value[0], depth - 1)];
  if (typeof value !== 'object' || value === null) return typeof value;
  if (depth === 0) return '…';
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, outline(member, depth - 1)]));
}

function hashOf(text: string) {
  return createHash('sha256').update(text).digest('hex');
}

function shown(text: string) {
  const plain = masked(text);
  if (plain.length <= LONGEST) return plain;
  const first =
    plain.startsWith('{') || plain.startsWith('[') ? JSON.stringify(outline(JSON.parse(plain))) : plain.slice(0, 2000);
  return `${plain.length} characters, SHA-256 ${hashOf(plain)}\n${first}\n`;
}

const lines: string[] = [];

/** Runs a command, whose words hold no blanks, and tells what it says. */
function run(command: string) {
  const args = command.split(' ');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'keycore.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: {
      ...process.env,
      KEYCORE_ADDON_VARIANT: VARIANT,
      KEYCORE_USER_DATA: join(folder, 'user-data'),
      COLUMNS: '120',
    },
  });
  // Samples are made side by side and end in any order.
  const said = args[0] === 'simulate' ? masked(stderr).split('\n').sort().join('\n') : masked(stderr);
  lines.push(`$ keycore ${masked(command)}`, shown(stdout), said, `exit code ${String(status)}`, '');
}

function write(name: string, text: string) {
  writeFileSync(join(folder, name), text);
}

const SAMPLES = readdirSync(join(ROOT, 'assets'))
  .filter((name) => name.endsWith('.keycore'))
  .sort();

function ofSample(name: string) {
  copyFileSync(join(ROOT, 'assets', name), join(folder, name));
  const exported = name.replace('.keycore', '');
  run(`info ${name}`);
  run(`info ${name} --json -`);
  for (const format of ['dump', 'data', 'xyz', 'npz', 'csv'])
    run(`export ${name} 1 --format ${format} --modes 2 -o ${exported}.${format}`);
  for (const format of ['csv', 'data', 'dump', 'xyz']) {
    const file = join(folder, `${exported}.${format}`);
    if (existsSync(file)) lines.push(`file ${exported}.${format}: ${hashOf(masked(readFileSync(file, 'latin1')))}`);
  }
  lines.push('');
  for (const [command, options] of ANALYSES) {
    run(`${command} ${name} 1 ${options}`);
    // The same again: what is kept is given.
    run(`${command} ${name} 1 ${options} --json -`);
  }
  run(`analyze ${exported}.dump --modes 4 --json -`);
  run(`info ${name} --json -`);
}

const ANALYSES: readonly (readonly [command: string, options: string])[] = [
  ['mechanics', '--degrees 15'],
  ['mechanics', '--degrees 45 --pin 1,2,3'],
  ['spectrum', '--bins 12 --window 0.4,0.7 --window-bins 4'],
  ['strain', '--step 1e-6 --to 2e-6 --no-convergence'],
  ['strain', '--protocol tension --angle 30 --no-convergence'],
  ['topology', '--field uL'],
  ['topology', '--mode 3 --spacing 2'],
  ['pseudo-modes', '--count 2 --starts 4 --low-modes 2'],
];

/** Wrong input of every kind: what is said, with which exit code, and that nothing is written. */
function wrongInput() {
  const [glass] = SAMPLES;
  write('empty.dump', '');
  write('words.dump', 'this is no configuration\n');
  write(
    'short.dump',
    'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n4\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n-1 1\nITEM: ATOMS id type x y\n1 1 1 1\n',
  );
  write('unknown.json', '{"model":"3dipl","particles":100}');
  write('typed.json', '{"model":"2dipl","particles":"many"}');
  write('broken.json', '{"model":');
  write('not-a.keycore', 'SQLite format 4\0 but no project');
  const dump = glass.replace('.keycore', '.dump');
  for (const command of [
    'analyze absent.dump',
    'analyze empty.dump',
    'analyze words.dump',
    'analyze short.dump --model 2dipl',
    `analyze ${dump} --model 3dka`,
    `analyze ${dump} --modes -1`,
    `analyze ${dump} --modes many`,
    'analyze',
    'info absent.keycore',
    'info not-a.keycore',
    `mechanics ${glass} 99`,
    `mechanics ${glass} 1 --degrees 7`,
    `mechanics ${glass} 1 --pin 0,999999`,
    `spectrum ${glass} 1 --window 2,1`,
    `spectrum ${glass} 1 --bins 0`,
    `strain ${glass} 1 --protocol torsion`,
    `strain ${glass} 1 --step NaN`,
    `topology ${glass} 1 --mode 4000`,
    `pseudo-modes ${glass} 1 --count 0`,
    `export ${glass} 1 --format docx -o x.docx`,
    `export ${glass} 1 --format dump -o ${dump}`,
    'simulate unknown.json -o out.keycore',
    'simulate typed.json -o out.keycore',
    'simulate broken.json -o out.keycore',
    `merge ${glass} -o ${glass}`,
    `merge ${glass} not-a.keycore -o out.keycore`,
    'nonsense',
    `info ${glass} --nonsense`,
  ])
    run(command);
  lines.push(`out.keycore was made: ${String(existsSync(join(folder, 'out.keycore')))}`, '');
}

/** Samples that are made, joined, and a command of every kind on a file. */
function madeAndMerged() {
  write('small.json', JSON.stringify({ model: '2dipl', particles: 144, preset: 'instantaneous', seed: 'transcript' }));
  run('simulate small.json --samples 3 -o made.keycore');
  run('simulate small.json --samples 3 -o made.keycore');
  run('mechanics made.keycore 2 --degrees 30');
  mkdirSync(join(folder, 'parts'), { recursive: true });
  run('simulate small.json --samples 2 --first 4 -o parts/b.keycore');
  run('merge made.keycore parts/b.keycore -o merged.keycore');
  run('info merged.keycore');
  run('info merged.keycore --verdict phonon');
  run('export merged.keycore 2 --format dump -o two.dump');
  for (const [command, options] of ANALYSES) run(`${command} two.dump --model 2dipl ${options}`);
  run('analyze two.dump --model 2dipl -o analysed.keycore');
  run('analyze two.dump --model 2dipl -o analysed.keycore');
}

try {
  run('--help');
  for (const name of SAMPLES) ofSample(name);
  madeAndMerged();
  wrongInput();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
writeFileSync(out, lines.join('\n'));
process.stdout.write(`${out}: ${lines.filter((line) => line.startsWith('$ ')).length} commands\n`);
