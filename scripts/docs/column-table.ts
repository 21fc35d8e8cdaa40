import { SAMPLE_COLUMNS } from '../../src-main/project/sample-filter/sample-columns.ts';
import { markdownTable } from './markdown-table.ts';

const code = (text: string) => `\`${text}\``;

/** Every column of the samples, as filters name it. */
export function columnTable(): string {
  return markdownTable(
    ['name', 'also', 'kind', 'unit', 'what it is'],
    SAMPLE_COLUMNS.map(({ name, aliases, kind, values = [], unit, about }) => [
      code(name),
      aliases.map(code).join(', '),
      values.length === 0 ? kind : `one of ${values.join(', ')}`,
      unit ?? '',
      about,
    ]),
  );
}
