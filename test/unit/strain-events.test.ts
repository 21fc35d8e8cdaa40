import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, stepFrom, type LoadingStep } from '../../native-workers/analyses/strain/elastic-branch.ts';
import { generatorOf } from '../../native-workers/analyses/strain/generator.ts';
import { unstrainedState, type Loading } from '../../native-workers/analyses/strain/strained-state.ts';
import { StageClock } from '../../native-workers/analysis/run/stage-clock.ts';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { referenceSamples } from './reference-samples.ts';
import { strained } from './strained.ts';

const [glass, tilted, kob, crystal] = referenceSamples();

/** Sample, settings and a name, of first events that are quick to reach. */
const EVENTS = [
  { name: '2dipl, simple shear', sample: glass, settings: {} },
  { name: '2dipl, simple shear the other way at 33°', sample: glass, settings: { angle: 33, to: -0.2 } },
  { name: '2dka, simple shear', sample: kob, settings: {} },
  { name: '2dka, compression', sample: kob, settings: { protocol: 'compression' } },
] as const;

/** What test/reference/plastic_event.py finds from the positions before and after an event. */
interface ReferenceEvent {
  /** Beyond the affine motion, in the axes of the unstrained sample; 2N. */
  displacement: number[];
  /** Rows of the particles that moved further than half of the largest displacement, the furthest first. */
  moved: number[];
  distances: number[];
  participants: number;
  states: { energy: number; maxForce: number; driving: number; box: number[] }[];
}

function referenceEvent(request: object): ReferenceEvent {
  const script = join(ROOT, 'test', 'reference', 'plastic_event.py');
  const { status, stdout, stderr } = spawnSync(PYTHON, [script], {
    encoding: 'utf8',
    input: JSON.stringify(request),
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as ReferenceEvent;
}

describe.each(EVENTS)('first plastic event: $name', ({ sample, settings }) => {
  const { report, fields } = strained(sample, { ...settings, untilEvent: true, convergence: false });
  const [event] = report.events;
  const { before, after, approach, criticalStrain } = event;

  it('is one, bracketed to 1e-7, with a drop of energy and stress', () => {
    expect(report.events).toHaveLength(1);
    expect(Math.abs(after.strain - before.strain)).toBeLessThanOrEqual(1e-7);
    expect(event.energyDrop).toBeGreaterThan(1e-3);
    // Over 1e-7 the elastic branch does next to nothing: what is lost is the difference of energies.
    expect(event.energyDrop / (before.energy - after.energy)).toBeCloseTo(1, 3);
    expect(event.stressDrop).toBeGreaterThan(0);
    expect(report.steps.at(-1)?.strain).toBe(after.strain);
  });

  it('comes where the lowest eigenvalue goes to 0 as √(γ_c − γ)', () => {
    expect(approach).toHaveLength(4);
    const last = approach[3];
    expect(last.eigenvalue).toBeLessThan(0.05 * report.linear.lowestEigenvalue);
    expect(last.eigenvalue).toBeGreaterThan(0);
    // γ_c by extrapolation lies in the bracket; the two earlier eigenvalues are on the same root.
    const sign = Math.sign(after.strain);
    expect(sign * (criticalStrain ?? NaN)).toBeGreaterThanOrEqual(sign * before.strain);
    expect(sign * (criticalStrain ?? NaN)).toBeLessThanOrEqual(sign * after.strain);
    for (const { strain, eigenvalue } of approach.slice(1, 3)) {
      const root = Math.sqrt(((criticalStrain ?? NaN) - strain) / ((criticalStrain ?? NaN) - last.strain));
      expect(eigenvalue / last.eigenvalue / root).toBeCloseTo(1, 1);
    }
  });

  it.skipIf(!hasPythonModule('scipy'))('names the particles that moved, and energies and stresses, as by numpy', () => {
    const { ids } = sample.configuration;
    const { protocol, angle } = report.settings;
    const found = referenceEvent({
      fixture: join(ROOT, 'test', 'fixtures', 'reference', `${sample.name}.json`),
      protocol,
      degrees: angle,
      before: { strain: before.strain, positions: [...(fields.before ?? [])] },
      after: { strain: after.strain, positions: [...(fields.after ?? [])] },
    });
    // Coordinates of some 10 σ are known to 2e-15.
    found.displacement.forEach((value, at) =>
      expect(Math.abs((fields.event?.[at] ?? Number.NaN) - value)).toBeLessThan(1e-13),
    );
    expect(event.moved.ids).toEqual(found.moved.map((row) => ids[row]));
    expect(found.moved.length).toBeGreaterThan(1);
    event.moved.distances.forEach((distance, at) =>
      expect(Math.abs(distance - found.distances[at])).toBeLessThan(1e-13),
    );
    expect(event.largest).toEqual({ id: event.moved.ids[0], distance: event.moved.distances[0] });
    expect(event.participants / found.participants).toBeCloseTo(1, 11);
    const [from, to] = found.states;
    for (const [state, reference] of [
      [before, from],
      [after, to],
    ] as const) {
      expect(reference.maxForce).toBeLessThan(1e-10);
      expect(state.energy / reference.energy).toBeCloseTo(1, 12);
      expect(Math.abs(state.driving - reference.driving)).toBeLessThan(1e-10);
    }
    expect(Math.abs(event.stressDrop - Math.sign(after.strain) * (from.driving - to.driving))).toBeLessThan(1e-10);
    event.cell.box.forEach((length, at) => expect(length).toBeCloseTo(to.box[at], 12));
  });

  it('gives its displacement as the positions have it', () => {
    const { ids } = sample.configuration;
    const displacement = fields.event ?? new Float64Array();
    const distance = (id: number): number => {
      const index = ids.indexOf(id);
      return Math.hypot(displacement[2 * index], displacement[2 * index + 1]);
    };
    const furthest = Math.max(...Array.from(ids, distance));
    expect(event.largest.distance).toBe(furthest);
    expect(event.moved.threshold).toBe(furthest / 2);
    expect([...event.moved.ids].sort()).toEqual(
      Array.from(ids)
        .filter((id) => distance(id) > furthest / 2)
        .sort(),
    );
    expect(event.moved.distances).toEqual(event.moved.ids.map(distance));
    expect(event.moved.ids[0]).toBe(event.largest.id);
    // From the positions themselves, whatever the course of the minimisation: the boxes differ by 1e-7.
    const [lx, ly, xy] = event.cell.box;
    const { before: from, after: to } = fields;
    const index = ids.indexOf(event.largest.id);
    if (from === null || to === null) throw new Error('an event has positions before and after it');
    const moved = nearestImage(
      { lx, ly, xy },
      to[2 * index] - from[2 * index],
      to[2 * index + 1] - from[2 * index + 1],
    );
    expect(Math.hypot(...moved)).toBeCloseTo(furthest, 4);
  });
});

describe('going back', () => {
  /** Loads to just before and just behind the first event. */
  const loading: Loading = {
    configuration: glass.configuration,
    model: glass.model,
    generator: generatorOf('simple-shear', 0),
    forceTolerance: 1e-12,
    maxEvaluations: 1e5,
    clock: new StageClock(undefined),
    spent: { evaluations: 0 },
  };
  const plan = { to: 0.01, step: 1e-5, maxStep: 1e-4, grid: null, bracket: 1e-7, energyTolerance: 1e-6 };
  const silent = { onElastic: () => undefined, onEvent: () => true, onProgress: () => undefined };
  const start = unstrainedState(loading);
  const events: LoadingStep[] = [];
  const onEvent = (step: LoadingStep): boolean => {
    events.push(step);
    return false;
  };
  const before = load(start, plan, loading, { ...silent, onEvent });

  it('before the event, everything returns to where it was', () => {
    const back = load(before, { ...plan, to: 0 }, loading, silent);
    expect(before.strain).toBeGreaterThan(5e-4);
    // The rounding of coordinates through 1/λ of the path's softest state.
    back.positions.forEach((value, at) => expect(Math.abs(value - start.positions[at])).toBeLessThan(1e-10));
    expect(Math.abs(back.energy - start.energy)).toBeLessThan(1e-10);
    back.stress.forEach((value, at) => expect(Math.abs(value - start.stress[at])).toBeLessThan(1e-9));
  });

  it('behind it, the sample is another one', () => {
    const [step] = events;
    expect(step.before.strain).toBe(before.strain);
    const back = load(step.state, { ...plan, to: 0 }, loading, silent);
    const furthest = back.positions.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - start.positions[at])),
      0,
    );
    expect(furthest).toBeGreaterThan(0.05);
    expect(Math.abs(back.energy - start.energy)).toBeGreaterThan(1e-3);
  });

  it('--back reports both', () => {
    const elastic = strained(glass, { step: 1e-4, to: 6e-4, back: true, convergence: false }).report;
    expect(elastic.events).toEqual([]);
    expect(elastic.reversal?.moved).toBeLessThan(1e-9);
    const plastic = strained(glass, { step: 1e-4, to: 1e-3, back: true, convergence: false }).report;
    expect(plastic.events).toHaveLength(1);
    expect(plastic.reversal?.moved).toBeGreaterThan(0.05);
    expect(Math.abs(plastic.reversal?.energy ?? 0)).toBeGreaterThan(1e-3);
    // A Kob–Andersen event whose way back leads through another one, to the very start.
    const loop = strained(kob, { untilEvent: true, back: true, convergence: false }).report;
    expect(loop.reversal?.events).toBe(1);
    expect(loop.reversal?.moved).toBeLessThan(1e-9);
  });
});

describe('steps of a fixed size', () => {
  it('find the same event, and go on behind it', () => {
    const sought = strained(glass, { untilEvent: true, convergence: false }).report.events[0];
    const { report } = strained(glass, { step: 2e-4, to: 2e-3, convergence: false });
    expect(report.events).toHaveLength(1);
    // Both brackets hold the strain of the event.
    const [{ before, after }] = report.events;
    expect(before.strain).toBeLessThan(sought.after.strain);
    expect(after.strain).toBeGreaterThan(sought.before.strain);
    expect(report.end.strain).toBeCloseTo(2e-3, 12);
    // Every multiple of the step is there, whatever lies between.
    for (let k = 1; k <= 10; k++)
      expect(Math.min(...report.steps.map(({ strain }) => Math.abs(strain - k * 2e-4)))).toBeLessThan(1e-12);
    for (const { dissipated, strain } of report.steps)
      if (strain !== after.strain) expect(Math.abs(dissipated)).toBeLessThan(1e-6);
  });

  it.each([
    { sample: glass, settings: { to: 0.006 } },
    { sample: glass, settings: { to: 0.02 } },
  ] as const)('find the same events with a coarse bracket, and no others: $settings', ({ sample, settings }) => {
    const found = (bracket: number) =>
      strained(sample, { ...settings, step: 1e-3, bracket, convergence: false }).report.events;
    const fine = found(1e-7);
    const coarse = found(1e-4);
    expect(fine.length).toBeGreaterThan(0);
    expect(coarse).toHaveLength(fine.length);
    coarse.forEach(({ before, after, energyDrop }, at) => {
      expect(before.strain).toBeLessThan(fine[at].after.strain);
      expect(after.strain).toBeGreaterThan(fine[at].before.strain);
      // What an error of the trapezoid seems to dissipate may be below 0.
      expect(energyDrop).toBeGreaterThan(0);
    });
  });

  it('add up to the displacement from the start, whatever their size', () => {
    const few = strained(glass, { angle: 20, step: 1e-4, to: 5e-4, convergence: false });
    const many = strained(glass, { angle: 20, step: 2e-5, to: 5e-4, convergence: false });
    const size = Math.hypot(...few.fields.nonAffine);
    expect(few.report.steps).toHaveLength(5);
    expect(many.report.steps).toHaveLength(25);
    expect(Math.hypot(...few.fields.nonAffine.map((value, at) => value - many.fields.nonAffine[at]))).toBeLessThan(
      1e-8 * size,
    );
    expect(many.report.steps[24].driving).toBeCloseTo(few.report.steps[4].driving, 9);
  });

  it('may load beyond half a box of tilt', () => {
    const { report } = strained(tilted, { step: 0.01, to: 0.7, convergence: false });
    const [lx, ly, xy] = report.end.box;
    const { box } = tilted.configuration;
    expect(Math.abs(xy)).toBeLessThanOrEqual(lx / 2);
    expect(ly).toBeCloseTo(box.ly, 10);
    const turns = (box.xy + 0.7 * box.ly - xy) / lx;
    expect(turns).toBeCloseTo(Math.round(turns), 10);
    expect(Math.round(turns)).toBeGreaterThan(0);
  });
});

describe('a symmetric crystal under tension', () => {
  it('is not left on the saddle that its forces lead to', () => {
    const { report } = strained(crystal, { protocol: 'tension', to: -0.1, untilEvent: true, convergence: false });
    const [{ approach, before }] = report.events;
    // Along the saddle it would go on to −0.0707, with one eigenvalue below 0.
    expect(before.strain).toBeGreaterThan(-0.0695);
    for (const { eigenvalue } of approach) expect(eigenvalue).toBeGreaterThan(0);
  });
});

it('a step is judged by what it dissipates', () => {
  const loading: Loading = {
    configuration: glass.configuration,
    model: glass.model,
    generator: generatorOf('simple-shear', 0),
    forceTolerance: 1e-11,
    maxEvaluations: 1e5,
    clock: new StageClock(undefined),
    spent: { evaluations: 0 },
  };
  const start = unstrainedState(loading);
  expect(stepFrom(start, 6e-4, loading, 1).elastic).toBe(true);
  const large = stepFrom(start, 6e-4, loading, 1e-9);
  // The trapezoid only: too long a step for that tolerance, though nothing plastic lies in it.
  expect(large.elastic).toBe(false);
  expect(Math.abs(large.dissipated)).toBeGreaterThan(1e-9);
  expect(stepFrom(start, 1e-3, loading, 1e-6).elastic).toBe(false);
});
