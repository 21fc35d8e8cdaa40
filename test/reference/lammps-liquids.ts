// node test/reference/lammps-liquids.ts [MODEL] → test/reference/lammps-liquid-MODEL.json: a liquid of each model as
// LAMMPS has it, and energy, pressure and forces of two stored configurations. Minutes; needs `lmp`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { composition, randomStartIn } from '../../native-workers/analysis/preparation/random-start.ts';
import { keyOfSeed, sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelById, type Model } from '../../native-workers/models/registry.ts';
import { dataFileOf, runLammps, thermoTables, versionOfLog } from '../bench/peers/lammps-dynamics.ts';
import { lammpsPotential } from '../bench/peers/lammps-potential.ts';
import { blockedMean, type BlockedMean } from '../unit/dynamics-statistics.ts';

/** A configuration and what LAMMPS makes of it. */
export interface EvaluatedConfiguration {
  /** [lx, ly, xy]. */
  box: [number, number, number];
  species: number[];
  positions: number[];
  energyPerParticle: number;
  /** ½ Σ_pairs r·F/V, without the ideal part. */
  virialPressure: number;
  forces: number[];
}

/** A file made by this script. */
export interface LammpsLiquid {
  version: string;
  model: string;
  particles: number;
  density: number;
  temperature: number;
  timeStep: number;
  /** Thermostat's time, in LAMMPS of Nosé–Hoover. */
  relaxationTime: number;
  /** Time averaged over, after equilibration. */
  time: number;
  /** Per particle; `virialPressure` without the ideal part, which LAMMPS takes as (N − 1) T/V and we as N T/V. */
  means: { temperature: BlockedMean; potentialEnergy: BlockedMean; virialPressure: BlockedMean };
  input: string[];
  configurations: EvaluatedConfiguration[];
}

const PARTICLES = 400;
const TIME_STEP = 0.002;
const RELAXATION_TIME = 0.5;
const EQUILIBRATION_STEPS = 50_000;
const PRODUCTION_STEPS = 1_000_000;
const THERMO_STEPS = 25;
const BLOCKS = 50;
/** Well above the glass transition: correlation times are about 1. */
const TEMPERATURES: Record<string, number> = { '2dipl': 2.0, '2dka': 1.5 };
/** Stored configurations: straight and tilted. */
const STORED = [
  { particles: 100, tilt: 0 },
  { particles: 120, tilt: 0.3 },
];

/** A relaxed random start, heated for `time`. */
function heated(model: Model, particles: number, tilt: number, temperature: number, time: number): Configuration {
  const side = Math.sqrt(particles / model.density);
  const seed = sampleSeed('lammps liquids', particles);
  const box = { lx: side, ly: side, xy: tilt * side };
  const start = randomStartIn({ model, counts: composition(model, particles), box }, seed);
  const sample = new (addon().Sample)(sampleSpec(start, model));
  sample.minimise({ forceTolerance: 1e-6 });
  if (time === 0) return { ...start, positions: sample.positions() };
  const dynamics = new (addon().Dynamics)({
    ...sampleSpec(start, model),
    positions: sample.positions(),
    velocities: null,
    temperature,
    timeStep: TIME_STEP,
    step: 0,
    key: keyOfSeed(seed),
  });
  dynamics.run({
    steps: Math.round(time / TIME_STEP),
    thermostat: { kind: 'rescaling', relaxationTime: RELAXATION_TIME },
    temperature: { start: temperature, end: temperature },
  });
  return { ...start, positions: dynamics.positions() };
}

/** The commands that both scripts begin with. */
function preamble(model: Model): string[] {
  return [
    'units lj',
    'dimension 2',
    'boundary p p p',
    'atom_style atomic',
    'read_data start.data',
    ...lammpsPotential(model).commands,
    'neighbor 0.3 bin',
    'neigh_modify every 1 delay 0 check yes',
    'compute virial all pressure NULL virial',
    'thermo_style custom step temp pe c_virial',
    'thermo_modify format float %.17g',
    `timestep ${TIME_STEP}`,
  ];
}

async function evaluated(model: Model, particles: number, tilt: number): Promise<EvaluatedConfiguration> {
  const configuration = heated(model, particles, tilt, TEMPERATURES[model.id], 20);
  const { box, species, positions } = configuration;
  const script = [
    ...preamble(model),
    'dump forces all custom 1 forces id fx fy',
    'dump_modify forces sort id format float %.17g',
    'run 0',
    '',
  ].join('\n');
  const files = new Map([['start.data', dataFileOf(configuration, model)], ...lammpsPotential(model).files]);
  const { log, outputs } = await runLammps(script, files, { outputs: ['forces'], limitSeconds: 60 });
  const [[[, , energyPerParticle, virialPressure]]] = thermoTables(log);
  const rows = (outputs.get('forces') ?? '').trim().split('\n').slice(9);
  if (rows.length !== particles) throw new Error(`LAMMPS gave ${rows.length} forces of ${particles} particles`);
  const forces = rows.flatMap((row) => row.split(' ').map(Number).slice(1));
  return {
    box: [box.lx, box.ly, box.xy],
    species: [...species],
    positions: [...positions],
    energyPerParticle,
    virialPressure,
    forces,
  };
}

async function liquid(model: Model): Promise<LammpsLiquid> {
  const temperature = TEMPERATURES[model.id];
  const input = [
    ...preamble(model),
    // Half of the heat goes to the potential energy of a relaxed start.
    `velocity all create ${2 * temperature} 4711 mom yes rot no dist gaussian loop all`,
    `fix move all nvt temp ${temperature} ${temperature} ${RELAXATION_TIME}`,
    'fix flat all enforce2d',
    'thermo 100000',
    `run ${EQUILIBRATION_STEPS}`,
    `thermo ${THERMO_STEPS}`,
    `run ${PRODUCTION_STEPS}`,
  ];
  const start = heated(model, PARTICLES, 0, temperature, 0);
  const files = new Map([['start.data', dataFileOf(start, model)], ...lammpsPotential(model).files]);
  const { log } = await runLammps([...input, ''].join('\n'), files, { limitSeconds: 3600 });
  const rows = thermoTables(log)[1].slice(1);
  const blocked = (column: number): BlockedMean =>
    blockedMean(
      rows.map((row) => row[column]),
      BLOCKS,
    );
  return {
    version: versionOfLog(log),
    model: model.id,
    particles: PARTICLES,
    density: model.density,
    temperature,
    timeStep: TIME_STEP,
    relaxationTime: RELAXATION_TIME,
    time: PRODUCTION_STEPS * TIME_STEP,
    means: { temperature: blocked(1), potentialEnergy: blocked(2), virialPressure: blocked(3) },
    input,
    configurations: await Promise.all(STORED.map(({ particles, tilt }) => evaluated(model, particles, tilt))),
  };
}

for (const id of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(TEMPERATURES)) {
  const path = fileURLToPath(new URL(`lammps-liquid-${id}.json`, import.meta.url));
  writeFileSync(path, `${JSON.stringify(await liquid(modelById(id)))}\n`);
  process.stdout.write(`${path}\n`);
}
