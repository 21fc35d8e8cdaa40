import {
  encodingOf,
  fitTexts,
  type FormatWriter,
  numberText,
  type ParticleStructure,
  pointText,
  tableLines,
  valueTexts,
} from './writer.ts';

/** What would part or quote a field; blanks round one are not read back. */
const UNFIT = /^\s+|\s+$|[,"\r\n]/g;

function* pieces(structure: ParticleStructure): Generator<string, void> {
  const { ids, types, positions, columns, box, timestep } = structure;
  const labels = fitTexts(structure.typeLabels, UNFIT);
  const names = fitTexts(
    columns.map((column) => column.name),
    UNFIT,
    /^(id|type|[xyz])$/i,
  );
  const texts = columns.map((column) => valueTexts(column, UNFIT));
  yield `# box ${numberText(box.lx)} ${numberText(box.ly)}${box.xy === 0 ? '' : ` ${numberText(box.xy)}`}\n`;
  if (timestep !== null) yield `# timestep ${timestep}\n`;
  yield `${['id', 'type', 'x', 'y', ...names].join(',')}\n`;
  const first = (row: number): string => `${ids[row]},${labels[types[row]]},${pointText(positions, row, ',')}`;
  yield* tableLines(ids.length, ',', first, texts);
}

/** Comma-separated values as `csv` reads them: box and time step in comments, a line of names, one row a particle. */
export const csvWriter: FormatWriter = {
  id: 'csv',
  label: 'CSV',
  extension: '.csv',
  encode: encodingOf(pieces),
};
