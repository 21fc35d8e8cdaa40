import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { passRows } from './counted-rows.ts';
import { propertyColumns } from './extended-xyz-columns.ts';
import {
  latticeVectors,
  parseComment,
  parseProperties,
  refuseOpenBoundaries,
  vectorOf,
} from './extended-xyz-comment.ts';
import { readXyzHead, XYZ_ROWS } from './extended-xyz-frames.ts';
import { Fields } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox } from './file-box.ts';
import { notesOfMissing } from './missing-columns.ts';
import { ParticleRows } from './particle-rows.ts';
import { plainLayout, settlePlain } from './plain-xyz.ts';
import { notesOfSizes } from './position-evidence.ts';
import { type FormatReader, type ReadContext, refuseOtherBox } from './reader.ts';
import { rowsAhead } from './rows-ahead.ts';

/** Keys that say what the rows are; of all others a repetition with another value stops nothing. */
const NEEDED = ['lattice', 'properties', 'pbc', 'origin'];

interface Comment {
  pairs: Map<string, string>;
  /** Sentences. */
  warnings: string[];
}

/** The pairs of the comment, which is the current line. Throws `BadInput` for two values of a key that is needed. */
function commentOf(lines: ByteLines): Comment {
  const repeated = new Set<string>();
  const pairs = parseComment(lines.text(), (key) => repeated.add(key));
  for (const key of repeated)
    if (NEEDED.includes(key)) throw lines.refusal('the key occurs twice, with two values; leave out one of them', key);
  return { pairs, warnings: [] };
}

function boxOf({ pairs, warnings }: Comment, lines: ByteLines, context: ReadContext): FileBox {
  const originText = pairs.get('origin');
  const origin = originText === undefined ? [0, 0, 0] : vectorOf(originText, lines.place('Origin'));
  const place = lines.place('Lattice');
  const lattice = pairs.get('lattice');
  if (lattice !== undefined) {
    const boundaries = pairs.get('pbc');
    if (boundaries !== undefined) refuseOpenBoundaries(boundaries, lines, context);
    const { vectors, warnings: said } = latticeVectors(lattice, place);
    warnings.push(...said);
    const fileBox = boxFromVectors(vectors, origin, place);
    refuseOtherBox(fileBox.box, context, lines);
    return fileBox;
  }
  // A box that is given is periodic, whatever the file says of the one it does not state.
  if (context.box === undefined)
    throw new BadInput(
      'the second line of the frame states no box: give it by --box lx,ly[,xy], or write Lattice="lx 0 0 xy ly 0 0 0 1" there',
      { ...place, question: { asks: 'box', problem: 'The file states no box.' } },
    );
  return {
    box: checkedBox(context.box, { file: lines.source, field: 'box' }),
    origin: { x: origin[0], y: origin[1] },
    height: 1,
  };
}

/** The time step, where one of the keys for it holds a whole number: others write times and sizes of steps there. */
function timestepOf({ pairs, warnings }: Comment, lines: ByteLines) {
  // LAMMPS's plain XYZ writes 'Atoms. Timestep: 100'.
  const said = /\bTimestep:\s*(\S+)/i.exec(lines.text())?.[1];
  const texts = [pairs.get('timestep'), pairs.get('step'), said].filter((text) => text !== undefined);
  const step = texts.find((text) => text !== '' && Number.isSafeInteger(Number(text)));
  if (step !== undefined) return Number(step);
  if (texts.length > 0)
    warnings.push(`The time step ${quoted(texts[0])} is not a whole number; the frame is taken without one.`);
  return null;
}

/**
 * Extended XYZ (github.com/libAtoms/extxyz): count, a line of key=value pairs, one row a particle.
 * `Lattice` holds the edge vectors a b c, `Properties` the columns (`species`, `pos` of 2 or 3, `id` if present, else
 * rows are numbered from 1), `Origin` the corner (an addition of OVITO), `pbc` the boundaries; keys and names in any
 * case. A general orientation of a and b is turned onto +x. Logical columns become text labels. Plain XYZ, without
 * `Properties`, has two to four columns and more (plain-xyz.ts).
 */
export const extendedXyz: FormatReader = {
  id: 'extended-xyz',
  label: 'extended XYZ',
  extensions: ['.xyz', '.extxyz'],

  recognises(head) {
    // A LAMMPS data file may have any title, a number too.
    return /^\s*[+-]?\d+[ \t]*\n/.test(head) && !/^[^#\n]*\bxlo xhi\b/m.test(head);
  },

  async readFrame(lines, context) {
    const head = await readXyzHead(lines, context);
    if (head === null) return null;
    const comment = commentOf(lines);
    const box = boxOf(comment, lines, context);
    const timestep = timestepOf(comment, lines);
    const { pairs, warnings } = comment;
    const properties = pairs.get('properties');
    const columns = properties === undefined ? null : propertyColumns(parseProperties(properties, lines), lines);
    let rows = columns === null ? null : new ParticleRows(columns.layout, lines.source, head.count);
    const fields = new Fields();
    let ahead: ReturnType<typeof rowsAhead> | null = null;
    const take = () => {
      fields.splitBlanks(lines.buffer, lines.start, lines.end);
      rows ??= new ParticleRows(plainLayout(fields, lines), lines.source, head.count);
      rows.append(fields, lines.number);
      ahead ??= rowsAhead(rows, lines);
    };
    const takeAhead = (most: number) => ahead?.(most) ?? 0;
    const ofEnd = await passRows(lines, { words: XYZ_ROWS, context, ...head, take, takeAhead });
    if (rows === null) throw new Error('a frame of at least one particle has rows');
    if (columns === null) settlePlain(rows, box);
    const notes = columns?.notes ?? notesOfMissing({ id: false, type: rows.layout.roles.includes('type') });
    return { rows, timestep, box, warnings: [...warnings, ...notes, ...notesOfSizes(rows), ...ofEnd] };
  },

  async skipFrame(lines, context) {
    const head = await readXyzHead(lines, context);
    if (head !== null) await passRows(lines, { words: XYZ_ROWS, context, ...head });
    return head !== null;
  },
};
