import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { addon, type NativeHessian } from '../../native-workers/addon.ts';
import {
  changed,
  dynamics,
  PARTICLES,
  relaxedHessian,
  runOptions,
  sample,
  sampleSpec,
  vector,
  voronoi,
} from './hostile-samples.ts';
import { detached } from './hostile-values.ts';

/** Something that no caller should do. */
export interface HostileCase {
  name: string;
  run: () => unknown;
  /** The words it must be refused with … */
  refusal?: RegExp;
  /** … or what it must give. */
  gives?: unknown;
}

const prototypeOf = (of: object) => Reflect.getPrototypeOf(of) ?? {};

/** A method or accessor of one object, called on anything. */
function callOn(owner: object, name: string, self: unknown): unknown {
  const member = Reflect.getOwnPropertyDescriptor(prototypeOf(owner), name);
  const method = (member?.get ?? member?.value) as (this: unknown) => unknown;
  return method.call(self);
}

const OWNERS: [string, () => object, string][] = [
  ['Sample', () => sample(), 'energetics'],
  ['Sample', () => sample(), 'particles'],
  ['Hessian', relaxedHessian, 'vibrability'],
  ['Hessian', relaxedHessian, 'bytes'],
  ['Dynamics', () => dynamics(), 'positions'],
  ['Dynamics', () => dynamics(), 'step'],
  ['Voronoi', () => voronoi(), 'dispose'],
];

/** Every member on every kind of object that is not its own. */
const WRONG_OBJECTS: HostileCase[] = OWNERS.flatMap(([owner, make, member]) => [
  ...OWNERS.filter(([other, , at]) => other !== owner && at !== 'particles').map(([other, another, at]) => ({
    name: `${owner}.${member} on a ${other} (${at})`,
    run: () => callOn(make(), member, another()),
    refusal: new RegExp(`^the object of ${owner}.${member} must be a ${owner} that comes from `),
  })),
  ...(
    [
      ['its prototype', prototypeOf],
      ['an object made from its prototype', (of) => Object.create(prototypeOf(of)) as object],
      ['an object made from an object', (of) => Object.create(of) as object],
      ['a proxy', (of) => new Proxy(of, {})],
      ['undefined', () => undefined],
      ['a number', () => 7],
    ] as [string, (of: object) => unknown][]
  ).map(([what, forge]) => ({
    name: `${owner}.${member} on ${what}`,
    run: () => {
      const own = make();
      return callOn(own, member, forge(own));
    },
    refusal: new RegExp(`^the object of ${owner}.${member} must be a ${owner} `),
  })),
]);

const FORGED_ARGUMENT = /^hessian must be a Hessian that comes from Sample\.hessian\(\)$/;

const FORGERIES: HostileCase[] = [
  {
    name: 'a sample with the prototype of a Hessian, as an argument',
    run: () => addon().bondCompliances(Object.setPrototypeOf(sample(), prototypeOf(relaxedHessian())) as NativeHessian),
    refusal: FORGED_ARGUMENT,
  },
  {
    name: 'a Voronoi with the prototype of a Hessian, as an argument',
    run: () => {
      const forged = Object.setPrototypeOf(voronoi(), prototypeOf(relaxedHessian())) as NativeHessian;
      return addon().modesInWindow(forged, 0.5, 5, { expected: 3 });
    },
    refusal: FORGED_ARGUMENT,
  },
  {
    name: 'an object made from the prototype of a Hessian, as an argument',
    run: () => addon().bondCompliances(Object.create(prototypeOf(relaxedHessian())) as NativeHessian),
    refusal: FORGED_ARGUMENT,
  },
  {
    name: 'a proxy of a Hessian, as an argument',
    run: () => addon().bondCompliances(new Proxy(relaxedHessian(), {})),
    refusal: FORGED_ARGUMENT,
  },
  {
    name: 'a sample constructed as a Dynamics',
    run: () =>
      (Reflect.construct(addon().Sample, [sampleSpec()], addon().Dynamics) as unknown as { step: number }).step,
    refusal: /^the object of Dynamics\.step must be a Dynamics /,
  },
  {
    name: 'a Hessian constructed as a Sample',
    run: () => Reflect.construct(relaxedHessian().constructor, [{}], addon().Sample) as unknown,
    refusal: /^a Hessian is made by Sample\.hessian\(\)$/,
  },
  {
    name: 'a Hessian constructed by hand',
    run: () => Reflect.construct(relaxedHessian().constructor, []) as unknown,
    refusal: /^a Hessian is made by Sample\.hessian\(\)$/,
  },
  {
    name: 'Sample without new',
    run: () => (addon().Sample as unknown as (spec: object) => unknown)(sampleSpec()),
    refusal: /^Sample must be called with new$/,
  },
  {
    name: 'a subclass whose base class has thrown',
    run: () => {
      class Broken extends addon().Sample {
        constructor() {
          super(changed(sampleSpec(), { box: [] }));
        }
      }
      return new Broken();
    },
    refusal: /^box must be \[lx, ly, xy\], got 0 numbers$/,
  },
  {
    name: 'a subclass is a Sample like any other',
    run: () => new (class extends addon().Sample {})(sampleSpec()).particles,
    gives: PARTICLES,
  },
];

const GETTERS: HostileCase[] = [
  {
    name: 'a getter that detaches the positions',
    run: () => {
      const { positions } = sampleSpec();
      return sample({
        positions,
        get box() {
          detached(positions as Float64Array<ArrayBuffer>);
          return [4, 4, 0];
        },
      });
    },
    refusal: /^positions is detached: its memory has been transferred$/,
  },
  {
    name: 'an item of a plain array that detaches the positions',
    run: () => {
      const { positions } = sampleSpec();
      const box = Object.defineProperty([0, 4, 0], 0, {
        get: () => {
          detached(positions as Float64Array<ArrayBuffer>);
          return 4;
        },
      });
      return sample({ positions, box });
    },
    refusal: /^positions is detached: its memory has been transferred$/,
  },
  {
    name: 'a getter that shrinks the positions',
    run: () => {
      const buffer = new ArrayBuffer(16 * PARTICLES, { maxByteLength: 16 * PARTICLES });
      const positions = new Float64Array(buffer, 0, 2 * PARTICLES);
      return sample({
        positions,
        get masses() {
          buffer.resize(8);
          return [1];
        },
      });
    },
    refusal: /^positions must hold 2 numbers a particle: 0 for 16$/,
  },
  {
    name: 'a getter that detaches the fields of a search',
    run: () => {
      const fields = vector() as Float64Array<ArrayBuffer>;
      const options = {
        count: 1,
        fields,
        get dipoles() {
          detached(fields);
          return undefined;
        },
      };
      return addon().pseudoHarmonicModes(relaxedHessian(), options as never);
    },
    refusal: /^fields is detached: its memory has been transferred$/,
  },
  {
    name: 'a getter that detaches the control',
    run: () => {
      const control = new Int32Array(4);
      const options = {
        get maxEvaluations() {
          detached(control);
          return 10;
        },
      };
      return sample().minimise(options, control);
    },
    refusal: /^control is detached: its memory has been transferred$/,
  },
  {
    name: 'a getter that disposes of the Hessian: a window',
    run: () => {
      const hessian = relaxedHessian();
      const options = {
        get expected() {
          hessian.dispose();
          return 0;
        },
      };
      return addon().modesInWindow(hessian, 0.5, 5, options).status;
    },
    gives: 'converged',
  },
  {
    name: 'a getter that disposes of the Hessian: lowest modes',
    run: () => {
      const hessian = relaxedHessian();
      const options = {
        get count() {
          hessian.dispose();
          for (let k = 0; k < 50; k++) new Float64Array(5000).fill(1e300);
          return 3;
        },
      };
      return hessian.lowestModes(options).status;
    },
    gives: 'converged',
  },
  {
    name: 'a getter that disposes of the Hessian: pseudo-harmonic modes',
    run: () => {
      const hessian = relaxedHessian();
      const options = {
        count: 1,
        get fields() {
          hessian.dispose();
          return vector();
        },
      };
      return addon().pseudoHarmonicModes(hessian, options).distinct;
    },
    gives: 1,
  },
  {
    name: 'a getter that runs the same dynamics',
    run: () => {
      const outer = dynamics();
      const options = runOptions({
        get steps() {
          outer.run(runOptions({ steps: 5 }));
          return 5;
        },
      });
      outer.run(options);
      return outer.step;
    },
    gives: 10,
  },
  {
    name: 'a getter that throws',
    run: () =>
      sample({
        get box(): never {
          throw new Error('not today');
        },
      }),
    refusal: /^not today$/,
  },
];

const NUMBERS: HostileCase[] = [
  {
    name: 'a matrix with NaN',
    run: () => addon().solvePositiveDefinite(Float64Array.of(1, 0, NaN, 1), Float64Array.of(1, 1)),
    refusal: /^matrix must hold finite numbers, got NaN at index 2$/,
  },
  {
    name: 'a right side with -Infinity',
    run: () => addon().solvePositiveDefinite(Float64Array.of(1, 0, 0, 1), Float64Array.of(1, -Infinity)),
    refusal: /^right must hold finite numbers, got -Infinity at index 1$/,
  },
  ...[NaN, -1, 0, Infinity].map((tolerance) => ({
    name: `lowest modes to a tolerance of ${tolerance}`,
    run: () => relaxedHessian().lowestModes({ count: 3, tolerance }),
    refusal: new RegExp(`^tolerance must be a finite number above 0, got ${tolerance}$`),
  })),
  {
    name: 'vectors with NaN',
    run: () => relaxedHessian().solve(vector(NaN)),
    refusal: /^vectors must hold finite numbers, got NaN at index 0$/,
  },
  {
    name: 'more modes in a window than there are',
    run: () => addon().modesInWindow(relaxedHessian(), 0.5, 5, { expected: 2 * PARTICLES + 1 }),
    refusal: /^expected must be a whole number from 0 to 32, got 33$/,
  },
  {
    name: 'indices that are none',
    run: () => relaxedHessian().solvePinned(Int32Array.of(0, PARTICLES), vector()),
    refusal: /^pinned must hold indices below 16, got 16$/,
  },
  {
    name: 'a Hessian that has been disposed of',
    run: () => {
      const hessian = relaxedHessian();
      hessian.dispose();
      hessian.dispose();
      return addon().bondCompliances(hessian);
    },
    refusal: /^this Hessian has been disposed of$/,
  },
];

/** AddressSanitizer ends the process where there is no memory. */
const MEMORY: HostileCase[] =
  process.env['KEYCORE_ADDON_PRELOAD'] === undefined
    ? [
        {
          name: 'a result larger than memory',
          run: () => relaxedHessian().inverseBetween(new Int32Array(400_000)),
          refusal: /^not enough memory for inverseBetween$/,
        },
      ]
    : [];

/** Time for which another thread works against a call. */
const AGAINST_MS = 800;

function shared(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** Runs `work` again and again while another thread runs `code` over `words`; what it gave or was refused with. */
async function against(code: string, words: Int32Array, work: () => unknown): Promise<string[]> {
  const ready = shared(1);
  const source = `const { words, ready } = require('node:worker_threads').workerData;
    Atomics.store(ready, 0, 1);
    Atomics.notify(ready, 0);
    for (;;) { ${code} }`;
  const worker = new Worker(source, { eval: true, workerData: { words, ready } });
  await delay(50);
  Atomics.wait(ready, 0, 0);
  const seen = new Set<string>();
  for (const end = Date.now() + AGAINST_MS; Date.now() < end;) {
    try {
      seen.add(String(work()));
    } catch (error) {
      seen.add((error as Error).message.replace(/got -?\d+$/, 'got another'));
    }
  }
  await worker.terminate();
  return [...seen].sort();
}

const THREADS: HostileCase[] = [
  {
    name: 'pinned indices that another thread overwrites',
    run: () => {
      const pinned = shared(8);
      pinned.set([0, 1, 2, 3, 4, 5, 6, 7]);
      const hessian = relaxedHessian();
      return against('words[7] = 1e9; words[7] = 7; words[6] = -2e9; words[6] = 6;', pinned, () => [
        hessian.solvePinned(pinned, vector()).length,
        hessian.inverseBetween(pinned).length,
      ]);
    },
    gives: /^(32,256|(pinned|particles) must hold indices below 16, got another)$/,
  },
  {
    name: 'a control that another thread overwrites',
    run: () => {
      const control = shared(4);
      return against('words[0] ^= 1; words[1] = 99; words[2] = -1; words[3] = 7;', control, () => {
        const fresh = sample();
        fresh.minimise({}, control);
        return fresh.hessian(control).lowestModes({ count: 3 }, control).status;
      });
    },
    gives: /^(converged|not-converged|cancelled)$/,
  },
  {
    name: 'a worker that is ended inside a kernel',
    run: async () => {
      const ready = shared(1);
      const source = `const { workerData } = require('node:worker_threads');
        import(workerData.module).then(({ sample }) => {
          for (;;) {
            const fresh = sample();
            Atomics.store(workerData.ready, 0, 1);
            Atomics.notify(workerData.ready, 0);
            fresh.minimise({});
            fresh.hessian().lowestModes({ count: 3 });
          }
        });`;
      const module = new URL('hostile-samples.ts', import.meta.url).href;
      const ends: string[] = [];
      for (let turn = 0; turn < 5; turn++) {
        Atomics.store(ready, 0, 0);
        const worker = new Worker(source, { eval: true, workerData: { module, ready } });
        await delay(50);
        while (Atomics.load(ready, 0) === 0) await delay(5);
        await delay(7 * turn);
        ends.push(`ended with ${await worker.terminate()}`);
      }
      return ends;
    },
    gives: /^ended with 1$/,
  },
];

export const HOSTILE_CASES: readonly HostileCase[] = [
  ...FORGERIES,
  ...GETTERS,
  ...NUMBERS,
  ...MEMORY,
  ...THREADS,
  ...WRONG_OBJECTS,
];
