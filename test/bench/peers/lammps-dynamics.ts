import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runOnOneCore } from '../one-core.ts';

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

/** Seconds of every run of the script by LAMMPS's own clock, start-up left out. */
export function loopSeconds(log: string): number[] {
  return [...log.matchAll(/^Loop time of (\S+)/gm)].map((match) => Number(match[1]));
}

/** Neighbour lists built in the last run. */
export function listsBuilt(log: string): number {
  const last = [...log.matchAll(/^Neighbor list builds = (\d+)/gm)].at(-1);
  if (last === undefined) throw new Error('the log counts no neighbour lists');
  return Number(last[1]);
}
