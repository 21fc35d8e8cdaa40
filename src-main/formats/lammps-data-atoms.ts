import { BadInput } from '../../native-workers/text/bad-input.ts';
import { shortened } from '../../native-workers/text/quoted.ts';
import { ByteLines } from './byte-lines.ts';
import { Fields } from './fields.ts';
import { brokenClaim, isSolid, unlikely } from './lammps-data-evidence.ts';
import type { DataHeader } from './lammps-data-header.ts';
import { SectionRows } from './lammps-data-sections.ts';
import {
  askedStyle,
  type AtomLayout,
  FEWEST_FIELDS,
  hintedAtomStyle,
  IMAGE_FLAGS,
  layoutOfStyle,
  layoutsOf,
  OPEN_HYBRID,
  statedAtomStyle,
  tooFewFields,
} from './lammps-data-styles.ts';
import { ParticleRows, roleOf } from './particle-rows.ts';
import { rowsAhead } from './rows-ahead.ts';

/** Styles that are named with what speaks against them. */
const MAX_REASONS = 6;

/** What is known of the rows before they are read. */
export interface AtomsSection {
  header: DataHeader;
  types: 'either' | 'label';
  /** The comment in `Atoms # style`. */
  comment: string;
  /** The style that the user names, if any. */
  stated: string | undefined;
}

/** The rows of the section, and what was concluded. */
export interface AtomsRead {
  rows: ParticleRows;
  warnings: string[];
}

function lacking({ header: { count } }: AtomsSection, there: number, lines: ByteLines) {
  return lines.refusal(`the header states ${count} atoms, the section holds ${there}`, 'Atoms');
}

async function readRows(lines: ByteLines, section: AtomsSection, layoutFor: (fields: number) => AtomLayout) {
  const { types, header } = section;
  const { count } = header;
  const fields = new Fields();
  const all = new SectionRows(lines, false);
  let rows: ParticleRows | null = null;
  let takeAhead: ReturnType<typeof rowsAhead> | null = null;
  while (await all.next(fields)) {
    if (rows === null || takeAhead === null) {
      const { columns } = layoutFor(fields.count);
      rows = new ParticleRows({ names: columns, roles: columns.map(roleOf), types }, lines.source, count);
      takeAhead = rowsAhead(rows, lines);
    }
    if (rows.count === count) throw lines.refusal(`the header states ${count} atoms, but more rows follow`, 'Atoms');
    rows.append(fields, lines.number);
    if (rows.count < count) takeAhead(count - rows.count);
  }
  if (rows === null || rows.count < count) throw lacking(section, rows?.count ?? 0, lines);
  return rows;
}

/** Reads rows whose style is known; where their numbers are not what it says they are, the user is asked. */
async function readAs(lines: ByteLines, section: AtomsSection, style: string) {
  const rows = await readRows(lines, section, (fields) => layoutOfStyle(style, fields, lines));
  const { names: columns } = rows.layout;
  const broken = brokenClaim(rows);
  if (broken !== null)
    throw askedStyle(
      lines,
      `rows of ${columns.length} fields do not fit atom style ${style} (${columns.join(' ')}): ${broken.reason}`,
      layoutsOf(columns.length)
        .map((layout) => layout.style)
        .filter((other) => other !== style),
      broken.line,
    );
  return rows;
}

/** A reading of rows under one layout, and what speaks against it. */
interface Reading {
  layout: AtomLayout;
  rows: ParticleRows | null;
  against: BadInput | null;
  /** Whether no more speaks against it than where its particles are, which a user may know better. */
  isUnlikely: boolean;
}

async function readingUnder(layout: AtomLayout, lines: ByteLines, section: AtomsSection): Promise<Reading> {
  const { box, atomTypes } = section.header;
  try {
    const rows = await readRows(lines, section, () => layout);
    const broken = brokenClaim(rows);
    const contradiction = broken ?? unlikely(rows, box, atomTypes);
    if (contradiction === null) return { layout, rows, against: null, isUnlikely: false };
    const { reason, line } = contradiction;
    const against = new BadInput(reason, { file: lines.source, line, field: 'Atoms' });
    return { layout, rows: null, against, isUnlikely: broken === null };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return { layout, rows: null, against: error, isUnlikely: false };
  }
}

/** What a message says behind its place. */
function wordsOf({ message, place: { file, line, field } }: BadInput) {
  const place = [file, line === undefined ? undefined : `line ${line}`, field].filter((part) => part !== undefined);
  return message.slice(place.join(', ').length + 2);
}

function reasonOf(error: BadInput) {
  return `line ${error.place.line ?? 0}: ${wordsOf(error)}`;
}

/** Every reading of rows of which nobody has said what they are. */
interface Readings {
  all: readonly Reading[];
  /** Those that are possible, of two dimensions before three. */
  remaining: readonly Reading[];
  /** Whether the rows are those of a hybrid style, whose first five columns are known. */
  mayBeHybrid: boolean;
  width: number;
  /** Line of the first row. */
  line: number;
}

async function readingsOf(lines: ByteLines, section: AtomsSection): Promise<Readings> {
  lines.record();
  const linesBefore = lines.linesPassed();
  const fields = new Fields();
  const rowsOfSection = new SectionRows(lines, false);
  if (!(await rowsOfSection.next(fields))) throw lacking(section, 0, lines);
  const [width, line] = [fields.count, lines.number];
  if (width < FEWEST_FIELDS) throw tooFewFields(lines, width);
  while (await rowsOfSection.next(fields));
  const bytes = lines.recorded();
  const under = (layout: AtomLayout) => readingUnder(layout, new ByteLines(bytes, lines.source, linesBefore), section);

  const all: Reading[] = [];
  for (const layout of layoutsOf(width)) all.push(await under(layout));
  const possible = all.filter(({ rows }) => rows !== null);
  const flat = possible.filter(({ rows }) => rows !== null && !isSolid(rows));
  const remaining = flat.length > 0 ? flat : possible;
  const hybrid = remaining.length > 0 ? null : await under(layoutOfStyle(OPEN_HYBRID, width, lines));
  return { all, remaining, mayBeHybrid: hybrid !== null && hybrid.rows !== null && !isSolid(hybrid.rows), width, line };
}

/** What is said where the rows may be read in several ways, or in none. */
function undecided({ all, remaining, mayBeHybrid, width, line }: Readings, lines: ByteLines): BadInput {
  const namesOf = (readings: readonly Reading[]) => readings.map(({ layout: { style } }) => style);
  if (remaining.length > 1)
    return askedStyle(lines, `rows of ${width} fields may be of several atom styles`, namesOf(remaining), line);
  // What is wrong under every reading is not the style; of five fields there is one only.
  const first = all.at(0);
  const against = first?.against;
  const isOfAll = all.every((reading) => reading.against?.message === against?.message);
  if (first && against && isOfAll && (all.length > 1 || width === FEWEST_FIELDS))
    return first.isUnlikely ? askedStyle(lines, wordsOf(against), namesOf(all), against.place.line) : against;
  const reasons = all.flatMap(({ layout: { style }, against: reason }) =>
    reason === null ? [] : [`not ${style} (${reasonOf(reason)})`],
  );
  const problem = `rows of ${width} fields fit no atom style`;
  return askedStyle(
    lines,
    reasons.length === 0 ? problem : `${problem}: ${reasons.slice(0, MAX_REASONS).join(', ')}`,
    mayBeHybrid ? [OPEN_HYBRID] : namesOf(all.filter(({ isUnlikely }) => isUnlikely)),
    line,
  );
}

/**
 * Reads rows of a style that nobody stated under every layout that has as many fields. Exactly one has to be possible:
 * with several, or none, the user is asked.
 */
async function readByEvidence(lines: ByteLines, section: AtomsSection): Promise<AtomsRead> {
  const readings = await readingsOf(lines, section);
  const { remaining, width } = readings;
  const [{ rows, layout } = { rows: null, layout: null }] = remaining;
  if (rows === null || remaining.length > 1) throw undecided(readings, lines);
  const flags = layout.columns.includes(IMAGE_FLAGS[0]) ? ' with image flags' : '';
  const unknown = section.comment === '' ? '' : ` ('Atoms # ${shortened(section.comment)}' names none that is known)`;
  return {
    rows,
    warnings: [
      `The file does not state its atom style${unknown}; rows of ${width} fields were read as ${layout.style}${flags}, ` +
        'the only style that they fit.',
    ],
  };
}

/**
 * The rows of the section `Atoms`, whose title is the current line: of the style that the user states, else of the one
 * that the section names, else of the only one that fits. Throws `BadInput`, with a question where the user can tell.
 */
export async function readAtoms(lines: ByteLines, section: AtomsSection): Promise<AtomsRead> {
  const hinted = hintedAtomStyle(section.comment);
  const style = section.stated === undefined ? hinted : statedAtomStyle(section.stated);
  if (style === null) return readByEvidence(lines, section);
  const rows = await readAs(lines, section, style);
  const warnings: string[] = [];
  if (hinted !== null && style !== hinted && hinted !== OPEN_HYBRID)
    warnings.push(`The section says atom style ${hinted}; it was read as ${style}, as asked.`);
  if (style === OPEN_HYBRID && rows.layout.names.length > 5)
    warnings.push(
      "The columns after z are kept without names: the section says 'hybrid' and not of which styles; name them with " +
        '--atom-style "hybrid sphere charge" or the like.',
    );
  return { rows, warnings };
}
