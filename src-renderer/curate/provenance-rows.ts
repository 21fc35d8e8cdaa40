import type { ProvenanceSheet } from '../../src-main/api/curation-contract.ts';

/** A line of the sheet. */
export interface ProvenanceRow {
  name: string;
  value: string;
}

/** Lines under a heading. */
export interface ProvenanceGroup {
  heading: string;
  rows: ProvenanceRow[];
}

/** `checkpointInterval` as words: "checkpoint interval". */
function words(name: string) {
  return name.replaceAll(/(?<=[a-z\d])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: unknown): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every value of an object that is no object itself, with the path to it. */
function flattened(value: Readonly<Record<string, unknown>>, before: string[] = []): ProvenanceRow[] {
  return Object.entries(value).flatMap(([name, each]) => {
    const path = [...before, words(name)];
    if (typeof each === 'object' && each !== null && !Array.isArray(each))
      return flattened(each as Record<string, unknown>, path);
    return [{ name: path.join(', '), value: textOf(each) }];
  });
}

/** Everything on the sheet of a sample, in groups; times in seconds. */
export function provenanceGroups(sheet: ProvenanceSheet): ProvenanceGroup[] {
  const { job } = sheet;
  const row = (name: string, value: unknown) => ({ name, value: textOf(value) });
  const groups = [
    {
      heading: 'Origin',
      rows: [
        row('source', sheet.source),
        row('seed of the sample', sheet.seed),
        row('stored', sheet.storedAt),
        row('Keycore', sheet.version),
        row('instruction set', sheet.variant),
        row('cutoff', sheet.cutoffScheme),
        row('max|F|, ε/σ', sheet.maxForce),
        row('content hash', sheet.contentHash),
        row('hash as read', sheet.configurationHash),
      ],
    },
    { heading: 'Preparation', rows: flattened(sheet.preparation ?? {}) },
    { heading: 'Relaxation', rows: flattened(sheet.relaxation ?? {}) },
    { heading: 'Analysis', rows: flattened(sheet.settings) },
    {
      heading: 'Job',
      rows: [
        row('number', job.number),
        row('sample of it', `${job.index} of ${job.samples}`),
        row('seed of the job', job.seed),
        row('begun', job.createdAt),
        row('hash', job.hash),
        ...flattened(job.configuration),
      ],
    },
    { heading: 'Wall time, s', rows: flattened(sheet.wallSeconds) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

/** The sheet as text, for the clipboard. */
export function provenanceText(sheet: ProvenanceSheet): string {
  const groups = provenanceGroups(sheet).map(({ heading, rows }) =>
    [heading, ...rows.map(({ name, value }) => `  ${name}: ${value}`)].join('\n'),
  );
  const command = sheet.command === null ? [] : ['Made again by', sheet.command];
  return `${[sheet.label, ...groups, ...command].join('\n')}\n`;
}
