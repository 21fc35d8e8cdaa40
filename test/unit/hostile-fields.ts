import { addon } from '../../native-workers/addon.ts';
import { dynamics, PARTICLES, relaxedHessian, runOptions, sample, vector, voronoi } from './hostile-samples.ts';

/** A field or argument of the addon, tried with every hostile value. */
export interface HostileField {
  name: string;
  /** Uses the value. */
  use: (value: unknown) => unknown;
  /** Which values must be taken; all others must be refused. Where it is left out either will do. */
  takes?: (value: unknown) => boolean;
  /** What a refusal must name. */
  refusal: RegExp;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isFinite = (value: unknown): value is number => isNumber(value) && Number.isFinite(value);
const positive = (value: unknown) => isFinite(value) && value > 0;
const notNegative = (value: unknown) => isFinite(value) && value >= 0;
const whole = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const orMissing = (takes: (value: unknown) => boolean) => (value: unknown) => value === undefined || takes(value);

const MAX_INT = 2 ** 31 - 1;
const MAX_EXACT = Number.MAX_SAFE_INTEGER;
const truth = (value: unknown) => typeof value === 'boolean';

/** Stops a run before its first step. */
const stopped = () => Int32Array.of(1, 0, 0, 0);

/** A method of an object, or a function of the addon, with arguments of any kind. */
function call(of: object, name: string, ...given: unknown[]): unknown {
  return (Reflect.get(of, name) as (...all: unknown[]) => unknown).apply(of, given);
}

const SAMPLE_FIELDS: HostileField[] = ['positions', 'species', 'box', 'masses', 'potential'].map((field) => ({
  name: `Sample ${field}`,
  use: (value) => {
    const made = sample({ [field]: value });
    made.energetics();
    return made.minimise({ maxEvaluations: 50 }).status;
  },
  // [1] is a mass.
  takes: (value) => field === 'masses' && Array.isArray(value) && value.length === 1 && value[0] === 1,
  refusal: new RegExp(`${field}|mass|species|particle|read`),
}));

const POTENTIAL_FIELDS: HostileField[] = ['form', 'exponent', 'epsilon', 'sigma', 'cutoff', 'first'].map((field) => ({
  name: `potential ${field}`,
  use: (value) => {
    const potential = { form: 'inverse-power', exponent: 10, epsilon: [1], sigma: [1], cutoff: [1.9], [field]: value };
    const made = sample({ potential });
    made.energetics();
    return made.minimise({ maxEvaluations: 50 }).status;
  },
  refusal: new RegExp(`${field}|potential|cutoff|energy|range|read|box`),
}));

const TABLE_FIELDS: HostileField[] = ['points', 'value', 'slope', 'curvature'].map((field) => ({
  name: `tabulated ${field}`,
  use: (value) => {
    const nodes = () => new Float64Array(20);
    const table = { form: 'tabulated', points: 20, first: [0.5], cutoff: [1.9], value: nodes(), slope: nodes() };
    return sample({ potential: { ...table, curvature: nodes(), [field]: value } }).energetics().energy;
  },
  takes: () => false,
  refusal: new RegExp(`${field}|values|read`),
}));

const DYNAMICS_FIELDS: HostileField[] = [
  ...(
    [
      ['timeStep', positive],
      ['temperature', notNegative],
      ['step', whole(0, MAX_EXACT)],
      ['velocities', (value) => value === null],
      ['key', () => false],
    ] as [string, (value: unknown) => boolean][]
  ).map(([field, takes]) => ({
    name: `Dynamics ${field}`,
    use: (value: unknown) => dynamics({ [field]: value }).run(runOptions()).status,
    takes,
    refusal: new RegExp(`^${field}|read`),
  })),
  ...(
    [
      ['steps', whole(0, MAX_EXACT)],
      ['traceInterval', orMissing(whole(0, MAX_EXACT))],
      ['skin', orMissing(notNegative)],
      ['precision', (value) => value === undefined],
      ['thermostat', () => false],
      ['temperature', () => false],
    ] as [string, (value: unknown) => boolean][]
  ).map(([field, takes]) => ({
    name: `run ${field}`,
    use: (value: unknown) => dynamics().run(runOptions({ [field]: value }), stopped()).status,
    takes,
    refusal: new RegExp(`^${field}|read`),
  })),
  ...['start', 'end'].map((field) => ({
    name: `run temperature.${field}`,
    use: (value: unknown) => dynamics().run(runOptions({ temperature: { start: 1, end: 1, [field]: value } })).status,
    takes: notNegative,
    refusal: new RegExp(`^temperature\\.${field}`),
  })),
  {
    name: 'run thermostat.friction',
    use: (friction) => dynamics().run(runOptions({ thermostat: { kind: 'langevin', friction } })).status,
    takes: notNegative,
    refusal: /^thermostat\.friction/,
  },
  {
    name: 'run thermostat.relaxationTime',
    use: (relaxationTime) => dynamics().run(runOptions({ thermostat: { kind: 'rescaling', relaxationTime } })).status,
    takes: positive,
    refusal: /^thermostat\.relaxationTime/,
  },
];

const OPTIONS: HostileField[] = [
  ...(
    [
      ['count', orMissing(whole(1, MAX_INT))],
      ['tolerance', orMissing(positive)],
      ['maxBasis', orMissing(whole(1, MAX_INT))],
      ['maxRestarts', orMissing(whole(0, MAX_INT))],
    ] as [string, (value: unknown) => boolean][]
  ).map(([field, takes]) => ({
    name: `lowestModes ${field}`,
    use: (value: unknown) => call(relaxedHessian(), 'lowestModes', { count: 4, maxRestarts: 3, [field]: value }),
    takes,
    refusal: new RegExp(`^${field}`),
  })),
  ...(
    [
      // The kernel's own limit is 1e-13.
      ['forceTolerance', orMissing((value) => isFinite(value) && value >= 1e-13)],
      ['maxEvaluations', orMissing(whole(1, MAX_INT))],
      ['newton', orMissing(truth)],
    ] as [string, (value: unknown) => boolean][]
  ).map(([field, takes]) => ({
    name: `minimise ${field}`,
    use: (value: unknown) => call(sample(), 'minimise', { [field]: value }),
    takes,
    refusal: new RegExp(`^(${field}|force tolerance)`),
  })),
  ...(
    [
      ['count', orMissing(whole(1, MAX_INT))],
      ['tolerance', orMissing(positive)],
      ['maxIterations', orMissing(whole(1, MAX_INT))],
      ['overlap', orMissing((value) => isFinite(value) && value > 0 && value <= 1)],
      ['mergeEarly', orMissing(truth)],
      ['dipoles', orMissing(() => false)],
      ['fields', () => false],
    ] as [string, (value: unknown) => boolean][]
  ).map(([field, takes]) => ({
    name: `pseudoHarmonicModes ${field}`,
    use: (value: unknown) =>
      call(addon(), 'pseudoHarmonicModes', relaxedHessian(), { fields: vector(), maxIterations: 20, [field]: value }),
    takes,
    refusal: new RegExp(`${field}|start|tolerance must be positive, overlap|read`),
  })),
  ...(['lower', 'upper'] as const).map((edge) => ({
    name: `modesInWindow ${edge}`,
    use: (value: unknown) => {
      const [lower, upper] = edge === 'lower' ? [value, 1e300] : [-1e300, value];
      return call(addon(), 'modesInWindow', relaxedHessian(), lower, upper, { expected: 0 });
    },
    takes: (value: unknown) => isFinite(value) && (edge === 'lower' ? value < 1e300 : value > -1e300),
    refusal: new RegExp(`^(${edge}|a window)`),
  })),
  {
    name: 'modesInWindow expected',
    use: (expected) => call(addon(), 'modesInWindow', relaxedHessian(), 0.5, 50, { expected }),
    takes: whole(0, 2 * PARTICLES),
    refusal: /^expected/,
  },
  {
    name: 'modesInWindow tolerance',
    use: (tolerance) => call(addon(), 'modesInWindow', relaxedHessian(), 0.5, 50, { expected: 1, tolerance }),
    takes: orMissing(positive),
    refusal: /^tolerance/,
  },
];

const isDoubles = (least: number) => (value: unknown) =>
  value instanceof Float64Array && value.length >= least && value.every(Number.isFinite);
const never = () => false;

/** Functions by the argument that is tried. */
const ARGUMENTS: HostileField[] = (
  [
    ['minimise options', (value) => call(sample(), 'minimise', value), undefined, /options|read/],
    ['control', (value) => call(sample(), 'minimise', {}, value), undefined, /control/],
    ['energiesAlong displacement', (value) => call(sample(), 'energiesAlong', value, vector()), never, /displacement/],
    ['energiesAlong scales', (value) => call(sample(), 'energiesAlong', vector(), value), undefined, /scales/],
    ['affineForce gradient', (value) => call(sample(), 'affineForce', value), never, /gradient/],
    ['multiply', (value) => call(relaxedHessian(), 'multiply', value), never, /^vectors/],
    ['solve', (value) => call(relaxedHessian(), 'solve', value), never, /^vectors/],
    ['countBelow', (value) => call(relaxedHessian(), 'countBelow', value), undefined, /^values/],
    ['inverseBetween', (value) => call(relaxedHessian(), 'inverseBetween', value), never, /^particles/],
    ['solvePinned pinned', (value) => call(relaxedHessian(), 'solvePinned', value, vector()), never, /^pinned/],
    [
      'solvePinned vectors',
      (value) => call(relaxedHessian(), 'solvePinned', Int32Array.of(0), value),
      never,
      /^vectors/,
    ],
    ['lowestModes options', (value) => call(relaxedHessian(), 'lowestModes', value), undefined, /options|read/],
    ['bondCompliances', (value) => call(addon(), 'bondCompliances', value), never, /^hessian/],
    ['pseudoHarmonicModes', (value) => call(addon(), 'pseudoHarmonicModes', value, {}), never, /^hessian/],
    ['modesInWindow', (value) => call(addon(), 'modesInWindow', value, 0, 1, { expected: 1 }), never, /^hessian/],
    [
      'solvePositiveDefinite matrix',
      (value) => call(addon(), 'solvePositiveDefinite', value, Float64Array.of(1, 1)),
      never,
      /matrix/,
    ],
    [
      'solvePositiveDefinite right',
      (value) => call(addon(), 'solvePositiveDefinite', Float64Array.of(1), value),
      isDoubles(1),
      /^right/,
    ],
    [
      'evaluatePotential species',
      (value) => call(addon(), 'evaluatePotential', sampleOf().potential, value, Float64Array.of(1)),
      never,
      /species|read/,
    ],
    [
      'evaluatePotential distances',
      (value) => call(addon(), 'evaluatePotential', sampleOf().potential, [0, 0], value),
      undefined,
      /^distances/,
    ],
    ['supports', (value) => call(addon(), 'supports', value), (value) => typeof value === 'string', /^variant/],
    ['Voronoi vectors', (value) => call(voronoi(), 'split', value), never, /^vectors/],
    ['new Sample', (value) => Reflect.construct(addon().Sample, [value]), never, /sample|positions|box|read/],
    ['new Dynamics', (value) => Reflect.construct(addon().Dynamics, [value]), never, /dynamics|key|read/],
    ['new Voronoi', (value) => Reflect.construct(addon().Voronoi, [value]), never, /edges|box|read/],
  ] as [string, HostileField['use'], HostileField['takes'], RegExp][]
).map(([name, use, takes, refusal]) => ({ name, use, ...(takes && { takes }), refusal }));

function sampleOf(): { potential: object } {
  return { potential: { form: 'inverse-power', exponent: 10, epsilon: [1], sigma: [1], cutoff: [1.9] } };
}

const VORONOI_FIELDS: HostileField[] = ['positions', 'box', 'i', 'j', 'separation', 'midpoint', 'length'].map(
  (field) => ({
    name: `Voronoi ${field}`,
    use: (value) => {
      const made = voronoi({ [field]: value });
      const u = new Float64Array(8).fill(1);
      return [made.areaChange(u), made.divergence(u), made.netProjection(u), made.split(u)];
    },
    refusal: new RegExp(`${field}|Voronoi edges|vectors|read`),
  }),
);

export const HOSTILE_FIELDS: readonly HostileField[] = [
  ...SAMPLE_FIELDS,
  ...POTENTIAL_FIELDS,
  ...TABLE_FIELDS,
  ...DYNAMICS_FIELDS,
  ...OPTIONS,
  ...ARGUMENTS,
  ...VORONOI_FIELDS,
];
