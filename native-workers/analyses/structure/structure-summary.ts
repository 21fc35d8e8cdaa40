import { escapedLine } from '../../text/escaped.ts';
import { textTable } from '../../text/text-table.ts';
import type { StructureReport } from './structure-report.ts';

/** Where a curve is largest: "2.314 at r = 1.035 σ". */
function peakText(abscissa: readonly number[], values: readonly number[], axis: string, unit: string) {
  const most = values.reduce((best, value, at) => (value > values[best] ? at : best), 0);
  if (values.length === 0) return 'no value';
  return `${values[most].toPrecision(4)} at ${axis} = ${abscissa[most].toFixed(3)} ${unit}`;
}

/** The structure of a sample on the terminal. */
export function structureText(
  { sample, hexatic, pairs, factor, coordination }: StructureReport,
  source: string,
): string {
  const species = Object.keys(coordination);
  const columns = Math.max(0, ...species.map((name) => coordination[name].length));
  const rows = Array.from({ length: columns }, (_, z) => [
    String(z),
    ...species.map((name) => String(coordination[name].at(z) ?? 0)),
  ]).filter((row) => row.slice(1).some((count) => count !== '0'));
  const lines = [
    source,
    `${sample.n} particles, model ${sample.model}: hexatic order |⟨ψ6⟩| = ${hexatic.global.toFixed(4)}, ⟨|ψ6|⟩ = ${hexatic.mean.toFixed(4)}`,
    `largest g(r): ${peakText(pairs.r, pairs.total, 'r', 'σ')}`,
    `largest S(q), mean of a shell: ${peakText(factor.q, factor.mean, 'q', 'σ⁻¹')}`,
  ];
  return `${lines.map(escapedLine).join('\n')}\n\nVoronoi neighbours:\n${textTable(['z', ...species], rows)}`;
}
