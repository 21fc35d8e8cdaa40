import { escapedLine } from '../../text/escaped.ts';
import { listedIds } from '../../text/figures.ts';
import type { D2minReport } from './d2min-report.ts';

function eventText(events: D2minReport['events']) {
  const first = events.at(0);
  if (first === undefined) return 'no plastic event on the way';
  const which = events.length === 1 ? 'one plastic event' : `${events.length} plastic events, the first`;
  const where = `at γ = ${Number(first.strain.toPrecision(9))}`;
  return `${which} ${where}: energy drop ${first.energyDrop.toPrecision(4)}, moved: ids ${listedIds(first.moved)}`;
}

/** D²_min of a sample on the terminal. */
export function d2minText(report: D2minReport, source: string): string {
  const { sample, strain, events, neighbours, d2min, localShear, keyCore, settings } = report;
  const lines = [
    source,
    `${settings.protocol} at ${settings.angle}° to γ = ${Number(strain.toPrecision(9))}, model ${sample.model}, N = ${sample.n}`,
    eventText(events),
    `D²_min over neighbours within ${settings.radius} σ (${neighbours.mean.toFixed(1)} on average): mean ${d2min.mean.toExponential(3)} σ², largest ${d2min.max.toExponential(3)} σ² at particle ${d2min.maxId}`,
    `local shear strain: mean ${localShear.mean.toExponential(3)}, largest ${localShear.max.toExponential(3)} at particle ${localShear.maxId}`,
    keyCore === null
      ? 'there is no key-core string'
      : `key-core string (${keyCore.ids.length} particles): mean D²_min ${keyCore.mean.toExponential(3)} σ²${keyCore.ratio === null ? '' : `, ${keyCore.ratio.toPrecision(3)} times that of all`}`,
  ];
  return `${lines.map(escapedLine).join('\n')}\n`;
}
