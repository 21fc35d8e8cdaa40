import type { Analysis, ArrayDescription } from '../../native-workers/analysis/description/analysis.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { markdownTable } from './markdown-table.ts';

const POLICIES = {
  kept: 'A job makes the report; the project keeps it with its arrays and numbers.',
  immediate: 'Computed when it is asked for; nothing is kept.',
} as const;

function code(text: string) {
  return `\`${text}\``;
}

function arrayRow({ name, kind, unit, description }: ArrayDescription) {
  return [code(name), kind, unit ?? '', description];
}

function part(analysis: Analysis) {
  const { name, heading, policy, command, arrays, scalars } = analysis;
  const numbers = scalars.map((scalar) => [code(scalar.name), scalar.of, scalar.unit ?? '', scalar.description]);
  return [
    `## ${heading}`,
    `${command.summary}. ${POLICIES[policy]} Command and route: ${code(name)} ([flags and JSON](command-line.md#${name})).`,
    ...(arrays.length === 0 ? [] : [markdownTable(['array', 'kind', 'unit', 'what it is'], arrays.map(arrayRow))]),
    ...(numbers.length === 0 ? [] : [markdownTable(['number', 'of each', 'unit', 'what it is'], numbers)]),
  ].join('\n\n');
}

/** Every analysis with its arrays and the numbers by which samples can be looked for. */
export function analysisTable(): string {
  return ANALYSES.map(part).join('\n\n');
}
