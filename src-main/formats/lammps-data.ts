import { BadInput } from '../../native-workers/text/bad-input.ts';
import { listed, quoted, shortened } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { Fields, LONGEST_LABEL } from './fields.ts';
import { readAtoms } from './lammps-data-atoms.ts';
import { type DataHeader, readDataHeader, withoutComment } from './lammps-data-header.ts';
import { SectionRows } from './lammps-data-sections.ts';
import { velocityColumns } from './lammps-data-styles.ts';
import type { ParticleRows } from './particle-rows.ts';
import { type FormatReader, type ReadContext, refuseOtherBox, warningsOfEnd } from './reader.ts';
import { notNumber, numberFromText } from './text-number.ts';

/** The least number that is not denormal; what is left in memory often is. */
const LEAST_MASS = 2 ** -1022;
/** Sections that are named to the user. */
const MAX_PASSED_OVER = 12;

/** What has been gathered from the sections so far. */
interface Body {
  rows: ParticleRows | null;
  masses: Map<string, number>;
  /** Label of each numeric type, from `Atom Type Labels`. */
  labels: Map<string, string>;
  /** Titles of sections that were not used, up to `MAX_PASSED_OVER` and one. */
  passedOver: Set<string>;
  warnings: string[];
}

/** Adds the velocities as columns to the rows of the `Atoms` section, whatever order they come in. */
async function readVelocities(lines: ByteLines, rows: ParticleRows) {
  const refused = (message: string, field = 'Velocities') => lines.refusal(message, field);
  // A repeated id is reported where it stands, not here.
  rows.orderById();
  const rowOf = new Map<number, number>();
  for (let row = 0; row < rows.count; row += 1) rowOf.set(rows.ids[row], row);
  const fields = new Fields();
  const all = new SectionRows(lines, false);
  let columns: Float64Array<ArrayBuffer>[] = [];
  let names: string[] = [];
  while (await all.next(fields)) {
    if (columns.length === 0) {
      names = velocityColumns(fields.count, lines);
      columns = names.map(() => new Float64Array(rows.count));
    }
    if (fields.count !== names.length + 1)
      throw refused(`the row has ${fields.count} fields, expected ${names.length + 1}`);
    const id = fields.wholeNumber(0);
    const row = rowOf.get(id);
    if (row === undefined)
      throw refused(`particle id ${quoted(fields.text(0))} is not one of the Atoms section, or is repeated`);
    rowOf.delete(id);
    columns.forEach((values, at) => {
      values[row] = fields.number(at + 1);
      if (!Number.isFinite(values[row])) throw refused(notNumber(fields.text(at + 1), 'a finite number'), names[at]);
    });
  }
  if (rowOf.size > 0) throw refused(`the section holds ${rows.count - rowOf.size} rows for ${rows.count} atoms`);
  names.forEach((name, at) => rows.addColumn(name, columns[at]));
}

/** `type value` lines, by type; the value is one word. */
async function readTypeTable(lines: ByteLines, section: string) {
  const refused = (message: string) => lines.refusal(message, section);
  const table = new Map<string, string>();
  const fields = new Fields();
  const all = new SectionRows(lines, true);
  while (await all.next(fields)) {
    if (fields.count !== 2) throw refused(`the row has ${fields.count} fields, expected 2`);
    for (const field of [0, 1])
      if (fields.length(field) > LONGEST_LABEL)
        throw refused(
          `${quoted(fields.text(field))} has ${fields.length(field)} bytes; at most ${LONGEST_LABEL} are read`,
        );
    const type = fields.text(0);
    if (table.has(type)) throw refused(`type ${shortened(type)} is repeated`);
    if (table.size > 100_000) throw refused('more types than a file of particles has');
    table.set(type, fields.text(1));
  }
  return table;
}

/** Masses that are none are left out: for styles whose particles have their own, LAMMPS writes 0 or what was in memory. */
async function readMasses(lines: ByteLines, body: Body) {
  const unused: string[] = [];
  for (const [type, text] of await readTypeTable(lines, 'Masses')) {
    const mass = numberFromText(text);
    if (mass >= LEAST_MASS && Number.isFinite(mass)) body.masses.set(type, mass);
    else unused.push(`${shortened(type)} (${quoted(text)})`);
  }
  if (unused.length > 0)
    body.warnings.push(`Masses of types that are not numbers above 0 were not used: ${listed(unused)}.`);
}

async function readSection(lines: ByteLines, header: DataHeader, context: ReadContext, body: Body) {
  const { content, comment = '' } = withoutComment(lines.text());
  const place = lines.place(content);
  if (content === 'Atoms') {
    if (body.rows !== null) throw new BadInput("a second section 'Atoms'", place);
    // Labels that stand below this section are not known yet.
    const types = body.labels.size > 0 ? 'label' : 'either';
    const { rows, warnings } = await readAtoms(lines, { header, types, comment, stated: context.atomStyle });
    body.rows = rows;
    body.warnings.push(...warnings);
  } else if (content === 'Velocities') {
    if (body.rows === null) throw new BadInput("'Velocities' stands before 'Atoms'", place);
    if (body.rows.extras.some((column) => column.name === 'vx'))
      throw new BadInput("a second section 'Velocities'", place);
    await readVelocities(lines, body.rows);
  } else if (content === 'Masses') {
    await readMasses(lines, body);
  } else if (content === 'Atom Type Labels') {
    body.labels = await readTypeTable(lines, content);
  } else {
    if (body.passedOver.size <= MAX_PASSED_OVER) body.passedOver.add(shortened(content));
    const fields = new Fields();
    const all = new SectionRows(lines, content.endsWith('Coeffs'));
    // The rows of other sections are of no use here.
    while (await all.next(fields));
  }
}

/**
 * LAMMPS data files (LAMMPS manual, `read_data`): true bounds, tilts as lengths, the atom style as the user states it,
 * from `Atoms # style`, or the only one that the rows fit. Image flags and `Velocities` become columns, `Masses` (by
 * number or label) the masses of the types, `Atom Type Labels` the labels; all other sections, those of fixes among
 * them, are passed over and named. One frame a file.
 */
export const lammpsData: FormatReader = {
  id: 'lammps-data',
  label: 'LAMMPS data',
  extensions: ['.data', '.lmp', '.lmpdat'],

  recognises(head) {
    return /^[ \t]*[+-]?\d+[ \t]+atoms[ \t]*(#|$)/m.test(head) || /^[^#\n]*\bxlo xhi\b/m.test(head);
  },

  async readFrame(lines, context) {
    const header = await readDataHeader(lines);
    if (header === null) return null;
    const { count, timestep, box } = header;
    refuseOtherBox(box.box, context, lines);
    const body: Body = { rows: null, masses: new Map(), labels: new Map(), passedOver: new Set(), warnings: [] };
    while (await lines.advanceToText()) {
      if (withoutComment(lines.text()).content !== '') await readSection(lines, header, context, body);
    }
    const { rows, masses, labels, passedOver } = body;
    if (rows === null)
      throw lines.refusal(`the header states ${count} atoms, but there is no section 'Atoms'`, 'Atoms');
    const warnings = [...header.warnings, ...body.warnings, ...warningsOfEnd(lines)];
    if (labels.size > 0) applyLabels(rows, labels, masses, lines.source);
    const strange = [...masses.keys()].filter((type) => !/^\d+$/.test(type) && !rows.typeLabels.includes(type));
    if (strange.length > 0) warnings.push(`No particle has the type of these masses: ${listed(strange)}.`);
    if (passedOver.size > 0) warnings.push(`Sections that were not used: ${namedSections(passedOver)}.`);
    return { rows, timestep, box, typeMasses: masses, warnings };
  },
};

function namedSections(titles: ReadonlySet<string>) {
  const named = [...titles].slice(0, MAX_PASSED_OVER).join(', ');
  return titles.size > MAX_PASSED_OVER ? `${named} and more` : named;
}

/** With type labels a row may give either the number or the label; both stand for the label. */
function applyLabels(
  rows: ParticleRows,
  labels: ReadonlyMap<string, string>,
  masses: Map<string, number>,
  file: string,
) {
  const known = new Set(labels.values());
  rows.renameTypes((written) => {
    const label = labels.get(written) ?? (known.has(written) ? written : undefined);
    if (label === undefined)
      throw new BadInput(`type ${quoted(written)} is not among the Atom Type Labels`, { file, field: 'Atoms' });
    return label;
  });
  for (const [type, mass] of [...masses]) {
    const label = labels.get(type);
    if (label !== undefined) masses.set(label, mass);
  }
}
