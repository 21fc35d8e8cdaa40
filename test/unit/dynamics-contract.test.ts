import { describe, expect, it } from 'vitest';

import {
  addon,
  STAGES,
  TRACE_COLUMNS,
  type DynamicsRunOptions,
  type DynamicsSpec,
} from '../../native-workers/addon.ts';
import { philox4x32 } from '../../native-workers/analysis/preparation/philox.ts';
import { inBath, liquidSpec, NO_THERMOSTAT, run } from './dynamics-liquid.ts';

const spec = liquidSpec({ model: '2dipl', particles: 64, temperature: 0.8, timeStep: 0.004 });

/** The spec or the options with one entry that is of the wrong kind. */
function changed<Of>(of: Of, change: Record<string, unknown>): Of {
  return { ...of, ...change };
}

describe('the contract of the dynamics kernel', () => {
  it('a trace is rows of the named columns', () => {
    const dynamics = new (addon().Dynamics)({ ...spec, step: 10 });
    const result = dynamics.run(inBath(20, 0.8, { kind: 'langevin', friction: 1 }, 10));
    expect(result).toMatchObject({ status: 'done', steps: 20, detail: '' });
    expect(result.trace).toHaveLength(2 * TRACE_COLUMNS.length);
    expect(TRACE_COLUMNS).toEqual(['step', 'temperature', 'potentialEnergy', 'kineticEnergy', 'pressure']);
    const [step, temperature, potential, kinetic, pressure] = result.trace.subarray(5);
    expect(step).toBe(30);
    expect(dynamics.step).toBe(30);
    // 2N degrees of freedom under Langevin: K = N T.
    expect(kinetic).toBeCloseTo(temperature, 12);
    const sample = new (addon().Sample)({ ...spec, positions: dynamics.positions() });
    const { energy, stress } = sample.energetics();
    expect(potential).toBeCloseTo(energy / 64, 11);
    expect(pressure).toBeCloseTo(0.86 * temperature - (stress[0] + stress[2]) / 2, 10);
    const velocities = dynamics.velocities();
    expect(kinetic).toBeCloseTo(velocities.reduce((sum, v) => sum + v * v, 0) / 128, 12);
  });

  it('a state that went through arrays goes on with the same bits, under every thermostat', () => {
    for (const thermostat of [
      NO_THERMOSTAT,
      { kind: 'langevin', friction: 3 },
      { kind: 'rescaling', relaxationTime: 0.1 },
    ] as const) {
      const one = new (addon().Dynamics)(spec);
      run(one, inBath(333, 0.9, thermostat));
      const { step } = one;
      const other = new (addon().Dynamics)({
        ...spec,
        positions: one.positions(),
        velocities: one.velocities(),
        // Not used: velocities are given.
        temperature: 55,
        step,
      });
      run(one, inBath(200, 0.9, thermostat));
      run(other, inBath(200, 0.9, thermostat));
      expect(other.positions()).toEqual(one.positions());
      expect(other.velocities()).toEqual(one.velocities());
    }
  });

  it('arrays given and handed out are copies', () => {
    const positions = spec.positions.slice();
    const dynamics = new (addon().Dynamics)({ ...spec, positions });
    positions.fill(0);
    dynamics.positions().fill(0);
    dynamics.velocities().fill(0);
    expect(dynamics.positions()).toEqual(spec.positions);
    expect(dynamics.velocities().some((v) => v !== 0)).toBe(true);
  });

  it('velocities are drawn with the random words of philox.ts: stream 1, one block a particle', () => {
    const { key, species } = spec;
    const masses = [1, 2.5];
    const drawn = new (addon().Dynamics)({ ...spec, masses, temperature: 1.7 }).velocities();
    // Box and Muller with uniform numbers of 53 bits in (0, 1].
    const expected = new Float64Array(drawn.length);
    const uniform = (high: number, low: number): number => ((high >>> 5) * 2 ** 26 + (low >>> 6) + 1) / 2 ** 53;
    const momentum = [0, 0];
    let mass = 0;
    species.forEach((kind, p) => {
      const [a, b, c, d] = philox4x32([p, 0, 1, 0], key);
      const radius = Math.sqrt(((-2 * 1.7) / masses[kind]) * Math.log(uniform(a, b)));
      const angle = 2 * Math.PI * uniform(c, d);
      expected.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * p);
      mass += masses[kind];
      for (const axis of [0, 1]) momentum[axis] += masses[kind] * expected[2 * p + axis];
    });
    drawn.forEach((v, k) => {
      expect(Math.abs(v - (expected[k] - momentum[k % 2] / mass))).toBeLessThan(1e-14);
    });
  });

  it('the control words: stage and steps are written, a request to stop is heeded', () => {
    const control = new Int32Array(new SharedArrayBuffer(16));
    const dynamics = new (addon().Dynamics)(spec);
    expect(dynamics.run(inBath(100, 0, NO_THERMOSTAT), control).status).toBe('done');
    expect(STAGES[control[1]]).toBe('dynamics');
    expect([...control.subarray(2)]).toEqual([100, 100]);
    control[0] = 1;
    const before = dynamics.positions();
    expect(dynamics.run(inBath(100, 0, NO_THERMOSTAT), control)).toMatchObject({ status: 'cancelled', steps: 0 });
    expect(dynamics.positions()).toEqual(before);
    control[0] = 0;
    expect(dynamics.run(inBath(100, 0, NO_THERMOSTAT), control).status).toBe('done');
  });

  it('a time step that blows up is diverged, with the state before and why', () => {
    const dynamics = new (addon().Dynamics)({ ...spec, timeStep: 0.2, step: 5 });
    const [positions, velocities] = [dynamics.positions(), dynamics.velocities()];
    const result = dynamics.run(inBath(10_000, 0.8, { kind: 'rescaling', relaxationTime: 1 }));
    expect(result.status).toBe('diverged');
    expect(result.detail).toMatch(/^at step \d+ with time step 0\.2 a particle moved \S+ in one step$/);
    expect(dynamics.step).toBe(5);
    expect(dynamics.positions()).toEqual(positions);
    expect(dynamics.velocities()).toEqual(velocities);
  });

  it('velocities that no step can follow are diverged at once', () => {
    const velocities = new Float64Array(128);
    velocities[5] = 1e4;
    for (const thermostat of [NO_THERMOSTAT, { kind: 'langevin', friction: 1 }] as const) {
      const dynamics = new (addon().Dynamics)({ ...spec, velocities });
      const result = dynamics.run(inBath(10, 1, thermostat));
      expect(result).toMatchObject({ status: 'diverged', steps: 0 });
      expect(result.detail).toBe('at step 0 with time step 0.004 a particle moved 40 in one step');
      expect(dynamics.velocities()).toEqual(velocities);
    }
  });

  it.each<[Record<string, unknown>, string]>([
    [{ velocities: new Float64Array(4) }, 'velocities must have 128 numbers, got 4'],
    [{ velocities: Float64Array.from({ length: 128 }, () => NaN) }, 'velocities must be finite'],
    [{ timeStep: 0 }, 'timeStep must be a finite number above 0, got 0'],
    [{ timeStep: '0.004' }, "timeStep must be a finite number above 0, got '0.004'"],
    [{ temperature: -1 }, 'temperature must be a finite number, 0 or above, got -1'],
    [{ temperature: undefined }, 'temperature must be a finite number, 0 or above, got undefined'],
    [{ step: -1 }, 'step must be a whole number from 0 to 9007199254740991, got -1'],
    [{ step: 1.5 }, 'step must be a whole number from 0 to 9007199254740991, got 1.5'],
    [{ step: NaN }, 'step must be a whole number from 0 to 9007199254740991, got NaN'],
    [{ key: [1] }, 'key must be two 32-bit words, got 1 numbers'],
    [{ key: [1, 2 ** 32] }, 'key[1] must be a whole number from 0 to 4294967295, got 4294967296'],
    [{ key: [0.5, 1] }, 'key[0] must be a whole number from 0 to 4294967295, got 0.5'],
    [{ box: [4, 20, 0] }, 'the box is 4.000000 wide, less than twice the cutoff 2.072000'],
    [{ masses: [1, 0] }, 'masses must be positive, got 0.000000'],
  ])('refuses to be made with %j', (change, message) => {
    expect(() => new (addon().Dynamics)(changed<DynamicsSpec>(spec, change))).toThrow(message);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ steps: -1 }, 'steps must be a whole number from 0 to 9007199254740991, got -1'],
    [{ steps: 10.5 }, 'steps must be a whole number from 0 to 9007199254740991, got 10.5'],
    [{ steps: NaN }, 'steps must be a whole number from 0 to 9007199254740991, got NaN'],
    [{ traceInterval: 2.7 }, 'traceInterval must be a whole number from 0 to 9007199254740991, got 2.7'],
    [{ skin: -1 }, 'skin must be a finite number, 0 or above, got -1'],
    [{ skin: 'wide' }, "skin must be a finite number, 0 or above, got 'wide'"],
    [{ thermostat: { kind: 'berendsen' } }, "thermostat.kind must be none, langevin or rescaling, got 'berendsen'"],
    [{ thermostat: { kind: 'langevin' } }, 'thermostat.friction must be a finite number, 0 or above, got undefined'],
    [
      { thermostat: { kind: 'langevin', friction: -1 } },
      'thermostat.friction must be a finite number, 0 or above, got -1',
    ],
    [
      { thermostat: { kind: 'rescaling', relaxationTime: 0 } },
      'thermostat.relaxationTime must be a finite number above 0, got 0',
    ],
    [{ temperature: { start: -1, end: 1 } }, 'temperature.start must be a finite number, 0 or above, got -1'],
    [{ temperature: 1 }, 'temperature must be an object, got 1'],
  ])('refuses to run with %j', (change, message) => {
    const dynamics = new (addon().Dynamics)(spec);
    const options = changed<DynamicsRunOptions>(inBath(10, 1, NO_THERMOSTAT), change);
    expect(() => dynamics.run(options)).toThrow(message);
    expect(dynamics.step).toBe(0);
  });
});
