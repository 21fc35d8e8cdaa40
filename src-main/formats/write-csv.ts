import {
  fitNames,
  fitTexts,
  type FormatWriter,
  type FrameFact,
  numberText,
  pointText,
  tableLines,
  valueTexts,
} from './writer.ts';

/** What would part or quote a field; blanks round one are not read back. */
const UNFIT = /^\s+|\s+$|[,"\r\n]/g;

/** Names that would be read as another column than the one they are of; those of frames would part the rows. */
const OWN_NAMES = /^(id|type|[xyz]|(frame|timestep|step)\b.*|frame_(number|index|no)\b.*)$/i;

/** A fact in a comment: one line, lists parted by blanks. */
function factText(fact: FrameFact) {
  if (typeof fact === 'number') return numberText(fact);
  if (typeof fact === 'string') return fact.replaceAll(/[\r\n]/g, ' ');
  return fact === null ? 'nan' : fact.map((value) => numberText(value ?? NaN)).join(' ');
}

/**
 * Comma-separated values as `csv` reads them: box, time step, facts (`# omega 0.21 0.34`) and units (`# unit u0_x …`) in
 * comments, a line of names, one row a particle.
 */
export const csvWriter: FormatWriter = {
  id: 'csv',
  label: 'CSV',
  extension: '.csv',

  *pieces({ ids, types, typeLabels, positions, columns, box, timestep, facts = {}, units = {} }) {
    const labels = fitTexts(typeLabels, UNFIT);
    const names = fitNames(columns, UNFIT, OWN_NAMES);
    yield `# box ${numberText(box.lx)} ${numberText(box.ly)}${box.xy === 0 ? '' : ` ${numberText(box.xy)}`}\n`;
    if (timestep !== null) yield `# timestep ${timestep}\n`;
    for (const [key, fact] of Object.entries(facts)) yield `# ${key} ${factText(fact)}\n`;
    for (const [at, { name }] of columns.entries())
      if (Object.hasOwn(units, name)) yield `# unit ${names[at]} ${units[name]}\n`;
    yield `${['id', 'type', 'x', 'y', ...names].join(',')}\n`;
    const first = (row: number) => `${ids[row]},${labels[types[row]]},${pointText(positions, row, ',')}`;
    yield* tableLines(ids.length, ',', first, valueTexts(columns, UNFIT));
  },
};
