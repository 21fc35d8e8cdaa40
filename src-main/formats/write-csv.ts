import { fitNames, fitTexts, type FormatWriter, numberText, pointText, tableLines, valueTexts } from './writer.ts';

/** What would part or quote a field; blanks round one are not read back. */
const UNFIT = /^\s+|\s+$|[,"\r\n]/g;

/** Comma-separated values as `csv` reads them: box and time step in comments, a line of names, one row a particle. */
export const csvWriter: FormatWriter = {
  id: 'csv',
  label: 'CSV',
  extension: '.csv',

  *pieces({ ids, types, typeLabels, positions, columns, box, timestep }) {
    const labels = fitTexts(typeLabels, UNFIT);
    const names = fitNames(columns, UNFIT, /^(id|type|[xyz])$/i);
    yield `# box ${numberText(box.lx)} ${numberText(box.ly)}${box.xy === 0 ? '' : ` ${numberText(box.xy)}`}\n`;
    if (timestep !== null) yield `# timestep ${timestep}\n`;
    yield `${['id', 'type', 'x', 'y', ...names].join(',')}\n`;
    const first = (row: number) => `${ids[row]},${labels[types[row]]},${pointText(positions, row, ',')}`;
    yield* tableLines(ids.length, ',', first, valueTexts(columns, UNFIT));
  },
};
