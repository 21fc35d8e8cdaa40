import { describe, expect, it } from 'vitest';
import { latticeOf, latticeSites } from '../../native-workers/analysis/preparation/crystal-lattice.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { crystalSettingsSchema } from '../../native-workers/analysis/preparation/protocol-settings.ts';
import {
  sampleDefinition,
  simulationOf,
  type Preparation,
  type Simulation,
} from '../../native-workers/analysis/preparation/simulation.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';

function settings(given: object) {
  return parseSettings(simulationSettingsSchema, { model: '2dipl', preset: 'quick', ...given });
}

function simulation(given: object = {}): Simulation {
  return simulationOf(settings(given));
}

/** The dynamics of a preparation that has some. */
function protocolOf(given: object) {
  const { preparation } = simulation(given);
  if (!('protocol' in preparation)) throw new Error('no dynamics');
  return preparation.protocol;
}

describe('settings of simulate', () => {
  it.each<[string, object, string]>([
    [
      'an unknown key',
      { rate: 1 },
      'Unrecognized key: "rate"; known keys: model, particles, density, packingFraction, box,',
    ],
    [
      'an unknown key of the protocol',
      { protocol: { temp: 1 } },
      'protocol: Unrecognized key: "temp"; known keys: timeStep, thermostat, temperature,',
    ],
    [
      'an unknown key of the thermostat',
      { protocol: { thermostat: { kind: 'langevin', gamma: 1 } } },
      'protocol.thermostat: Unrecognized key: "gamma"; known keys: kind, friction',
    ],
    ['an unknown preset', { preset: 'slow' }, 'preset: Invalid option: expected one of "instantaneous"|"quick"|'],
    ['fewer than 16 particles', { particles: 15 }, 'particles: Too small: a sample has at least 16 particles'],
    ['a negative temperature', { protocol: { temperature: -1 } }, 'protocol.temperature: a temperature is positive'],
    [
      'a negative final temperature',
      { protocol: { finalTemperature: -0.1 } },
      'protocol.finalTemperature: a temperature is not negative',
    ],
    ['a rate of zero', { protocol: { coolingRate: 0 } }, 'protocol.coolingRate: a cooling rate is positive'],
    [
      'a rate beside a schedule',
      { protocol: { coolingRate: 1, cooling: [{ to: 0, rate: 1 }] } },
      'protocol.coolingRate: a cooling rate and a cooling schedule exclude each other',
    ],
    [
      'a trace that misses the checkpoints',
      { protocol: { checkpointInterval: 1000, traceInterval: 300 } },
      'protocol.traceInterval: the trace interval must divide the checkpoint interval',
    ],
    ['a box beside a density', { box: [9, 9], density: 1 }, 'box: a box and a density exclude each other'],
    [
      'an odd number of rows',
      { model: 'crystal', crystal: { rows: 9 } },
      'crystal.rows: a periodic triangular lattice has an even number of rows',
    ],
  ])('refuse %s', (_, given, message) => {
    expect(() => settings(given)).toThrow(BadInput);
    expect(() => settings(given)).toThrow(`settings: ${message}`);
  });

  it('name every issue at once', () => {
    expect(() => settings({ particles: 3, density: -1 })).toThrow(/particles: Too small.*; density: Too small/);
  });
});

describe('what settings come to', () => {
  it('a glass of the model, its density and composition', () => {
    const { model, particles, counts, box } = simulation({ model: '2dka' });
    expect([model.id, particles, counts]).toEqual(['2dka', 4096, [2662, 1434]]);
    expect(box).toEqual({ lx: Math.sqrt(4096 / 1.2), ly: Math.sqrt(4096 / 1.2), xy: 0 });
  });

  it('a box and shares of one’s own', () => {
    const { counts, box } = simulation({ particles: 100, box: [12, 10], composition: { A: 0.3, B: 0.7 } });
    expect(counts).toEqual([30, 70]);
    expect(box).toEqual({ lx: 12, ly: 10, xy: 0 });
  });

  it.each<[string, object, string]>([
    ['a density that cannot fit', { density: 3 }, 'density: number density 3.000 cannot fit: the particles of model '],
    [
      'a box that cannot hold them',
      { particles: 100, box: [5, 5] },
      'density: number density 4.000 cannot fit: the particles of model ',
    ],
    [
      'a box under twice the cutoff',
      { particles: 16, density: 1 },
      'box: the box is 4.00000 wide at its narrowest, under',
    ],
    ['a species the model lacks', { composition: { A: 0.5, C: 0.5 } }, "composition: model '2dipl' has no species 'C'"],
    ['a species without share', { composition: { A: 1 } }, 'composition: species B has no share'],
    [
      'shares that do not sum to 1',
      { composition: { A: 0.5, B: 0.6 } },
      'composition: the shares sum to 1.1; expected 1',
    ],
    [
      'a share that leaves nobody',
      { particles: 100, composition: { A: 0.001, B: 0.999 } },
      'composition: a share of 0.001 of 100 particles leaves none of species A',
    ],
    ['a crystal of two species', { crystal: {} }, "crystal: a crystal has one species, model '2dipl' has 2"],
    [
      'a crystal made at once',
      { model: 'crystal', preset: 'instantaneous', crystal: {} },
      'crystal: a crystal is not ',
    ],
    [
      'a schedule that rises',
      {
        protocol: {
          temperature: 1,
          cooling: [
            { to: 0.5, rate: 1 },
            { to: 0.7, rate: 1 },
          ],
        },
      },
      'protocol.cooling: step 2 cools from 0.5 to 0.7; each step must end below where it begins',
    ],
    [
      'dynamics where there is none',
      { preset: 'instantaneous', protocol: { coolingRate: 0.1 } },
      'protocol.coolingRate: the preset instantaneous has no dynamics; choose quick, standard or paper',
    ],
    [
      'cooling of a lattice that is not cooled',
      { model: 'crystal', protocol: { temperature: 1 } },
      'protocol.temperature: the lattice route is not cooled; its temperature and time are crystal.temperature and crystal.time',
    ],
    [
      'an end above the beginning',
      { protocol: { temperature: 1, finalTemperature: 1 } },
      'protocol.finalTemperature: 1, not below the temperature 1 that is cooled from',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(() => simulation(given)).toThrow(BadInput);
    expect(() => simulation(given)).toThrow(message);
  });

  it('completes the protocol by the preset', () => {
    const quick = protocolOf({});
    expect(quick.thermostat).toEqual({ kind: 'rescaling', relaxationTime: 1 });
    expect(quick.timeStep).toBe(0.005);
    expect(quick.temperature).toBe(2);
    expect(quick.cooling.at(-1)?.to).toBe(0.01);
    expect(quick.checkpointInterval).toBe(5000);
  });

  it('takes the user’s numbers before the preset’s', () => {
    expect(protocolOf({ protocol: { coolingRate: 0.5, temperature: 3, finalTemperature: 0.2 } })).toMatchObject({
      temperature: 3,
      cooling: [{ to: 0.2, rate: 0.5 }],
    });
    const schedule = [
      { to: 1, rate: 0.1 },
      { to: 0.2, rate: 0.01 },
    ];
    expect(protocolOf({ protocol: { cooling: schedule } }).cooling).toEqual(schedule);
    expect(protocolOf({ protocol: { cooling: schedule, finalTemperature: 0.5 } }).cooling).toEqual([
      { to: 1, rate: 0.1 },
      { to: 0.5, rate: 0.01 },
    ]);
    expect(protocolOf({ protocol: { cooling: schedule, finalTemperature: 0.1 } }).cooling).toEqual([
      ...schedule,
      { to: 0.1, rate: 0.01 },
    ]);
  });

  it('is the same for what is left out and what is said as it would be', () => {
    const left = sampleDefinition(settings({ particles: 64 }));
    expect(sampleDefinition(settings({ particles: 64, density: 0.86, samples: 9, seed: 'x' }))).toEqual(left);
    expect(sampleDefinition(settings({ particles: 64, preset: 'standard' }))).not.toEqual(left);
    expect(JSON.parse(JSON.stringify(left))).toEqual(left);
  });
});

describe('a crystal', () => {
  const crystal = (given: object): Simulation => simulation({ model: 'crystal', ...given });
  const lattice = (preparation: Preparation) => {
    if (preparation.kind !== 'lattice') throw new Error(preparation.kind);
    return preparation;
  };

  it('is 32 × 36 sites less two by default, by the lattice route', () => {
    const { particles, box, preparation } = crystal({});
    expect(particles).toBe(1150);
    expect((32 * 36) / (box.lx * box.ly)).toBeCloseTo(0.86, 12);
    expect(box.lx / 32).toBeCloseTo((box.ly / 36) * (2 / Math.sqrt(3)), 12);
    expect(lattice(preparation).protocol).toMatchObject({
      thermostat: { kind: 'langevin', friction: 1 },
      temperature: 0.38,
      equilibrationTime: 40,
      cooling: [],
    });
  });

  it('finds the rectangle of a number of particles', () => {
    expect(lattice(crystal({ particles: 1150 }).preparation).lattice).toMatchObject({ columns: 32, rows: 36 });
    expect(lattice(crystal({ particles: 100, crystal: { vacancies: 0 } }).preparation).lattice).toMatchObject({
      columns: 10,
      rows: 10,
    });
    expect(() => crystal({ particles: 1149 })).toThrow(
      'particles: 1149 particles and 2 vacancies are 1151 sites, which fill no nearly square rectangle with an even number of rows; 1150 or 1154 particles do',
    );
  });

  it('checks columns and rows against the particles', () => {
    expect(() => crystal({ particles: 1000, crystal: { columns: 30, rows: 30 } })).toThrow(
      'particles: 1000 particles and 2 vacancies are 1002 sites, which do not fill 30 columns × 30 rows',
    );
    expect(() => crystal({ particles: 1150, crystal: { rows: 50 } })).toThrow(
      'do not fill any number of columns × 50 rows',
    );
    expect(crystal({ particles: 318, crystal: { rows: 20 } }).box.lx).toBeCloseTo(
      16 * Math.sqrt(2 / Math.sqrt(3) / 0.86),
      12,
    );
    expect(() => crystal({ crystal: { columns: 6, rows: 6, vacancies: 9 } })).toThrow(
      'crystal.vacancies: 9 of 36 sites',
    );
  });

  it('takes no box but its own', () => {
    const { box } = crystal({});
    expect(crystal({ box: [box.lx, box.ly] }).box.ly).toBeCloseTo(box.ly, 12);
    expect(() => crystal({ box: [box.lx, box.lx] })).toThrow(/^box: .* strains a lattice of 32 columns × 36 rows/);
  });

  it('cooled slowly starts from a liquid in the same rectangle', () => {
    const { particles, box, preparation } = crystal({ crystal: { route: 'slow-cooling', vacancies: 0 } });
    expect(particles).toBe(1152);
    expect(box).toEqual(crystal({}).box);
    expect(preparation.kind).toBe('cooling');
  });

  it('has six neighbours at the spacing around every site, through the boundary', () => {
    const shape = latticeOf(
      crystalSettingsSchema.parse({ columns: 6, rows: 4, vacancies: 0 }),
      undefined,
      0.86,
      undefined,
    );
    const sites = latticeSites(shape);
    expect(sites).toHaveLength(48);
    for (let i = 0; i < 24; i++) {
      const distances: number[] = [];
      for (let j = 0; j < 24; j++) {
        let [dx, dy] = [sites[2 * j] - sites[2 * i], sites[2 * j + 1] - sites[2 * i + 1]];
        dx -= Math.round(dx / shape.box.lx) * shape.box.lx;
        dy -= Math.round(dy / shape.box.ly) * shape.box.ly;
        if (i !== j) distances.push(Math.hypot(dx, dy));
      }
      const near = distances.sort((a, b) => a - b).slice(0, 6);
      for (const distance of near) expect(distance).toBeCloseTo(shape.spacing, 12);
      expect(distances[6]).toBeGreaterThan(1.7 * shape.spacing);
    }
  });
});
