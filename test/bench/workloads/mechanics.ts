// node mechanics.ts FILE MODEL REPEATS ANGLES → one line of JSON: times of linear response, pinning and strings.
import { addon } from '../../../native-workers/addon.ts';
import { analyse } from '../../../native-workers/analysis/analyse/analyse.ts';
import { sampleSpec } from '../../../native-workers/configuration/sample-spec.ts';
import { analysisSettingsSchema } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { dot } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { mechanicsSettingsSchema } from '../../../native-workers/analyses/mechanics/mechanics-settings.ts';
import { computeMechanics } from '../../../native-workers/analyses/mechanics/mechanics.ts';
import { stableResponse } from '../../../native-workers/analysis/elasticity/stable-response.ts';
import { shearHarmonics, shearModulusCurve } from '../../../native-workers/analysis/elasticity/shear-modulus.ts';
import { periodicVoronoi } from '../../../native-workers/analysis/voronoi/voronoi.ts';
import { boxArea } from '../../../native-workers/configuration/configuration.ts';
import { modelById } from '../../../native-workers/models/registry.ts';
import { median } from '../table.ts';
import { readConfiguration } from './read-configuration.ts';

/** What the parent process reads; seconds, medians. */
export interface MechanicsResult {
  fourSolves: number;
  /** Linear response with G at 360 angles, beyond the four solves. */
  beyondSolves: number;
  curve: number;
  oneSolve: number;
  /** Pinning 1, 2, … 10 particles that lie together, and that are scattered: curvature and curve at 360 angles. */
  pinNear: number[];
  pinScattered: number[];
  /** Five curves at 1° with strings, in all. */
  report: number;
  /** Tessellation, which strings need once. */
  tessellation: number;
  string: number;
  square: number;
  /** Particles excited at some angle, and the mean number at one. */
  union: number;
  excited: number;
  /** One refactorisation with a curve's set at one angle, the modulus included; mean over curves and angles. */
  refactorise: number;
  measured: number;
  /** Largest relative difference of G by both ways. */
  difference: number;
}

const [file, modelId, repeats, angles] = process.argv.slice(2);
const times = Number(repeats);
const model = modelById(modelId);
const configuration = await readConfiguration(file);
const outcome = analyse({
  configuration,
  model,
  settings: analysisSettingsSchema.parse({ relax: false, modes: 1 }),
  source: file,
  seed: null,
});
const { keyCore } = outcome.report;
const { ids, box } = configuration;
const sample = new (addon().Sample)(sampleSpec(configuration, model));
const hessian = sample.hessian();

function secondsOf(work: () => void, count = times): number {
  const found = Array.from({ length: count }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  // The first is that of cold code.
  return median(found.slice(1));
}

const { pinning, ...linear } = (() => {
  const made = stableResponse(sample, hessian, box);
  const { affineForces, curvature } = made.response;
  const fourSolves = secondsOf(() => void hessian.solve(affineForces));
  const whole = secondsOf(() => {
    shearModulusCurve(shearHarmonics(stableResponse(sample, hessian, box).response.curvature), 1);
  });
  const one = affineForces.slice(0, affineForces.length / 4);
  return {
    pinning: made,
    fourSolves,
    beyondSolves: whole - fourSolves,
    curve: secondsOf(() => void shearModulusCurve(shearHarmonics(curvature), 1)),
    oneSolve: secondsOf(() => void hessian.solve(one)),
  };
})();

const { positions } = configuration;
const distance = (i: number): number =>
  Math.hypot(positions[2 * i] - positions[0], positions[2 * i + 1] - positions[1]);
const near = [...ids.keys()].sort((a, b) => distance(a) - distance(b));
const pinTimes = (pick: (at: number) => number): number[] =>
  Array.from({ length: 10 }, (_, count) => {
    const set = Array.from({ length: count + 1 }, (__, at) => pick(at));
    return secondsOf(() => void shearModulusCurve(shearHarmonics(pinning.curvature(set)), 1), 5 * times);
  });

const request = {
  ids,
  keyCore,
  displacements: outcome.fields.displacements,
  settings: mechanicsSettingsSchema.parse({}),
  source: file,
  sampleHash: '',
};
const tessellation = periodicVoronoi(box, positions);
const ground = { model, box, hessian, pinning, tessellation };
const report = computeMechanics(ground, request);
const seconds = secondsOf(
  () => void computeMechanics({ ...ground, pinning: stableResponse(sample, hessian, box) }, request),
);
const { sets, strings, curves } = report;
if (strings === null || sets.allStrings === null) throw new Error('the sample has no key core to pin');

/** The other way: for a curve and an angle, one factorisation with its set pinned, one solve, and the modulus. */
function refactorised(set: readonly number[], degrees: number): number {
  const theta = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(theta), Math.sin(theta)];
  const gradient = [-c * s, c * c, -s * s, s * c] as const;
  const force = sample.affineForce(gradient);
  const moved = hessian.solvePinned(Int32Array.from(set), force);
  let born = 0;
  for (let k = 0; k < 16; k++) born += gradient[Math.floor(k / 4)] * gradient[k % 4] * pinning.response.bornTerm[k];
  return born - dot(force, moved) / boxArea(box);
}

const indices = (named: readonly number[]): number[] => named.map((id) => ids.indexOf(id));
const string = indices(sets.string);
const curveSets: [readonly number[] | null, (at: number) => number[]][] = [
  [curves.stringPinned, () => string],
  [curves.squarePinned, () => indices(sets.square ?? [])],
  [curves.angleStringsPinned, (at) => [...string, ...indices(strings.perAngle.excited[at])]],
  [curves.allStringsPinned, () => indices(sets.allStrings ?? [])],
];
const spent: number[] = [];
let difference = 0;
for (let k = 0; k < Number(angles); k++) {
  const at = Math.floor((k * 180) / Number(angles));
  for (const [curve, setAt] of curveSets) {
    if (curve === null) continue;
    const set = setAt(at);
    const start = performance.now();
    const modulus = refactorised(set, at);
    spent.push((performance.now() - start) / 1000);
    difference = Math.max(difference, Math.abs(modulus / curve[at] - 1));
  }
}

const lengths = strings.perAngle.lString;
const result: MechanicsResult = {
  ...linear,
  pinNear: pinTimes((at) => near[at]),
  pinScattered: pinTimes((at) => Math.floor((at * ids.length) / 10)),
  report: seconds,
  tessellation: secondsOf(() => void periodicVoronoi(box, positions)),
  string: sets.string.length,
  square: sets.square?.length ?? 0,
  union: strings.unionIds.length,
  excited: lengths.reduce((sum, length) => sum + length, 0) / lengths.length - sets.string.length,
  refactorise: spent.reduce((sum, value) => sum + value, 0) / spent.length,
  measured: spent.length,
  difference,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
