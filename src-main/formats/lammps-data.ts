import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted, shortened } from '../../native-workers/text/quoted.ts';
import { assembleFrame, LENGTHS } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import { Fields, LONGEST_LABEL, words } from './fields.ts';
import type { Frame } from './frame.ts';
import { type DataHeader, readDataHeader, withoutComment } from './lammps-data-header.ts';
import { atomColumns, velocityColumns } from './lammps-data-styles.ts';
import { type ColumnRole, ParticleRows } from './particle-rows.ts';
import { type FormatReader, type ReadContext, refuseOtherBox, UNTERMINATED } from './reader.ts';
import { notNumber, numberFromText } from './text-number.ts';

const ID = 'lammps-data';
const HASH = 35;
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
}

/** Splits the next row of a section; false at the section's end (left as the next line) or at the end of the text. */
async function nextRow(lines: ByteLines, fields: Fields): Promise<boolean> {
  for (;;) {
    if (!lines.next()) {
      if (await lines.fill()) continue;
      return false;
    }
    const hash = lines.buffer.subarray(lines.start, lines.end).indexOf(HASH);
    fields.splitBlanks(lines.buffer, lines.start, hash < 0 ? lines.end : lines.start + hash);
    if (fields.count === 0) continue;
    const first = lines.buffer[fields.starts[0]];
    if (first >= 65 && first <= 90) {
      lines.unread();
      return false;
    }
    return true;
  }
}

async function readAtoms(
  lines: ByteLines,
  header: DataHeader,
  body: Body,
  style: string | undefined,
  file: string,
): Promise<ParticleRows> {
  const title = lines.number;
  const fields = new Fields();
  let rows: ParticleRows | null = null;
  while (await nextRow(lines, fields)) {
    if (rows === null) {
      const names = atomColumns(style, fields.count, { file, line: lines.number });
      const own: Readonly<Record<string, ColumnRole>> = { id: 'id', type: 'type', x: 'x', y: 'y', z: 'z' };
      const roles = names.map((name) => own[name] ?? 'extra');
      rows = new ParticleRows({ names, roles, types: body.labels.size > 0 ? 'label' : 'integer' }, file);
    }
    if (rows.count === header.count)
      throw new BadInput(`the header states ${header.count} atoms, but more rows follow`, {
        file,
        line: lines.number,
        field: 'Atoms',
      });
    rows.append(fields, lines.number);
  }
  if (rows === null || rows.count < header.count)
    throw new BadInput(`the header states ${header.count} atoms, the section holds ${rows?.count ?? 0}`, {
      file,
      line: Math.max(title, lines.number),
      field: 'Atoms',
    });
  return rows;
}

/** Adds the velocities as columns to the rows of the `Atoms` section, whatever order they come in. */
async function readVelocities(lines: ByteLines, rows: ParticleRows, file: string): Promise<void> {
  const place = (): { file: string; line: number; field: string } => ({
    file,
    line: lines.number,
    field: 'Velocities',
  });
  // A repeated id is reported where it stands, not here.
  rows.orderById();
  const rowOf = new Map<number, number>();
  for (let row = 0; row < rows.count; row += 1) rowOf.set(rows.ids[row], row);
  const fields = new Fields();
  let columns: Float64Array[] = [];
  let names: string[] = [];
  while (await nextRow(lines, fields)) {
    if (columns.length === 0) {
      names = velocityColumns(fields.count, { file, line: lines.number });
      columns = names.map(() => new Float64Array(rows.count));
    }
    if (fields.count !== names.length + 1)
      throw new BadInput(`the row has ${fields.count} fields, expected ${names.length + 1}`, place());
    const id = fields.integer(0);
    const row = rowOf.get(id);
    if (row === undefined)
      throw new BadInput(
        `particle id ${quoted(fields.text(0))} is not one of the Atoms section, or is repeated`,
        place(),
      );
    rowOf.delete(id);
    columns.forEach((values, at) => {
      values[row] = fields.number(at + 1);
      if (!Number.isFinite(values[row]))
        throw new BadInput(notNumber(fields.text(at + 1), 'a finite number'), { ...place(), field: names[at] });
    });
  }
  if (rowOf.size > 0)
    throw new BadInput(`the section holds ${rows.count - rowOf.size} rows for ${rows.count} atoms`, place());
  names.forEach((name, at) => rows.addColumn(name, columns[at]));
}

/** `type value` lines, by type; the value is one word. */
async function readTypeTable(lines: ByteLines, file: string, section: string): Promise<Map<string, string>> {
  const table = new Map<string, string>();
  const fields = new Fields();
  while (await nextRow(lines, fields)) {
    const place = { file, line: lines.number, field: section };
    if (fields.count !== 2) throw new BadInput(`the row has ${fields.count} fields, expected 2`, place);
    for (const field of [0, 1])
      if (fields.length(field) > LONGEST_LABEL)
        throw new BadInput(
          `${quoted(fields.text(field))} has ${fields.length(field)} bytes; at most ${LONGEST_LABEL} are read`,
          place,
        );
    const type = fields.text(0);
    if (table.has(type)) throw new BadInput(`type ${shortened(type)} is repeated`, place);
    if (table.size > 100_000) throw new BadInput('more types than a file of particles has', place);
    table.set(type, fields.text(1));
  }
  return table;
}

async function readSection(lines: ByteLines, header: DataHeader, body: Body, file: string): Promise<void> {
  const { content, comment } = withoutComment(lines.text());
  const place = { file, line: lines.number, field: content };
  if (content === 'Atoms') {
    if (body.rows !== null) throw new BadInput("a second section 'Atoms'", place);
    body.rows = await readAtoms(lines, header, body, comment === undefined ? undefined : words(comment)[0], file);
  } else if (content === 'Velocities') {
    if (body.rows === null) throw new BadInput("'Velocities' stands before 'Atoms'", place);
    if (body.rows.extras.some((column) => column.name === 'vx'))
      throw new BadInput("a second section 'Velocities'", place);
    await readVelocities(lines, body.rows, file);
  } else if (content === 'Masses') {
    for (const [type, text] of await readTypeTable(lines, file, 'Masses')) {
      const mass = numberFromText(text);
      if (!(mass > 0 && Number.isFinite(mass)))
        throw new BadInput(`the mass of type ${shortened(type)}, ${quoted(text)}, is not a number above 0`, place);
      body.masses.set(type, mass);
    }
  } else if (content === 'Atom Type Labels') {
    if (body.rows !== null) throw new BadInput("'Atom Type Labels' stands after 'Atoms'", place);
    body.labels = await readTypeTable(lines, file, content);
  } else {
    if (!content.endsWith('Coeffs') && body.passedOver.size <= MAX_PASSED_OVER) body.passedOver.add(shortened(content));
    const fields = new Fields();
    // The rows of other sections are of no use here.
    while (await nextRow(lines, fields));
  }
}

/**
 * LAMMPS data files (LAMMPS manual, `read_data`): true bounds, tilts as lengths, the atom style from `Atoms # style`
 * or from an unambiguous number of fields. Image flags and `Velocities` become columns, `Masses` the masses of the
 * types, `Atom Type Labels` the labels; all other sections are passed over. One frame a file.
 */
export const lammpsData: FormatReader = {
  id: ID,
  label: 'LAMMPS data',
  single: true,
  extensions: ['.data', '.lmp', '.lmpdat'],

  recognises(head: string): boolean {
    return /^[ \t]*[+-]?\d+[ \t]+atoms[ \t]*(#|$)/m.test(head) || /^[^#\n]*\bxlo xhi\b/m.test(head);
  },

  async readFrame(lines: ByteLines, context: ReadContext): Promise<Frame | null> {
    const file = context.source;
    const header = await readDataHeader(lines, file);
    if (header === null) return null;
    refuseOtherBox(header.box.box, context);
    const body: Body = { rows: null, masses: new Map(), labels: new Map(), passedOver: new Set() };
    while (await lines.advanceToText()) {
      if (withoutComment(lines.text()).content !== '') await readSection(lines, header, body, file);
    }
    if (body.rows === null)
      throw new BadInput(`the header states ${header.count} atoms, but there is no section 'Atoms'`, {
        file,
        line: lines.number,
        field: 'Atoms',
      });
    if (body.labels.size > 0) applyLabels(body.rows, body, file);
    const warnings = lines.terminated ? [] : [UNTERMINATED];
    if (body.passedOver.size > 0) warnings.push(`Sections that were not used: ${namedSections(body.passedOver)}.`);
    return assembleFrame(body.rows, {
      source: file,
      format: ID,
      frameIndex: context.frameIndex,
      timestep: header.timestep,
      box: header.box,
      kinds: LENGTHS,
      typeMasses: body.masses,
      warnings,
    });
  },

  async skipFrame(lines: ByteLines): Promise<boolean> {
    if (!(await lines.advanceToText())) return false;
    while (await lines.advance());
    return true;
  },
};

function namedSections(titles: ReadonlySet<string>): string {
  const named = [...titles].slice(0, MAX_PASSED_OVER).join(', ');
  return titles.size > MAX_PASSED_OVER ? `${named} and more` : named;
}

/** With type labels a row may give either the number or the label; both stand for the label. */
function applyLabels(rows: ParticleRows, body: Body, file: string): void {
  const known = new Set(body.labels.values());
  rows.renameTypes((written) => {
    const label = body.labels.get(written) ?? (known.has(written) ? written : undefined);
    if (label === undefined)
      throw new BadInput(`type ${quoted(written)} is not among the Atom Type Labels`, { file, field: 'Atoms' });
    return label;
  });
  for (const [type, mass] of [...body.masses]) {
    const label = body.labels.get(type);
    if (label !== undefined) body.masses.set(label, mass);
  }
}
