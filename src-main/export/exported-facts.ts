import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { FrameFact } from '../formats/writer.ts';
import type { FieldSource } from './field-source.ts';

/**
 * What the head of an exported file says of its sample: which it is, U/N, moduli, the verdict on its lowest mode, and, one
 * number for each of `modes`, their ω and participation. Units as in the report (docs/command-line.md).
 */
export function exportedFacts({ sample }: FieldSource, modes: readonly number[]): Record<string, FrameFact> {
  const report = reportWithVerdict(sample);
  const { number, contentHash } = sample.numbers;
  const { elasticity, qlm, keyCore, provenance } = report;
  const ofModes = modes.map((mode) => report.modes.at(mode));
  return {
    program: `Keycore ${KEYCORE_VERSION}`,
    sample: number,
    contentHash,
    model: provenance.model,
    seed: provenance.seed,
    energyPerParticle: report.sample.energyPerParticle,
    shearModulus: elasticity?.shear?.mean ?? null,
    bulkModulus: elasticity?.bulk ?? null,
    verdict: qlm?.verdict ?? null,
    lowestPhononShare: qlm?.phononShare ?? null,
    participants: qlm?.participants ?? null,
    omegaT: qlm?.omegaT ?? null,
    maxVibrability: report.vibrability.max,
    coreThreshold: report.core.threshold,
    keyCoreFraction: keyCore.fraction,
    stringIds: keyCore.stringIds,
    squareIds: keyCore.squareIds,
    ...(modes.length === 0
      ? {}
      : {
          mode: modes,
          omega: ofModes.map((mode) => mode?.omega ?? null),
          eigenvalue: ofModes.map((mode) => mode?.eigenvalue ?? null),
          pr: ofModes.map((mode) => mode?.pr ?? null),
          prT: ofModes.map((mode) => mode?.prT ?? null),
          prL: ofModes.map((mode) => mode?.prL ?? null),
          transverse: ofModes.map((mode) => mode?.transverse ?? null),
          longitudinal: ofModes.map((mode) => mode?.longitudinal ?? null),
          phononShare: ofModes.map((mode) => mode?.phononShare ?? null),
        }),
  };
}
