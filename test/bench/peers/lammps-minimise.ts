import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Model } from '../../../native-workers/models/registry.ts';
import { runOnOneCore } from '../one-core.ts';
import { lammpsPotential, pushOffCommands } from './lammps-potential.ts';

/** What LAMMPS says of a minimisation. */
export interface LammpsMinimisation {
  version: string;
  /** LAMMPS's own loop times, without start-up and reading. */
  pushOffSeconds: number;
  seconds: number;
  evaluations: number;
  /** Largest |F_i| at the end. */
  maxForce: number;
  energyPerParticle: number;
  /** False when it stopped for another reason than the force tolerance. */
  reached: boolean;
  stopped: string;
}

/** `LAMMPS (29 Sep 2021 - Update 2)` where `lmp` is installed, else null. */
export function lammpsVersion(): string | null {
  const answer = spawnSync('lmp', ['-h'], { encoding: 'utf8' });
  if (answer.status !== 0) return null;
  return /Simulator - (.+)/.exec(answer.stdout)?.[1] ?? 'of unknown version';
}

/** Input script: push-off, then FIRE on the real potential until max|F_i| falls to the tolerance or time is up. */
function script(model: Model, start: string, pushed: string, tolerance: number, limitSeconds: number): string {
  return [
    'units lj',
    'dimension 2',
    'boundary p p p',
    'atom_style atomic',
    `read_data ${start}`,
    'neighbor 0.3 bin',
    'neigh_modify every 1 delay 0 check yes',
    'thermo 1000000',
    ...pushOffCommands(model),
    // The cosine exerts no force on two particles in one place, so a little heat comes first.
    'velocity all create 1.0 4711 loop all',
    'fix move all nve/limit 0.05',
    'fix heat all langevin 1.0 1.0 0.1 4712',
    // After the thermostat, whose kicks point out of the plane as well.
    'fix flat all enforce2d',
    'run 300',
    'unfix heat',
    'unfix move',
    'velocity all set 0 0 0',
    'min_style cg',
    'min_modify norm max',
    'minimize 0 1e-1 1000 10000',
    `write_data ${pushed} nocoeff`,
    ...lammpsPotential(model).commands,
    'min_style fire',
    'min_modify norm max',
    `timer timeout ${limitSeconds} every 100`,
    `minimize 0 ${tolerance} 10000000 10000000`,
    '',
  ].join('\n');
}

/** Every value of a capture over the whole log, in order. */
function all(log: string, pattern: RegExp): string[] {
  return [...log.matchAll(pattern)].map((match) => match[1]);
}

function lastOf(log: string, pattern: RegExp, what: string): string {
  const found = all(log, pattern).at(-1);
  if (found === undefined) throw new Error(`LAMMPS's log holds no ${what}`);
  return found;
}

/** H:MM:SS as `timer timeout` wants it. */
function asClock(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

/**
 * Minimises a data file with LAMMPS's FIRE on one core. `pushed` receives the configuration after the push-off,
 * the one that FIRE starts from. Throws when LAMMPS fails outright.
 */
export async function minimiseWithLammps(
  model: Model,
  start: string,
  pushed: string,
  tolerance: number,
  limitSeconds: number,
): Promise<LammpsMinimisation> {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-bench-'));
  try {
    for (const [name, content] of lammpsPotential(model).files) writeFileSync(join(folder, name), content);
    const text = script(model, start, pushed, tolerance, limitSeconds).replace(
      `timeout ${limitSeconds} `,
      `timeout ${asClock(limitSeconds)} `,
    );
    writeFileSync(join(folder, 'minimise.in'), text);
    const run = await runOnOneCore('lmp', ['-in', 'minimise.in', '-log', 'log', '-screen', 'none'], {
      cwd: folder,
      limitSeconds: 2 * limitSeconds + 60,
    });
    const log = readFileSync(join(folder, 'log'), 'utf8');
    if (run.exitCode !== 0)
      throw new Error(`lmp: exit ${run.exitCode ?? 'by signal'}\n${log.split('\n').slice(-5).join('\n')}${run.stderr}`);
    const times = all(log, /Loop time of (\S+)/g).map(Number);
    const stopped = lastOf(log, /Stopping criterion = (.+)/g, 'stopping criterion');
    const energies = lastOf(log, /Energy initial, next-to-last, final =\s*\n(.+)/g, 'energies')
      .trim()
      .split(/\s+/);
    return {
      version: lastOf(log, /^LAMMPS \((.+)\)/gm, 'version'),
      pushOffSeconds: times[0] + times[1],
      seconds: times[2],
      evaluations: Number(lastOf(log, /Iterations, force evaluations = \d+ (\d+)/g, 'count of evaluations')),
      maxForce: Number(
        lastOf(
          log,
          /Force two-norm initial, final = .*\n.*Force max component initial, final = \S+ (\S+)/g,
          'final force',
        ),
      ),
      // Thermodynamic output in lj units is per particle.
      energyPerParticle: Number(energies[2]),
      reached: stopped.includes('force tolerance'),
      stopped,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
