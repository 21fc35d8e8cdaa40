import type { ByteLines } from './byte-lines.ts';
import type { Property } from './extended-xyz-comment.ts';
import { notesOfMissing } from './missing-columns.ts';
import type { ColumnRole, RowLayout } from './particle-rows.ts';
import { SIZES } from './position-evidence.ts';
import { checkColumnNames } from './reader.ts';
import { quoted } from '../../native-workers/text/quoted.ts';

/** Names under which programs write the species, best first; case does not matter where no other name differs by it. */
const SPECIES = ['species', 'element', 'type', 'types', 'particle_type', 'Z', 'atomic_number', 'symbols', 'atom_types'];
const POSITIONS = ['pos', 'position', 'positions', 'coords', 'coordinates', 'R'];
const IDS = ['id', 'ids', 'identifier', 'particle_identifier', 'particle_id', 'atom_id'];
/** What Keycore writes beside species that are chemical symbols: our own labels. */
const LABEL = 'label';

/** The property of one of these names, first as they are written, then in any case. */
function named(properties: readonly Property[], names: readonly string[]) {
  for (const same of [(name: string) => name, (name: string) => name.toLowerCase()])
    for (const name of names) {
      const found = properties.find((property) => same(property.name) === same(name));
      if (found !== undefined) return found;
    }
  return undefined;
}

/** The properties that hold x, y and perhaps z: one of two or three columns, or one each. */
function coordinatesOf(properties: readonly Property[], lines: ByteLines) {
  const position = named(properties, POSITIONS);
  if (position !== undefined) {
    checkWidth(position, [2, 3], lines);
    return new Map([[position, ['x', 'y', 'z'] as const]]);
  }
  const [x, y, z] = (['x', 'y', 'z'] as const).map((axis) => named(properties, [axis]));
  if (x === undefined || y === undefined)
    throw lines.refusal("no 'pos' among the properties, nor 'x' and 'y'; expected e.g. pos:R:3", 'Properties');
  const single = new Map([
    [x, ['x'] as const],
    [y, ['y'] as const],
    ...(z === undefined ? [] : [[z, ['z'] as const] as const]),
  ] as [Property, readonly ('x' | 'y' | 'z')[]][]);
  for (const property of single.keys()) checkWidth(property, [1], lines);
  return single;
}

function checkWidth({ name, width }: Property, expected: readonly number[], lines: ByteLines) {
  if (!expected.includes(width))
    throw lines.refusal(`${quoted(name)} has ${width} columns, expected ${expected.join(' or ')}`, 'Properties');
}

/**
 * The columns under `Properties`, which stands in the current line. Those of several components are named `velo[1]`,
 * `velo[2]`, ..., as LAMMPS names the parts of a compute. Throws `BadInput` without x and y.
 */
export function propertyColumns(
  properties: readonly Property[],
  lines: ByteLines,
): { layout: RowLayout; notes: string[] } {
  checkColumnNames(
    properties.map((property) => property.name),
    lines.place(),
  );
  const coordinates: ReadonlyMap<Property, readonly ColumnRole[]> = coordinatesOf(properties, lines);
  const isOwnLabel = ({ name, kind, width }: Property) => name === LABEL && kind === 'S' && width === 1;
  const label = properties.find(isOwnLabel);
  const species = label ?? named(properties, SPECIES);
  const id = named(properties, IDS);
  for (const property of [species, id]) if (property !== undefined) checkWidth(property, [1], lines);

  const names: string[] = [];
  const roles: ColumnRole[] = [];
  for (const property of properties) {
    const lower = property.name.toLowerCase();
    const name = SIZES.includes(lower) && property.width === 1 ? lower : property.name;
    for (let part = 1; part <= property.width; part += 1) {
      names.push(property.width === 1 ? name : `${name}[${part}]`);
      // Beside our own labels the symbols say nothing.
      const further = label !== undefined && property.name === SPECIES[0] ? 'unused' : 'extra';
      const own = property === species ? 'type' : property === id ? 'id' : further;
      roles.push(coordinates.get(property)?.[part - 1] ?? own);
    }
  }
  checkColumnNames(names, lines.place());
  return {
    layout: { names, roles, types: 'either' },
    notes: notesOfMissing({ id: id !== undefined, type: species !== undefined }),
  };
}
