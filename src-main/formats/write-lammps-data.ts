import type { ParticleColumn } from './frame.ts';
import { type FormatWriter, numberedTypes, numberText, type ParticleStructure, pointText } from './writer.ts';

/** LAMMPS holds arrays of this many types; larger numbers are renumbered. */
const LARGEST_TYPE = 1000;

/** The three columns of these names, of which z may be missing; null unless x and y are there and all values fit. */
function triple({ columns }: ParticleStructure, names: readonly string[], fits: (value: number) => boolean) {
  const found = names.map((name) =>
    columns.find((column) => column.name === name && column.labels === undefined && column.values.every(fits)),
  );
  return found[0] === undefined || found[1] === undefined ? null : found;
}

function velocitiesOf(structure: ParticleStructure) {
  return triple(structure, ['vx', 'vy', 'vz'], Number.isFinite);
}

function imagesOf(structure: ParticleStructure) {
  return triple(structure, ['ix', 'iy', 'iz'], (value) => Number.isInteger(value) && Math.abs(value) < 512);
}

/** Diameters that LAMMPS takes: none negative. */
function diametersOf({ columns }: ParticleStructure) {
  return columns.find(
    ({ name, labels, values }) =>
      name === 'diameter' && labels === undefined && values.every((value) => value >= 0 && Number.isFinite(value)),
  );
}

/** A missing z is zero. */
function tripleText(found: readonly (ParticleColumn | undefined)[], row: number) {
  return found.map((axis) => (axis === undefined ? '0' : numberText(axis.values[row]))).join(' ');
}

/**
 * LAMMPS data file, atom style atomic, or sphere where there is a column diameter (density 1): true bounds, tilt as a
 * length, masses (1 where none are known; style sphere has none, since LAMMPS works them out from the density). Columns
 * vx, vy (vz) become the section `Velocities`, whole-numbered ix, iy (iz) image flags; there is no place for others.
 * Types that are no numbers are numbered from 1, their labels stand as comments beside the masses, or their number.
 */
export const dataWriter: FormatWriter = {
  id: 'data',
  label: 'LAMMPS data',
  extension: '.data',

  *pieces(structure) {
    const [velocities, images, diameters] = [velocitiesOf(structure), imagesOf(structure), diametersOf(structure)];
    const { ids, types, positions, typeLabels, box, timestep } = structure;
    const { numbers, named } = numberedTypes(typeLabels, LARGEST_TYPE);
    const typeCount = Math.max(...numbers);
    yield `LAMMPS data file written by Keycore${timestep === null ? '' : `, timestep = ${timestep}`}\n\n`;
    const labels = typeLabels.map((label) => label.replaceAll(/\s/g, '_'));
    const listed = named && diameters !== undefined ? ` # ${labels.join(' ')}` : '';
    yield `${ids.length} atoms\n${typeCount} atom types${listed}\n\n`;
    yield `0 ${numberText(box.lx)} xlo xhi\n0 ${numberText(box.ly)} ylo yhi\n-0.5 0.5 zlo zhi\n`;
    if (box.xy !== 0) yield `${numberText(box.xy)} 0 0 xy xz yz\n`;
    if (diameters === undefined) yield '\nMasses\n\n';
    for (let type = 1; type <= typeCount && diameters === undefined; type += 1) {
      const index = numbers.indexOf(type);
      const mass = structure.typeMasses?.[index] ?? 1;
      yield `${type} ${numberText(mass)}${named ? ` # ${labels[index]}` : ''}\n`;
    }
    yield `\nAtoms # ${diameters === undefined ? 'atomic' : 'sphere'}\n\n`;
    for (let row = 0; row < ids.length; row += 1) {
      const position = `${pointText(positions, row, ' ')} 0`;
      const size = diameters === undefined ? '' : ` ${numberText(diameters.values[row])} 1`;
      yield `${ids[row]} ${numbers[types[row]]}${size} ${position}${images === null ? '' : ` ${tripleText(images, row)}`}\n`;
    }
    if (velocities === null) return;
    yield '\nVelocities\n\n';
    // Spheres have an angular velocity too.
    const turning = diameters === undefined ? '' : ' 0 0 0';
    for (let row = 0; row < ids.length; row += 1) yield `${ids[row]} ${tripleText(velocities, row)}${turning}\n`;
  },

  omitted(structure) {
    const used = [...(velocitiesOf(structure) ?? []), ...(imagesOf(structure) ?? []), diametersOf(structure)];
    return structure.columns.filter((column) => !used.includes(column)).map(({ name }) => name);
  },
};
