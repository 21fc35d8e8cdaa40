// node pseudo-modes.ts FILE MODEL STARTS REPEATS merge|each [DIPOLES.json] → one line of JSON: pseudo-harmonic modes from
// the softest STARTS bonds. `each` runs every start to its minimum; DIPOLES.json is written for the peers.
import { writeFileSync } from 'node:fs';
import { addon } from '../../../native-workers/addon.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { startingBonds } from '../../../native-workers/analyses/pseudo-modes/pseudo-harmonic-starts.ts';
import { modelById } from '../../../native-workers/models/registry.ts';
import { peakMiB } from './peak-memory.ts';
import { readConfiguration } from './read-configuration.ts';

/** What the parent process reads. */
export interface PseudoModesResult {
  particles: number;
  /** Of each repetition, from the positions to the modes; the first includes loading the kernels. */
  seconds: number[];
  /** Of the last one. */
  stages: Record<string, number>;
  starts: number;
  distinct: number;
  stiffness: number[];
  residual: number;
  solves: number;
  peakMiB: number;
}

const [file, modelId, wanted, repeats, merging] = process.argv.slice(2);
const dipoleFile = process.argv.at(7);
const configuration = await readConfiguration(file);
const seconds: number[] = [];
let result: PseudoModesResult | undefined;
for (let repeat = 0; repeat < Number(repeats); repeat++) {
  const stages: Record<string, number> = {};
  const begin = performance.now();
  const stage = <Result>(name: string, work: () => Result): Result => {
    const start = performance.now();
    const made = work();
    stages[name] = (performance.now() - start) / 1000;
    return made;
  };
  const sample = new (addon().Sample)(sampleSpec(configuration, modelById(modelId)));
  const hessian = stage('factorise', () => sample.hessian());
  const bonds = stage('softness', () => addon().bondCompliances(hessian));
  const used = stage('starts', () =>
    startingBonds(bonds, sample.positions(), configuration.box, 2).subarray(0, Number(wanted)),
  );
  const force = new Float64Array(2 * used.length);
  used.forEach((row, at) => force.set(bonds.direction.subarray(2 * row, 2 * row + 2), 2 * at));
  const dipoles = { first: used.map((row) => bonds.first[row]), second: used.map((row) => bonds.second[row]), force };
  const found = stage('search', () =>
    addon().pseudoHarmonicModes(hessian, { count: used.length, dipoles, mergeEarly: merging === 'merge' }),
  );
  seconds.push((performance.now() - begin) / 1000);
  hessian.dispose();
  if (found.unconverged > 0) throw new Error(`${found.unconverged} starts did not converge`);
  if (dipoleFile !== undefined)
    writeFileSync(
      dipoleFile,
      JSON.stringify({
        first: [...dipoles.first],
        second: [...dipoles.second],
        force: Array.from(used, (_, at) => [force[2 * at], force[2 * at + 1]]),
      }),
    );
  result = {
    particles: sample.particles,
    seconds,
    stages,
    starts: used.length,
    distinct: found.distinct,
    stiffness: [...found.stiffness],
    residual: Math.max(...found.residuals),
    solves: found.solves,
    peakMiB: peakMiB(),
  };
}
if (result === undefined) throw new Error('REPEATS must be at least 1');
process.stdout.write(`${JSON.stringify(result)}\n`);
