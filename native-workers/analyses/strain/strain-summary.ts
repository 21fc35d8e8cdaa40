import type { PlasticEvent, StrainReport } from './strain-report.ts';
import { escapedLine } from '../../text/escaped.ts';
import { figures, listedIds } from '../../text/figures.ts';
import { textTable } from '../../text/text-table.ts';

/** More steps than this are shown by some of them. */
const MAX_ROWS = 20;

function exponential(value: number | null, digits = 2) {
  return value === null ? '–' : value.toExponential(digits);
}

/** A strain with the figures that tell neighbours apart, and no more noughts than it needs. */
function strainFigures(strain: number) {
  return String(Number(strain.toPrecision(9)));
}

/** The first, the last, and others evenly between. */
function some<Item>(items: readonly Item[], most: number) {
  if (items.length <= most) return [...items];
  const places = new Set(Array.from({ length: most }, (_, k) => Math.round((k * (items.length - 1)) / (most - 1))));
  return items.filter((_, at) => places.has(at));
}

function convergenceTable({ convergence, linear }: StrainReport) {
  if (convergence.length === 0) return '';
  const rows = convergence.map(({ step, field, oneSided, modulus, crossings, elastic }) => [
    exponential(step, 0),
    exponential(field),
    exponential(oneSided),
    figures(modulus, 9),
    modulus === null ? '–' : exponential(modulus / linear.modulus - 1),
    elastic ? (crossings === 0 ? '' : `${crossings} at the cutoff`) : 'plastic event',
  ]);
  const columns = ['±γ', '‖Δd/2γ − x‖/‖x‖', '‖d/γ − x‖/‖x‖', 'modulus', 'off by'];
  return `finite steps beside linear response:\n${textTable([...columns, { title: '', align: 'left' }], rows)}\n`;
}

function stepsTable({ steps }: StrainReport) {
  const rows = some(steps, MAX_ROWS).map(({ strain, driving, energy, moved, dissipated }) => [
    strainFigures(strain),
    driving.toPrecision(9),
    energy.toPrecision(12),
    exponential(moved),
    exponential(dissipated, 1),
  ]);
  const shown = rows.length < steps.length ? `, ${rows.length} of them shown` : '';
  return (
    `${steps.length} step${steps.length === 1 ? '' : 's'}${shown}:\n` +
    textTable(['γ', 'stress', 'U', 'moved', 'dissipated'], rows)
  );
}

function eventLines(event: PlasticEvent) {
  const { before, after, stressDrop, energyDrop, moved, largest, participants, approach, criticalStrain } = event;
  const last = approach.at(-1);
  return [
    `plastic event between γ = ${strainFigures(before.strain)} and ${strainFigures(after.strain)}: ` +
      `stress ${before.driving.toPrecision(6)} → ${after.driving.toPrecision(6)} (drop ${figures(stressDrop, 4)}), ` +
      `energy drop ${figures(energyDrop, 4)}`,
    `  ${moved.ids.length} particle${moved.ids.length === 1 ? '' : 's'} moved more than ${figures(moved.threshold, 3)} σ` +
      (moved.ids.length === 0 ? '' : ` (ids ${listedIds(moved.ids)})`) +
      `, ${largest.id} furthest by ${figures(largest.distance, 4)} σ; ${figures(participants, 3)} take part`,
    ...(last === undefined
      ? []
      : [
          `  lowest eigenvalue ${figures(last.eigenvalue, 4)} at γ = ${strainFigures(last.strain)}` +
            (criticalStrain === null ? '' : `, 0 at γ = ${strainFigures(criticalStrain)} by extrapolation`),
        ]),
  ];
}

/** Everything of a report that fits on a screen. */
export function strainText(report: StrainReport): string {
  const { protocol, angle, start, linear, events, reversal, end, provenance } = report;
  const [lx, ly, xy] = end.box;
  const lines = [
    provenance.source,
    `${protocol} at ${angle}°, model ${provenance.model}: modulus ${linear.modulus.toPrecision(9)}, stress ` +
      `${start.driving.toPrecision(6)}, lowest eigenvalue ${linear.lowestEigenvalue.toPrecision(5)} at γ = 0`,
  ];
  const after = [
    ...events.flatMap(eventLines),
    ...(events.length === 0 ? [`no plastic event up to γ = ${strainFigures(end.strain)}`] : []),
    ...(reversal === null
      ? []
      : [
          `back at γ = 0: particles are ${exponential(reversal.moved)} σ off at most (rms ${exponential(reversal.rms)}), ` +
            `U by ${exponential(reversal.energy)}; ${reversal.events} events on the way back`,
        ]),
    `box ${lx.toPrecision(8)} × ${ly.toPrecision(8)}, tilt ${xy.toPrecision(6)}`,
    `${provenance.wallSeconds.toFixed(2)} s, ${provenance.evaluations} force evaluations, kernels ${provenance.variant}`,
  ];
  return `${lines.map(escapedLine).join('\n')}\n\n${convergenceTable(report)}${stepsTable(report)}\n${after.join('\n')}\n`;
}
