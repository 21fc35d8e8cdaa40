import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Configuration } from '../../../native-workers/configuration/configuration.ts';
import type { Model } from '../../../native-workers/models/registry.ts';
import { encodeStructure } from '../../../src-main/formats/writers.ts';
import { runOnOneCore } from '../one-core.ts';
import type { LammpsPotential } from './lammps-potential.ts';

/** What a run of LAMMPS left behind. */
export interface LammpsRun {
  log: string;
  /** Contents of the files asked for, by name. */
  outputs: Map<string, string>;
}

/**
 * Runs an input script on one core in a folder of its own that holds `files`, and reads back `outputs`.
 * Throws with the end of the log when LAMMPS fails or takes longer than `limitSeconds`.
 */
export async function runLammps(
  script: string,
  files: ReadonlyMap<string, string>,
  options: { outputs?: readonly string[]; suffix?: 'opt'; limitSeconds: number },
): Promise<LammpsRun> {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-lammps-'));
  try {
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, 'input'), script);
    const suffix = options.suffix === undefined ? [] : ['-sf', options.suffix];
    const call = ['-in', 'input', '-log', 'log', '-screen', 'none', ...suffix];
    const run = await runOnOneCore('lmp', call, { cwd: folder, limitSeconds: options.limitSeconds });
    const log = readFileSync(join(folder, 'log'), 'utf8');
    if (run.exitCode !== 0) {
      const why = run.timedOut ? `took longer than ${options.limitSeconds} s` : `exit ${run.exitCode ?? 'by signal'}`;
      throw new Error(`lmp: ${why}\n${log.split('\n').slice(-5).join('\n')}${run.stderr}`);
    }
    return {
      log,
      outputs: new Map((options.outputs ?? []).map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** LAMMPS data file of a configuration, coordinates in full. */
export function dataFileOf({ ids, species, positions, box }: Configuration, model: Model): string {
  const structure = {
    ids,
    types: species,
    positions,
    box,
    typeLabels: model.species.map((_, at) => String(at + 1)),
    typeMasses: model.species.map((kind) => kind.mass),
    columns: [],
    timestep: 0,
  };
  const { chunks } = encodeStructure(structure, 'data');
  return Buffer.concat([...chunks]).toString('utf8');
}

/** `29 Sep 2021 - Update 2`, from a log. */
export function versionOfLog(log: string): string {
  const version = /^LAMMPS \((.+)\)/m.exec(log)?.[1];
  if (version === undefined) throw new Error('the log names no version of LAMMPS');
  return version;
}

/** Every run's table of thermodynamic output: rows of numbers in the order of `thermo_style custom`. */
export function thermoTables(log: string): number[][][] {
  const tables: number[][][] = [];
  let rows: number[][] | undefined;
  for (const line of log.split('\n')) {
    if (/^\s*Step\b/.test(line)) tables.push((rows = []));
    else if (line.startsWith('Loop time')) rows = undefined;
    else if (rows !== undefined) {
      const numbers = line.trim().split(/\s+/).map(Number);
      // Warnings may stand between the rows.
      if (numbers.every(Number.isFinite)) rows.push(numbers);
    }
  }
  return tables;
}

/** How LAMMPS keeps its neighbour list: width beyond the cutoffs, and when it looks whether a new one is due. */
export interface ListSettings {
  skin: number;
  /** Steps between two looks. */
  every: number;
  /** Steps after a new list before the first look. */
  delay: number;
}

/** A timed stretch of constant energy. */
export interface LammpsTiming {
  seconds: number;
  /** Of the processor: seconds times the share of it that LAMMPS says it had. */
  cpuSeconds: number;
  lists: number;
  /** Lists that came later than the first step on which they were due; the forces may have been wrong before. */
  dangerousLists: number;
  temperature: number;
}

/**
 * Brings a data file to a temperature under the given potential, and gives the data file with velocities that
 * LAMMPS writes then.
 */
export async function equilibrateWithLammps(
  potential: LammpsPotential,
  start: string,
  temperature: number,
  timeStep: number,
): Promise<string> {
  const script = [
    ...beginning('start.data', potential, timeStep),
    'neighbor 0.4 bin',
    'neigh_modify every 1 delay 0 check yes',
    `velocity all create ${temperature} 4711 mom yes rot no dist gaussian loop all`,
    // Another potential than the one the start is relaxed in: its heat goes to the bath.
    'fix move all nve/limit 0.05',
    `fix bath all langevin ${temperature} ${temperature} 0.2 4712`,
    'fix flat all enforce2d',
    'run 1000',
    'unfix move',
    'fix move all nve',
    'run 4000',
    'velocity all zero linear',
    'write_data warm.data nocoeff',
    '',
  ].join('\n');
  const { outputs } = await runLammps(script, new Map([...potential.files, ['start.data', start]]), {
    outputs: ['warm.data'],
    limitSeconds: 600,
  });
  return outputs.get('warm.data') ?? '';
}

/**
 * Steps of constant energy from a data file with velocities, with `-sf opt`, after some that are not timed; of
 * copies × copies of it side by side.
 */
export async function timeLammps(
  potential: LammpsPotential,
  warm: string,
  timeStep: number,
  list: ListSettings,
  steps: number,
  copies = 1,
): Promise<LammpsTiming> {
  const script = [
    ...beginning('warm.data', potential, timeStep),
    `replicate ${copies} ${copies} 1`,
    `neighbor ${list.skin} bin`,
    `neigh_modify every ${list.every} delay ${list.delay} check yes`,
    'fix move all nve',
    'thermo_style custom step temp pe',
    'thermo 1000000',
    'run 200',
    `run ${steps}`,
    '',
  ].join('\n');
  const { log } = await runLammps(script, new Map([...potential.files, ['warm.data', warm]]), {
    suffix: 'opt',
    limitSeconds: 600,
  });
  const last = (pattern: RegExp, what: string): number => {
    const found = [...log.matchAll(pattern)].at(-1);
    if (found === undefined) throw new Error(`LAMMPS's log holds no ${what}`);
    return Number(found[1]);
  };
  const seconds = last(/^Loop time of (\S+)/gm, 'loop time');
  return {
    seconds,
    cpuSeconds: (seconds * last(/^(\S+)% CPU use/gm, 'share of the processor')) / 100,
    lists: last(/^Neighbor list builds = (\d+)/gm, 'count of lists'),
    dangerousLists: last(/^Dangerous builds = (\d+)/gm, 'count of late lists'),
    temperature: thermoTables(log).at(-1)?.at(-1)?.[1] ?? NaN,
  };
}

function beginning(file: string, potential: LammpsPotential, timeStep: number): string[] {
  return [
    'units lj',
    'dimension 2',
    'boundary p p p',
    'atom_style atomic',
    `read_data ${file}`,
    ...potential.commands,
    `timestep ${timeStep}`,
  ];
}
