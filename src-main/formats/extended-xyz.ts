import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { assembleFrame, LENGTHS } from './assemble-frame.ts';
import type { ByteLines } from './byte-lines.ts';
import { CountedRows } from './counted-rows.ts';
import {
  listedNumbers,
  parseComment,
  parseProperties,
  type Property,
  refuseOpenBoundaries,
} from './extended-xyz-comment.ts';
import { Fields } from './fields.ts';
import { boxFromVectors, checkedBox, type FileBox } from './file-box.ts';
import type { Frame } from './frame.ts';
import { checkedCount, type ColumnRole, ParticleRows, type RowLayout } from './particle-rows.ts';
import { checkColumnNames, type FormatReader, type ReadContext, refuseOtherBox, UNTERMINATED } from './reader.ts';

const ID = 'extended-xyz';
/** Names under which programs write the species, best first. */
const SPECIES = ['species', 'element', 'type', 'types', 'particle_type', 'Z', 'atomic_number'];
const POSITIONS = ['pos', 'position', 'positions'];
const IDS = ['id', 'ids', 'identifier', 'particle_identifier'];

interface XyzHeader {
  count: number;
  /** Line of the comment, which holds all other facts. */
  line: number;
  comment: string;
}

async function readHeader(lines: ByteLines, file: string): Promise<XyzHeader | null> {
  if (!(await lines.advanceToText())) return null;
  const count = checkedCount(lines.text().trim(), {
    file,
    line: lines.number,
    field: 'number of particles',
  });
  if (!(await lines.advance()))
    throw new BadInput('the file ends after the number of particles; it is cut off', { file, line: lines.number });
  return { count, line: lines.number, comment: lines.text() };
}

function boxOf(pairs: Map<string, string>, header: XyzHeader, context: ReadContext): FileBox {
  const place = { file: context.source, line: header.line };
  const periodic = pairs.get('pbc');
  if (periodic !== undefined) refuseOpenBoundaries(periodic, place);
  const originText = pairs.get('origin');
  const origin = originText === undefined ? [0, 0, 0] : listedNumbers(originText, 3, { ...place, field: 'Origin' });
  const lattice = pairs.get('lattice');
  if (lattice !== undefined) {
    const field = { ...place, field: 'Lattice' };
    const fileBox = boxFromVectors(listedNumbers(lattice, 9, field), origin, field);
    refuseOtherBox(fileBox.box, context);
    return fileBox;
  }
  if (context.box === undefined)
    throw new BadInput(
      'the second line of the frame states no box: write Lattice="lx 0 0 xy ly 0 0 0 1" there, or give the box',
      { ...place, field: 'Lattice', question: { asks: 'box', problem: 'The file states no box.' } },
    );
  return {
    box: checkedBox(context.box, { file: context.source, field: 'box' }),
    origin: { x: origin[0], y: origin[1] },
    height: 1,
  };
}

/** Columns of several components are named `velo[1]`, `velo[2]`, ..., as LAMMPS names the parts of a compute. */
function layoutOf(properties: readonly Property[], header: XyzHeader, file: string): RowLayout {
  const place = { file, line: header.line, field: 'Properties' };
  checkColumnNames(
    properties.map((property) => property.name),
    { file, line: header.line },
  );
  const named = (names: readonly string[]): Property | undefined => {
    for (const name of names) {
      const found = properties.find((property) => property.name === name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const position = named(POSITIONS);
  if (position === undefined) throw new BadInput("no 'pos' among the properties", place);
  if (position.width < 2 || position.width > 3)
    throw new BadInput(`${quoted(position.name)} has ${position.width} columns, expected 2 or 3`, place);
  const species = named(SPECIES);
  if (species === undefined) throw new BadInput("no 'species' among the properties", place);
  if (species.width !== 1)
    throw new BadInput(`${quoted(species.name)} has ${species.width} columns, expected 1`, place);
  const id = named(IDS);
  if (id !== undefined && id.width !== 1)
    throw new BadInput(`${quoted(id.name)} has ${id.width} columns, expected 1`, place);

  const names: string[] = [];
  const roles: ColumnRole[] = [];
  for (const property of properties) {
    for (let part = 1; part <= property.width; part += 1) {
      names.push(property.width === 1 ? property.name : `${property.name}[${part}]`);
      if (property === position) roles.push((['x', 'y', 'z'] as const)[part - 1]);
      else roles.push(property === species ? 'type' : property === id ? 'id' : 'extra');
    }
  }
  checkColumnNames(names, { file, line: header.line });
  return { names, roles, types: 'label' };
}

/** Without `Properties` the columns are species, x, y, z; further ones are kept as `column5`, `column6`, ... */
function plainLayout(columns: number): RowLayout {
  const names = ['species', 'x', 'y', 'z'];
  const roles: ColumnRole[] = ['type', 'x', 'y', 'z'];
  for (let column = 5; column <= columns; column += 1) {
    names.push(`column${column}`);
    roles.push('extra');
  }
  return { names, roles, types: 'label' };
}

function timestepOf(pairs: Map<string, string>, header: XyzHeader, file: string): number | null {
  // LAMMPS's plain XYZ writes 'Atoms. Timestep: 100'.
  const text = pairs.get('timestep') ?? pairs.get('step') ?? /\bTimestep:\s*(\S+)/i.exec(header.comment)?.[1];
  if (text === undefined) return null;
  const timestep = Number(text);
  if (text === '' || !Number.isSafeInteger(timestep))
    throw new BadInput(`the time step ${quoted(text)} is not an integer`, {
      file,
      line: header.line,
      field: 'Timestep',
    });
  return timestep;
}

function countedRows(lines: ByteLines, context: ReadContext, { count }: XyzHeader): CountedRows {
  return new CountedRows(lines, context, {
    count,
    things: 'particles',
    field: 'number of particles',
    beginsFrame: (line) => /^[+-]?\d+$/.test(line),
  });
}

/**
 * Extended XYZ (github.com/libAtoms/extxyz): count, a line of key=value pairs, one row a particle.
 * `Lattice` holds the edge vectors a b c, `Properties` the columns (`species`, `pos` of 2 or 3, `id` if present, else
 * rows are numbered from 1), `Origin` the corner (an addition of OVITO), `pbc` the boundaries. A general orientation
 * of a and b is turned onto +x. Logical columns become text labels.
 */
export const extendedXyz: FormatReader = {
  id: ID,
  label: 'extended XYZ',
  single: false,
  extensions: ['.xyz', '.extxyz'],

  recognises(head: string): boolean {
    // A LAMMPS data file may have any title, a number too.
    return /^\s*[+-]?\d+[ \t]*\n/.test(head) && !/^[^#\n]*\bxlo xhi\b/m.test(head);
  },

  async readFrame(lines: ByteLines, context: ReadContext): Promise<Frame | null> {
    const file = context.source;
    const header = await readHeader(lines, file);
    if (header === null) return null;
    const pairs = parseComment(header.comment);
    const box = boxOf(pairs, header, context);
    const timestep = timestepOf(pairs, header, file);
    const properties = pairs.get('properties');
    let rows =
      properties === undefined
        ? null
        : new ParticleRows(layoutOf(parseProperties(properties, { file, line: header.line }), header, file), file);
    const fields = new Fields();
    const counted = countedRows(lines, context, header);
    await counted.each(() => {
      fields.splitBlanks(lines.buffer, lines.start, lines.end);
      rows ??= new ParticleRows(plainLayout(fields.count), file);
      rows.append(fields, lines.number);
    });
    if (rows === null) throw new Error('a frame of at least one particle has rows');
    const warnings = lines.terminated ? [] : [UNTERMINATED];
    await counted.end();
    return assembleFrame(rows, {
      source: file,
      format: ID,
      frameIndex: context.frameIndex,
      timestep,
      box,
      kinds: LENGTHS,
      warnings,
    });
  },

  async skipFrame(lines: ByteLines, context: ReadContext): Promise<boolean> {
    const header = await readHeader(lines, context.source);
    if (header === null) return false;
    await countedRows(lines, context, header).skip();
    return true;
  },
};
