// node stages.ts FILE MODEL MODES REPEATS → one line of JSON: median time and peak memory of each stage.
import { addon } from '../../../native-workers/addon.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { periodicVoronoi } from '../../../native-workers/analysis/voronoi/voronoi.ts';
import { modelById } from '../../../native-workers/models/registry.ts';
import { median } from '../table.ts';
import { peakMiB, restartPeak } from './peak-memory.ts';
import { readConfiguration } from './read-configuration.ts';

/** What the parent process reads. */
export interface StagesResult {
  particles: number;
  seconds: Record<string, number>;
  peakMiB: Record<string, number>;
  /** False where peaks are those since the start of the process. */
  peaksPerStage: boolean;
  factorEntries: number;
  /** Bytes of the factorised Hessian. */
  factorBytes: number;
}

const [file, modelId, modes, repeats] = process.argv.slice(2);
const times = new Map<string, number[]>();
const peaks = new Map<string, number>();
let peaksPerStage = true;

async function stage<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
  peaksPerStage = restartPeak() && peaksPerStage;
  const start = performance.now();
  const result = await work();
  times.set(name, [...(times.get(name) ?? []), (performance.now() - start) / 1000]);
  peaks.set(name, Math.max(peaks.get(name) ?? 0, peakMiB()));
  return result;
}

let particles = 0;
let factorEntries = 0;
let factorBytes = 0;
for (let k = 0; k < Number(repeats); k++) {
  const configuration = await stage('read', () => readConfiguration(file));
  particles = configuration.ids.length;
  const sample = new (addon().Sample)(sampleSpec(configuration, modelById(modelId)));
  await stage('neighbours and forces', () => sample.energetics());
  const hessian = await stage('Hessian, ordering and factorisation', () => sample.hessian());
  ({ factorEntries, bytes: factorBytes } = hessian);
  // One numeric factorisation with the same ordering: H + 1 is as sparse as H, and positive.
  await stage('of it the factorisation', () => hessian.countBelow(Float64Array.of(-1)));
  const found = await stage(`${modes} modes`, () => hessian.lowestModes({ count: Number(modes) }));
  if (found.status !== 'converged') throw new Error(`the modes are ${found.status}`);
  await stage('Ψ', () => hessian.vibrability());
  const tiling = await stage('Voronoi', () => periodicVoronoi(configuration.box, sample.positions()));
  const voronoi = await stage('split', () => {
    const matrix = new (addon().Voronoi)(tiling.edges);
    matrix.split(found.displacements);
    return matrix;
  });
  voronoi.dispose();
  hessian.dispose();
}
const result: StagesResult = {
  particles,
  seconds: Object.fromEntries([...times].map(([name, values]) => [name, median(values)])),
  peakMiB: Object.fromEntries(peaks),
  peaksPerStage,
  factorEntries,
  factorBytes,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
