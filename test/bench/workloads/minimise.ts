// node minimise.ts FILE MODEL TOLERANCE REPEATS → one line of JSON: our minimiser from the positions of a file.
import { addon } from '../../../native-workers/addon.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { modelById } from '../../../native-workers/models/registry.ts';
import { median } from '../table.ts';
import { readConfiguration } from './read-configuration.ts';

/** What the parent process reads. */
export interface MinimiseFileResult {
  status: string;
  /** Median over the repetitions, of the minimisation only. */
  seconds: number;
  evaluations: number;
  newtonSteps: number;
  maxForce: number;
  energyPerParticle: number;
}

const [file, modelId, tolerance, repeats] = process.argv.slice(2);
const configuration = await readConfiguration(file);
const seconds: number[] = [];
let last;
for (let k = 0; k < Number(repeats); k++) {
  const sample = new (addon().Sample)(sampleSpec(configuration, modelById(modelId)));
  const start = performance.now();
  last = sample.minimise({ forceTolerance: Number(tolerance) });
  seconds.push((performance.now() - start) / 1000);
}
if (last === undefined) throw new Error('REPEATS must be at least 1');
const result: MinimiseFileResult = {
  status: last.status,
  seconds: median(seconds),
  evaluations: last.evaluations,
  newtonSteps: last.newtonSteps,
  maxForce: last.maxForce,
  energyPerParticle: last.energy / configuration.ids.length,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
