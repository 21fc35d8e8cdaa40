import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ByteLines } from './byte-lines.ts';
import { passRows, type RowWords } from './counted-rows.ts';
import {
  listedNumbers,
  parseComment,
  parseProperties,
  type Property,
  refuseOpenBoundaries,
} from './extended-xyz-comment.ts';
import { Fields } from './fields.ts';
import { boxFromVectors, checkedBox } from './file-box.ts';
import { checkedCount, type ColumnRole, ParticleRows, roleOf, type RowLayout } from './particle-rows.ts';
import { checkColumnNames, checkedTimestep, type FormatReader, type ReadContext, refuseOtherBox } from './reader.ts';

const ROWS: RowWords = {
  things: 'particles',
  field: 'number of particles',
  beginsFrame: (line) => /^[+-]?\d+$/.test(line),
};
/** Names under which programs write the species, best first. */
const SPECIES = ['species', 'element', 'type', 'types', 'particle_type', 'Z', 'atomic_number'];
const POSITIONS = ['pos', 'position', 'positions'];
const IDS = ['id', 'ids', 'identifier', 'particle_identifier'];

/** The number of particles; the comment, which holds all other facts, is the current line then. */
async function readCount(lines: ByteLines) {
  if (!(await lines.advanceToText())) return null;
  const count = checkedCount(lines.text().trim(), lines.place(ROWS.field));
  if (!(await lines.advance())) throw lines.refusal('the file ends after the number of particles; it is cut off');
  return count;
}

function boxOf(pairs: Map<string, string>, lines: ByteLines, context: ReadContext) {
  const originText = pairs.get('origin');
  const origin = originText === undefined ? [0, 0, 0] : listedNumbers(originText, 3, lines.place('Origin'));
  const place = lines.place('Lattice');
  const lattice = pairs.get('lattice');
  if (lattice !== undefined) {
    const boundaries = pairs.get('pbc');
    if (boundaries !== undefined) refuseOpenBoundaries(boundaries, lines, context);
    const fileBox = boxFromVectors(listedNumbers(lattice, 9, place), origin, place);
    refuseOtherBox(fileBox.box, context, lines);
    return fileBox;
  }
  if (context.box === undefined)
    throw new BadInput(
      'the second line of the frame states no box: write Lattice="lx 0 0 xy ly 0 0 0 1" there, or give the box',
      { ...place, question: { asks: 'box', problem: 'The file states no box.' } },
    );
  return {
    box: checkedBox(context.box, { file: lines.source, field: 'box' }),
    origin: { x: origin[0], y: origin[1] },
    height: 1,
  };
}

/** Columns of several components are named `velo[1]`, `velo[2]`, ..., as LAMMPS names the parts of a compute. */
function layoutOf(properties: readonly Property[], lines: ByteLines): RowLayout {
  const refused = (message: string) => lines.refusal(message, 'Properties');
  checkColumnNames(
    properties.map((property) => property.name),
    lines.place(),
  );
  const named = (names: readonly string[], widths: readonly number[]) => {
    const known = names.find((name) => properties.some((property) => property.name === name));
    const found = properties.find((property) => property.name === known);
    if (found !== undefined && !widths.includes(found.width))
      throw refused(`${quoted(found.name)} has ${found.width} columns, expected ${widths.join(' or ')}`);
    return found;
  };
  const position = named(POSITIONS, [2, 3]);
  if (position === undefined) throw refused("no 'pos' among the properties");
  const species = named(SPECIES, [1]);
  if (species === undefined) throw refused("no 'species' among the properties");
  const id = named(IDS, [1]);

  const names: string[] = [];
  const roles: ColumnRole[] = [];
  for (const property of properties) {
    for (let part = 1; part <= property.width; part += 1) {
      names.push(property.width === 1 ? property.name : `${property.name}[${part}]`);
      if (property === position) roles.push((['x', 'y', 'z'] as const)[part - 1]);
      else roles.push(property === species ? 'type' : property === id ? 'id' : 'extra');
    }
  }
  checkColumnNames(names, lines.place());
  return { names, roles, types: 'label' };
}

/** Without `Properties` the columns are species, x, y, z; further ones are kept as `column5`, `column6`, ... */
function plainLayout(columns: number): RowLayout {
  const further = Array.from({ length: columns - 4 }, (_, at) => `column${at + 5}`);
  const names = ['species', 'x', 'y', 'z', ...further];
  return { names, roles: names.map((name) => (name === 'species' ? 'type' : roleOf(name))), types: 'label' };
}

function timestepOf(pairs: Map<string, string>, lines: ByteLines) {
  // LAMMPS's plain XYZ writes 'Atoms. Timestep: 100'.
  const text = pairs.get('timestep') ?? pairs.get('step') ?? /\bTimestep:\s*(\S+)/i.exec(lines.text())?.[1];
  return text === undefined ? null : checkedTimestep(text, lines.place('Timestep'));
}

/**
 * Extended XYZ (github.com/libAtoms/extxyz): count, a line of key=value pairs, one row a particle.
 * `Lattice` holds the edge vectors a b c, `Properties` the columns (`species`, `pos` of 2 or 3, `id` if present, else
 * rows are numbered from 1), `Origin` the corner (an addition of OVITO), `pbc` the boundaries. A general orientation
 * of a and b is turned onto +x. Logical columns become text labels.
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
    const count = await readCount(lines);
    if (count === null) return null;
    const pairs = parseComment(lines.text());
    const box = boxOf(pairs, lines, context);
    const timestep = timestepOf(pairs, lines);
    const properties = pairs.get('properties');
    let rows =
      properties === undefined
        ? null
        : new ParticleRows(layoutOf(parseProperties(properties, lines), lines), lines.source);
    const fields = new Fields();
    const warnings = await passRows(lines, context, ROWS, count, () => {
      fields.splitBlanks(lines.buffer, lines.start, lines.end);
      rows ??= new ParticleRows(plainLayout(fields.count), lines.source);
      rows.append(fields, lines.number);
    });
    if (rows === null) throw new Error('a frame of at least one particle has rows');
    return { rows, timestep, box, warnings };
  },

  async skipFrame(lines, context) {
    const count = await readCount(lines);
    if (count !== null) await passRows(lines, context, ROWS, count);
    return count !== null;
  },
};
