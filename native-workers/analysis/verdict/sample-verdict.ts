import { type Box, boxArea } from '../../configuration/configuration.ts';
import { isBox, MAX_WAVES, type PhononShareInput, phononShares } from './phonon-share.ts';
import { waveCuts } from './plane-waves.ts';
import { noTransverseWave, participationVerdict, phononVerdict, type QlmShares } from './qlm.ts';
import type { ModeReport, Report } from '../report/report.ts';

/**
 * What the shares of a sample's modes are worked out from, beside its report. Positions as analysed; displacements of
 * the lowest modes of the report, or of all.
 */
export interface VerdictEvidence extends Omit<PhononShareInput, 'box' | 'omegas' | 'speeds'> {
  /** Mass of all particles. */
  totalMass: number;
  qlmShares: QlmShares;
  /** N·PR of the older verdict. */
  qlmParticipants: number;
}

type QlmReport = NonNullable<Report['qlm']>;

const TRANSLATIONS = 2;

/** Why the modes of a sample that has some have no phononShare, or null where they have. */
function noShares({ sample, modes, loose }: Report, box: Box) {
  const { negativeModes } = sample;
  const zeroModes = loose?.leftOut === true ? TRANSLATIONS : sample.zeroModes;
  if (!isBox(box)) return `${box.lx} × ${box.ly} is no box`;
  if (negativeModes > 0)
    return `the sample is unstable: its Hessian has ${negativeModes} negative eigenvalue${negativeModes === 1 ? '' : 's'}`;
  if (zeroModes > TRANSLATIONS)
    return `some particles are free to move (rattlers): the Hessian has ${zeroModes} zero eigenvalues instead of 2`;
  return modes[0].omega >= 0 ? null : 'the eigenvalue of the lowest mode is negative';
}

/**
 * c_T and c_L from the mean of G(θ) with the key-core string pinned, as ω_T is, and the bulk modulus; and why there is
 * none.
 */
function waveSpeeds(elasticity: Report['elasticity'], totalMass: number, box: Box) {
  const pinned = elasticity?.pinnedShear ?? null;
  const missing = noTransverseWave(pinned);
  if (pinned === null || missing !== null)
    return { speeds: { transverse: null, longitudinal: null }, reason: `${missing}: the first shell alone counts` };
  const density = totalMass / boxArea(box);
  const transverse = Math.sqrt(pinned.mean / density);
  const compression = (elasticity?.bulk ?? Number.NaN) + pinned.mean;
  if (compression > 0) return { speeds: { transverse, longitudinal: Math.sqrt(compression / density) }, reason: null };
  return { speeds: { transverse, longitudinal: null }, reason: 'K + G is not positive: no longitudinal wave counts' };
}

function withReason(mode: ModeReport, phononShare: number | null, reason: string | null): ModeReport {
  if (reason === null) return { ...mode, phononShare };
  return { ...mode, phononShare, reason: mode.reason === undefined ? reason : `${mode.reason}; ${reason}` };
}

/**
 * The report with phononShare of every mode and the verdict on the lowest one. Modes without displacements, those of an
 * unstable sample and those above too many waves have null, with the reason.
 */
export function withVerdict(report: Report, evidence: VerdictEvidence): Report {
  const { positions, displacements, totalMass, qlmShares, qlmParticipants, maxWaves = MAX_WAVES } = evidence;
  const { sample, modes, elasticity } = report;
  const [lx, ly, xy] = sample.box;
  const box = { lx, ly, xy };
  const lowest = modes.at(0);
  if (lowest === undefined) return report;
  const pinned = elasticity?.pinnedShear ?? null;
  const older =
    report.qlm ??
    participationVerdict({ ...lowest, particles: positions.length / 2, totalMass, box, pinned }, qlmParticipants);
  const base = { ...older, criterion: 'phonon-share', limits: [...qlmShares] } satisfies Partial<QlmReport>;
  const missing = noShares(report, box);
  if (missing !== null)
    return {
      ...report,
      modes: modes.map((mode) => withReason(mode, null, missing)),
      qlm: { ...base, verdict: null, phononShare: null, cuts: null, verdictReason: missing },
    };
  const kept = Math.min(modes.length, displacements.length / positions.length);
  // The lowest is not negative (`noShares`), and the others are no lower.
  const omegas = modes.slice(0, kept).map(({ omega }) => Math.max(0, omega));
  const { speeds, reason } = waveSpeeds(elasticity, totalMass, box);
  const judged = displacements.subarray(0, kept * positions.length);
  const { shares, dimensions } = phononShares({ ...evidence, box, displacements: judged, omegas, speeds });
  const why = (mode: number) => {
    if (mode >= kept) return 'phononShare: the displacements of the mode are not at hand';
    if (shares[mode] !== null) return null;
    return dimensions[mode] === null
      ? `phononShare: more than ${maxWaves} plane waves lie below its cuts`
      : 'phononShare: the displacements are those of no mode';
  };
  const share = shares.at(0) ?? null;
  const cuts = { ...waveCuts(lowest.omega, speeds, box), waves: dimensions.at(0) ?? null };
  const verdictReason = share === null ? why(0) : reason;
  return {
    ...report,
    modes: modes.map((mode, at) => withReason(mode, shares.at(at) ?? null, why(at))),
    qlm: {
      ...base,
      verdict: share === null ? null : phononVerdict(share, qlmShares),
      phononShare: share,
      cuts,
      ...(verdictReason === null ? {} : { verdictReason }),
    },
  };
}
