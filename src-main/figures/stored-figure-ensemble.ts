import { z } from 'zod';
import { mechanicsAnalysis } from '../../native-workers/analyses/mechanics/mechanics-analysis.ts';
import { storedReport } from '../project/analysis-reports.ts';
import type { Project } from '../project/project.ts';
import type { EnsembleCurve, EnsembleSample, FigureEnsemble } from './ensemble/figure-ensemble.ts';

/** Most curves of G(θ) that one panel tells apart. */
const MOST_CURVES = 6;

/** What of the configuration of a job its captions state. */
const thresholdsSchema = z.object({
  analysis: z.object({ coreThreshold: z.number(), keyCoreFraction: z.number() }),
});

function thresholdsOf(project: Project) {
  const found = project.listJobs().flatMap(({ configuration }) => thresholdsSchema.safeParse(configuration).data ?? []);
  return {
    coreThresholds: [...new Set(found.map(({ analysis }) => analysis.coreThreshold))],
    keyCoreFractions: [...new Set(found.map(({ analysis }) => analysis.keyCoreFraction))],
  };
}

/** G(θ) of the samples of lowest ω that have it. */
function curvesOf(project: Project, samples: readonly EnsembleSample[]): EnsembleCurve[] {
  const curves: EnsembleCurve[] = [];
  for (const { number, omega } of samples.toSorted((a, b) => a.omega - b.omega)) {
    if (curves.length === MOST_CURVES) break;
    const found = storedReport(project, mechanicsAnalysis, number, null);
    if (found === null) continue;
    const { degrees, curves: of, anisotropy } = mechanicsAnalysis.report.parse(found.report);
    curves.push({ number, omega, degrees, values: of.unpinned, pinnedMean: anisotropy.stringPinned?.mean ?? null });
  }
  return curves;
}

/**
 * Samples of a project as figures of many are drawn from: all of them, or some by their numbers. Those without a mode are
 * left out. `name`: of the project, without folders.
 */
export function storedFigureEnsemble(project: Project, name: string, chosen: readonly number[] | null): FigureEnsemble {
  const numbers = chosen === null ? null : new Set(chosen);
  // A number that is not there is refused by name.
  for (const number of numbers ?? []) project.readNumbers(number);
  const modes = project.listModes().filter(({ sample }) => numbers?.has(sample) ?? true);
  const lowest = new Map(modes.flatMap((mode) => (mode.position === 0 ? [[mode.sample, mode]] : [])));
  const samples = project.listSamples().flatMap((sample): EnsembleSample[] => {
    const mode = lowest.get(sample.number);
    if (mode === undefined) return [];
    const { number, contentHash, model, particles, coreSize, keyCoreSize, maxVibrability, elasticity, verdict } =
      sample;
    return [
      {
        number,
        contentHash,
        model,
        particles,
        verdict: verdict?.verdict ?? null,
        phononShare: verdict?.phononShare ?? null,
        omega: mode.omega,
        pr: mode.pr,
        prT: mode.prT,
        prL: mode.prL,
        coreSize,
        keyCoreSize,
        maxVibrability,
        shear: elasticity?.shear ?? null,
        pinnedShear: elasticity?.pinnedShear ?? null,
        relativeAnisotropy: elasticity?.relativeAnisotropy ?? null,
        omegaT: elasticity?.omegaT ?? null,
      },
    ];
  });
  return {
    project: name,
    samples,
    chosen: numbers === null ? null : [...numbers].sort((a, b) => a - b),
    higher: modes.flatMap(({ sample, position, omega, pr }) => (position === 0 ? [] : [{ sample, omega, pr }])),
    curves: curvesOf(project, samples),
    ...thresholdsOf(project),
  };
}
