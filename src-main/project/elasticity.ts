import { ReportRows, type ReportSource } from './report-rows.ts';

/** In a report of an older Keycore neither is there. */
function numbersOf({ elasticity, qlm }: ReportSource) {
  if (elasticity === undefined || qlm === undefined) return null;
  const { shear, pinnedShear, bulk, relativeAnisotropy } = elasticity;
  const { participants, omegaT, isQlm } = qlm;
  return {
    /** Mean, minimum and maximum of G(θ), ε/σ²; null for an unstable sample. */
    shear: shear?.mean ?? null,
    shearMin: shear?.min ?? null,
    shearMax: shear?.max ?? null,
    /** Mean of G(θ) with the key-core string pinned. */
    pinnedShear: pinnedShear?.mean ?? null,
    bulk,
    /** (max − min of G) / pinned mean. */
    relativeAnisotropy,
    /** N·PR of the lowest mode. */
    participants,
    /** First transverse phonon. */
    omegaT,
    /** Older criterion (`participationVerdict`). 1: the lowest mode is localised; 0: it is not; null: undecided. */
    isQlm: isQlm === null ? null : Number(isQlm),
  };
}

/** Moduli of a sample, and N·PR and ω_T of its lowest mode, for tables and filters; the report has the rest. */
export type ElasticityNumbers = NonNullable<ReturnType<typeof numbersOf>>;

/** Moduli of samples. */
export const ELASTICITY_ROWS = new ReportRows({
  kind: 'elasticity',
  what: 'the row of its moduli',
  columns: 'shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm',
  numbersOf,
});
