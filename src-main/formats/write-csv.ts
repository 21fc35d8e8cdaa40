import { fitNames, fitTexts, type FormatWriter, numberText, pointText, tableLines, valueTexts } from './writer.ts';

/** What would part or quote a field; blanks round one are not read back. */
const UNFIT = /^\s+|\s+$|[,"\r\n]/g;

/** Names that would be read as another column than the one they are of; those of frames would part the rows. */
const OWN_NAMES = /^(id|type|[xyz]|(frame|timestep|step)\b.*|frame_(number|index|no)\b.*)$/i;

/** Comma-separated values as `csv` reads them: box and time step in comments, a line of names, one row a particle. */
export const csvWriter: FormatWriter = {
  id: 'csv',
  label: 'CSV',
  extension: '.csv',

  *pieces({ ids, types, typeLabels, positions, columns, box, timestep }) {
    const labels = fitTexts(typeLabels, UNFIT);
    const names = fitNames(columns, UNFIT, OWN_NAMES);
    yield `# box ${numberText(box.lx)} ${numberText(box.ly)}${box.xy === 0 ? '' : ` ${numberText(box.xy)}`}\n`;
    if (timestep !== null) yield `# timestep ${timestep}\n`;
    yield `${['id', 'type', 'x', 'y', ...names].join(',')}\n`;
    const first = (row: number) => `${ids[row]},${labels[types[row]]},${pointText(positions, row, ',')}`;
    yield* tableLines(ids.length, ',', first, valueTexts(columns, UNFIT));
  },
};
