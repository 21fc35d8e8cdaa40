import type { DebyeReport, SpectrumReport } from './spectrum-report.ts';
import { escapedLine } from '../../text/escaped.ts';
import { figures } from '../../text/figures.ts';
import { textTable } from '../../text/text-table.ts';

/** More bins than this are shown by as many groups of them. */
const MAX_ROWS = 25;

function debyeLine(name: string, debye: DebyeReport) {
  if (debye === null) return '';
  const { level, shear, bulk, transverseSpeed, longitudinalSpeed, reason } = debye;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `Debye level of D(ω)/ω, ${name}: ${figures(level)}${why}; G ${figures(shear)}, K ${figures(bulk)}, c_T ${figures(transverseSpeed)}, c_L ${figures(longitudinalSpeed)}\n`;
}

function histogramTable({ histogram, sample }: SpectrumReport) {
  const { edges, counts } = histogram;
  const together = Math.ceil(counts.length / MAX_ROWS);
  const rows: string[][] = [];
  for (let first = 0; first < counts.length; first += together) {
    const end = Math.min(counts.length, first + together);
    const count = counts.slice(first, end).reduce((sum, each) => sum + each, 0);
    const density = count / (sample.modes * (edges[end] - edges[first]));
    const middle = 0.5 * (edges[first] + edges[end]);
    rows.push([figures(edges[first]), figures(edges[end]), String(count), figures(density), figures(density / middle)]);
  }
  return textTable(['ω from', 'to', 'modes', 'D(ω)', 'D(ω)/ω'], rows);
}

function windowText({ window, estimate }: SpectrumReport) {
  if (window === null) return '';
  const { lower, upper, count, slices, worstResidual, transverse, map } = window;
  if (count === 0) return `no mode lies in the window ω = ${figures(lower)} to ${figures(upper)}\n`;
  const share = transverse.reduce((sum, each) => sum + each, 0) / count;
  const expected = estimate === null ? '' : `, expected to take ${estimate.seconds.toFixed(1)} s`;
  return (
    `${count} modes in the window ω = ${figures(lower)} to ${figures(upper)}, as many as the inertia tells of: all of them ` +
    `(${slices} slice${slices === 1 ? '' : 's'}, largest residual ${worstResidual.toExponential(1)}${expected})\n` +
    `transverse share of them ${figures(share)}; D_i^T(ω)/ω: mean ${figures(map.mean)}, largest ${figures(map.max)} at id ${map.maxId}\n`
  );
}

/** A spectrum on the terminal. */
export function spectrumText(report: SpectrumReport): string {
  const { sample, provenance } = report;
  const others = [
    ...(sample.negativeModes > 0 ? [`${sample.negativeModes} negative modes`] : []),
    ...(sample.zeroModes > 0 ? [`${sample.zeroModes} zero modes beside the translations`] : []),
  ];
  return (
    `${escapedLine(provenance.source)}: N = ${sample.n}, ${sample.modes} modes${others.length === 0 ? '' : `, ${others.join(' and ')} in no bin`}\n` +
    histogramTable(report) +
    debyeLine('free', report.debye) +
    debyeLine('key core pinned', report.debyePinned) +
    windowText(report)
  );
}
