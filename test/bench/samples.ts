import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { uniforms } from '../../native-workers/analysis/preparation/philox.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelById, type Model } from '../../native-workers/models/registry.ts';
import type { ParticleStructure } from '../../src-main/formats/writer.ts';
import { encodeStructure } from '../../src-main/formats/writers.ts';

/** Where samples are kept between runs; made again from their seeds when missing. */
const CACHE = fileURLToPath(new URL('../../build/bench', import.meta.url));

/** Seed of every sample of the bench. */
const BENCH_SEED = 'bench';

/**
 * max|F| of the relaxed samples. Coordinates of a box of 276 σ (N = 65,536) are rounded at 1e-14 σ, and with stiffnesses
 * of some 1e2 that leaves forces of 2e-11 at any stored minimum: 1e-11 cannot be reached there.
 */
function forceTolerance(particles: number): number {
  return particles <= 16_384 ? 1e-11 : 1e-10;
}

/** A file made whole or not at all: a run that is stopped leaves no half sample for the next one. */
function writeWhole(path: string, format: string, model: Model, configuration: Configuration): void {
  const { ids, species, positions, box } = configuration;
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
  const { chunks } = encodeStructure(structure, format);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(`${path}.part`, Buffer.concat([...chunks]));
  renameSync(`${path}.part`, path);
}

function benchStart(model: Model, particles: number): Configuration {
  return randomStart(model, particles, model.density, sampleSeed(BENCH_SEED, particles));
}

/** LAMMPS data file of a random start of the model, coordinates in full. */
export function randomStartFile(model: Model, particles: number): string {
  const path = join(CACHE, `${model.id}-${particles}-start.data`);
  if (!existsSync(path)) writeWhole(path, 'data', model, benchStart(model, particles));
  return path;
}

/** Dump of the inherent structure our minimiser finds from that start, coordinates in full. See `forceTolerance`. */
export function relaxedFile(modelId: string, particles: number, say: (what: string) => void): string {
  const path = join(CACHE, `${modelId}-${particles}-relaxed.dump`);
  if (existsSync(path)) return path;
  say(`quenching ${modelId}, N = ${particles}, once for all runs`);
  const model = modelById(modelId);
  const start = benchStart(model, particles);
  const sample = new (addon().Sample)(sampleSpec(start, model));
  const result = sample.minimise({ forceTolerance: forceTolerance(particles) });
  if (result.status !== 'converged')
    throw new Error(`the quench of ${modelId}, N = ${particles}, ended at max|F| ${result.maxForce}`);
  // The minimiser's own bits, unwrapped: rounding them again would raise max|F| above it.
  writeWhole(path, 'dump', model, { ...start, positions: sample.positions() });
  return path;
}

const KEYCORE = fileURLToPath(new URL('../../bin/keycore.js', import.meta.url));

/** A project of `count` different glasses of the model, quenched from random starts and analysed. */
export function manyGlasses(modelId: string, particles: number, count: number, say: (what: string) => void): string {
  const path = join(CACHE, `${modelId}-${particles}-${count}-glasses.keycore`);
  if (existsSync(path)) return path;
  say(`making ${count} glasses of ${modelId}, N = ${particles}, once for all runs`);
  mkdirSync(CACHE, { recursive: true });
  const settings = `${path}.json`;
  const part = `${path}.part.keycore`;
  const configuration = { model: modelId, particles, preset: 'instantaneous', seed: BENCH_SEED, samples: count };
  writeFileSync(settings, JSON.stringify(configuration));
  rmSync(part, { force: true });
  const { status, stderr } = spawnSync(process.execPath, [KEYCORE, 'simulate', settings, '-o', part], {
    encoding: 'utf8',
  });
  rmSync(settings);
  if (status !== 0) throw new Error(`making glasses ended with ${String(status)}: ${stderr}`);
  renameSync(part, path);
  return path;
}

/** Particles on a square lattice of spacing 1, each pushed aside by chance; two types. */
function lattice(particles: number, digits: number, timestep: number): ParticleStructure {
  const edge = Math.ceil(Math.sqrt(particles));
  const aside = uniforms([particles, timestep], 0, 2 * particles);
  const rounded = (value: number) => (digits >= 17 ? value : Number(value.toPrecision(digits)));
  const positions = new Float64Array(2 * particles);
  for (let k = 0; k < particles; k++) {
    positions[2 * k] = rounded((k % edge) + 0.6 * aside[2 * k]);
    positions[2 * k + 1] = rounded(Math.floor(k / edge) + 0.6 * aside[2 * k + 1]);
  }
  return {
    ids: Int32Array.from({ length: particles }, (_, k) => k + 1),
    types: Uint8Array.from({ length: particles }, (_, k) => k % 2),
    typeLabels: ['1', '2'],
    positions,
    box: { lx: edge, ly: edge, xy: 0 },
    columns: [],
    timestep,
  };
}

function addStructure(path: string, structure: ParticleStructure, format: string): void {
  for (const chunk of encodeStructure(structure, format).chunks) appendFileSync(path, chunk);
}

/** A file of one frame of particles near a square lattice, as Keycore writes it; coordinates of so many digits. */
export function latticeFile(particles: number, format: string, digits: number): string {
  const path = join(CACHE, `lattice-${particles}-${digits}.${format}`);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  rmSync(`${path}.part`, { force: true });
  addStructure(`${path}.part`, lattice(particles, digits, 0), format);
  renameSync(`${path}.part`, path);
  return path;
}

/** The same of several frames, coordinates of six digits. */
export function trajectoryFile(particles: number, frames: number, format: string): string {
  const path = join(CACHE, `trajectory-${particles}-${frames}.${format}`);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  rmSync(`${path}.part`, { force: true });
  for (let frame = 0; frame < frames; frame++) addStructure(`${path}.part`, lattice(particles, 6, frame), format);
  renameSync(`${path}.part`, path);
  return path;
}
