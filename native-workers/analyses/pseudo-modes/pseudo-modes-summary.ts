import type { PseudoMode, PseudoModesReport } from './pseudo-modes-report.ts';
import { escapedLine } from '../../text/escaped.ts';
import { textTable } from '../../text/text-table.ts';

const COLUMNS = ['mode', 'ω', 'κ', 'C', 'N·PR', 'T', 'L', 'angle', 'x', 'y', 'id', 'nearest mode', 'hits', 'residual'];

function row(mode: PseudoMode) {
  const { index, omega, eigenvalue, cost, participants, transverse, longitudinal, quadrupole, centre } = mode;
  const { nearestMode } = mode;
  return [
    index,
    ...[omega, eigenvalue, cost].map((value) => value.toPrecision(4)),
    participants.toFixed(1),
    ...[transverse, longitudinal].map((share) => share.toFixed(3)),
    quadrupole.angle === null ? '–' : `${quadrupole.angle.toFixed(1)}°`,
    ...centre.map((coordinate) => coordinate.toFixed(2)),
    mode.centreId,
    nearestMode === null ? '–' : `${nearestMode.index} (${nearestMode.overlap.toFixed(3)})`,
    mode.hits,
    mode.residual.toExponential(0),
  ];
}

/** The modes as a table, and how they were looked for. */
export function pseudoModesText({ sample, modes, search, provenance }: PseudoModesReport): string {
  const { starts, fromBonds, fromModes, distinct, merged, unconverged } = search;
  const seconds = provenance.wallSeconds['total'] ?? 0;
  const lowest =
    sample.lowestOmega === null ? '' : `; the lowest mode of the Hessian has ω = ${sample.lowestOmega.toPrecision(4)}`;
  return [
    `${escapedLine(provenance.source)}: ${sample.n} particles, ${escapedLine(sample.model)}${lowest}\n`,
    `${modes.length} of ${distinct} pseudo-harmonic modes that ${starts} starts (${fromBonds} bonds, ${fromModes} modes) came to, the softest first\n`,
    `${merged} starts ended on a mode that was known, ${unconverged} on none; ${seconds.toFixed(2)} s\n\n`,
    textTable(COLUMNS, modes.map(row)),
  ].join('');
}
