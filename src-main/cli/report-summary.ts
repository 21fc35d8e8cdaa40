import type { ModeReport, Report } from '../../native-workers/analysis/report/report.ts';
import { figures, listedIds } from '../../native-workers/text/figures.ts';
import { counted } from './counted.ts';
import { VERDICT_LABELS } from '../../native-workers/analysis/report/verdicts.ts';
import { escapedLine } from '../../native-workers/text/escaped.ts';
import { type TextColumn, textTable } from '../../native-workers/text/text-table.ts';

const MODE_COLUMNS = ['mode', 'ω', 'PR', 'PR_T', 'PR_L', 'T', 'L', 'phonon', 'Ψ–|u_L|', 'residual'];

const SAMPLE_COLUMNS: readonly (TextColumn | string)[] = [
  'N',
  'U/N',
  'ω₀',
  'PR₀',
  'T₀',
  'phonon share',
  'max Ψ',
  'core',
  'key core',
  'λ < 0',
  { title: 'verdict', align: 'left' },
  { title: 'source', align: 'left' },
];

function modeRow(mode: ModeReport) {
  return [
    mode.index,
    mode.omega.toFixed(9),
    mode.pr.toFixed(6),
    mode.prT?.toFixed(6) ?? '–',
    mode.prL?.toFixed(6) ?? '–',
    mode.transverse.toFixed(5),
    mode.longitudinal.toFixed(5),
    mode.phononShare?.toFixed(3) ?? '–',
    mode.correlations.psi_uL?.toFixed(3) ?? '–',
    mode.residual.toExponential(1),
  ];
}

function listed(ids: readonly number[]) {
  return ids.length === 0 ? '' : ` (id${ids.length === 1 ? '' : 's'} ${listedIds(ids)})`;
}

function relaxationLine({ sample, provenance }: Report) {
  const force = (value: number) => value.toExponential(2);
  if (sample.moved === null || provenance.relaxation === null)
    return `analysed as it stands: max|F| ${force(sample.maxForce)}`;
  const { evaluations, newtonSteps } = provenance.relaxation;
  return (
    `relaxed: max|F| ${force(sample.maxForceAsRead)} → ${force(sample.maxForce)} in ${evaluations} force evaluations ` +
    `and ${newtonSteps} Newton steps; particles moved at most ${sample.moved.max.toPrecision(3)} σ ` +
    `(rms ${sample.moved.rms.toPrecision(3)} σ)`
  );
}

/** What must not be overlooked: a liquid, negative modes, more zero modes than translations. */
export function alarms({ sample, loose }: Report): string[] {
  const asRead = sample.negativeModesAsRead;
  const read = asRead === null || asRead === 0 ? '' : `; as read it has ${asRead} negative modes`;
  return [
    ...(sample.liquid ? [`The file is far from a minimum of the energy: this is a liquid, not a glass${read}.`] : []),
    ...(sample.negativeModes > 0 && loose?.reason === undefined
      ? [`Unstable: the Hessian has ${counted(sample.negativeModes, 'negative mode')}.`]
      : []),
    // Where loose particles were looked for, the notes say more.
    ...(sample.zeroModes > 2 && loose === undefined
      ? [
          `The Hessian has ${sample.zeroModes} zero modes instead of the two translations: some particles are free to move (rattlers).`,
        ]
      : []),
  ];
}

/** Diameters of the particles, and how often swaps exchanged them; nothing where sizes follow from the species. */
function sizesLines({ sample: { sizes }, provenance: { preparation } }: Report) {
  if (sizes === undefined) return [];
  const { mean, min, max, dispersity, nonAdditivity } = sizes;
  const swaps = preparation?.dynamics?.swaps;
  const made =
    swaps === undefined || swaps.acceptance === null
      ? ''
      : `; ${(100 * swaps.acceptance).toFixed(1)} % of ${swaps.attempts} swaps accepted`;
  return [
    `diameters ${figures(min, 4)} to ${figures(max, 4)} σ, mean ${figures(mean, 4)} σ, dispersity ` +
      `${(100 * dispersity).toFixed(1)} %, ${nonAdditivity === 0 ? 'additive' : `non-additivity ${nonAdditivity}`}${made}`,
  ];
}

/** Of a packing: how dense and how compressed it is, and how it is held. */
function packingLines({ packing }: Report) {
  if (packing === undefined) return [];
  const { packingFraction, pressure, contactNumber, backboneContactNumber, excessContacts, backbone, overlap } =
    packing;
  const state = `φ ${packingFraction.toFixed(6)}, p ${pressure.toPrecision(4)}`;
  const overlaps =
    overlap === null ? '' : `; overlaps ${overlap.mean.toPrecision(3)} σ, at most ${overlap.max.toPrecision(3)} σ`;
  if (!packing.jammed) return [`packing, not jammed: ${state}, ${counted(packing.contacts, 'contact')}${overlaps}`];
  return [
    `packing: ${state}; Z ${contactNumber.toFixed(4)}, on the backbone of ${backbone} ${figures(backboneContactNumber, 5)}, ` +
      `ΔZ ${figures(excessContacts, 4)}; ${counted(packing.rattlers, 'rattler')}${overlaps}`,
  ];
}

/** What the lowest mode is, with the numbers of both criteria. */
function verdictLine({ qlm, modes }: Report) {
  if (qlm?.limits === undefined) return 'no verdict on the lowest mode';
  const { verdict = null, phononShare = null, limits, verdictReason, participants, omegaT } = qlm;
  const older = `N·PR ${participants.toFixed(0)}, ω₀ ${figures(modes.at(0)?.omega, 4)}, ω_T ${figures(omegaT, 4)}`;
  const because = verdictReason === undefined ? '' : `: ${verdictReason}`;
  if (verdict === null || phononShare === null) return `no verdict on the lowest mode${because} (${older})`;
  const [qlmBelow, phononAbove] = limits;
  return (
    `lowest mode: ${VERDICT_LABELS[verdict]}, phonon share ${phononShare.toFixed(3)} (a QLM below ${qlmBelow}, a phonon ` +
    `above ${phononAbove})${because}; ${older}`
  );
}

function coreLines({ vibrability, core, keyCore }: Report) {
  if (vibrability.max === null || vibrability.mean === null)
    return [`no Ψ: ${vibrability.reason ?? 'the sample is unstable'}`];
  const square =
    keyCore.squareIds === null
      ? `no square: ${keyCore.reason ?? 'none found'}`
      : `square ${keyCore.squareIds.join(' ')} (squareness ${figures(keyCore.squareness, 3)}, score ${figures(keyCore.squareScore, 3)})`;
  return [
    `Ψ: max ${vibrability.max.toFixed(5)}, mean ${vibrability.mean.toFixed(5)}`,
    `core (Ψ > ${core.threshold}): ${core.clusterIds.length} particles at the maximum, ${core.ids.length} in all`,
    `key core (Ψ > ${keyCore.fraction} max Ψ): string of ${keyCore.stringIds.length}${listed(keyCore.stringIds)}, ` +
      `${keyCore.allIds.length} in all`,
    square,
  ];
}

/** Everything of a report that fits on a screen: a few lines on the sample and a table of its modes. */
export function reportText(report: Report): string {
  const { sample, modes, provenance } = report;
  const [lx, ly, xy] = sample.box;
  const tilt = xy === 0 ? '' : `, tilt ${xy.toPrecision(6)}`;
  const lines = [
    provenance.source,
    `model ${sample.model} (${provenance.cutoffScheme}), N = ${sample.n}, box ${lx.toPrecision(8)} × ${ly.toPrecision(8)}${tilt}`,
    ...sizesLines(report),
    relaxationLine(report),
    `U/N ${sample.energyPerParticle.toFixed(9)}; ${sample.zeroModes} zero and ${sample.negativeModes} negative modes`,
    ...alarms(report),
    ...packingLines(report),
    verdictLine(report),
    ...coreLines(report),
  ];
  const missing = provenance.modesComplete
    ? ''
    : 'Completeness of the modes is not proven: one below the last may be missing.\n';
  const time = 'total' in provenance.wallSeconds ? `${provenance.wallSeconds['total'].toFixed(2)} s, ` : '';
  return `${lines.map(escapedLine).join('\n')}\n\n${modes.length === 0 ? '' : textTable(MODE_COLUMNS, modes.map(modeRow))}${missing}\n${time}kernels ${provenance.variant}\n`;
}

/** One row a sample. */
export function reportsTable(reports: readonly Report[]): string {
  const rows = reports.map(({ sample, modes, vibrability, core, keyCore, qlm, provenance }) => [
    sample.n,
    sample.energyPerParticle.toFixed(6),
    figures(modes.at(0)?.omega, 6),
    figures(modes.at(0)?.pr, 4),
    figures(modes.at(0)?.transverse, 4),
    figures(qlm?.phononShare, 3),
    figures(vibrability.max, 5),
    core.clusterIds.length,
    keyCore.stringIds.length,
    sample.negativeModes,
    qlm?.verdict === undefined || qlm.verdict === null ? '–' : VERDICT_LABELS[qlm.verdict],
    provenance.source,
  ]);
  return textTable(SAMPLE_COLUMNS, rows);
}
