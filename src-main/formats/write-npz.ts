import { Zip, ZipPassThrough } from 'fflate';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { npyOfNumbers, npyOfText, npyOfTexts } from './npy.ts';
import { fitNames, type FormatWriter, type ParticleStructure } from './writer.ts';

/** What cannot be part of a member's name in an archive. */
const UNFIT_FOR_NAMES = /[/\\:\0]/g;
/** The date in every member, so that the same structure gives the same bytes (zip knows no earlier one). */
const MEMBER_DATE = new Date(1980, 0, 1);
/** Plain zip ends here; numpy would read zip64, fflate does not write it. */
const LARGEST_ARCHIVE_BYTES = 2 ** 32 - 2 ** 20;
const OWN_NAMES = /^(ids|types|typeLabels|typeMasses|positions|box|timestep|header)$/;

/** Names and contents of the arrays. */
function* members(structure: ParticleStructure): Generator<[string, Uint8Array[]], void> {
  const {
    ids,
    types,
    typeLabels,
    typeMasses,
    positions,
    box,
    timestep,
    vectors = [],
    columns,
    facts,
    units,
  } = structure;
  yield ['ids', npyOfNumbers(ids)];
  yield ['types', npyOfNumbers(types)];
  yield ['typeLabels', npyOfTexts(typeLabels)];
  if (typeMasses !== undefined) yield ['typeMasses', npyOfNumbers(Float64Array.from(typeMasses))];
  yield ['positions', npyOfNumbers(positions, [ids.length, 2])];
  yield ['box', npyOfNumbers(Float64Array.of(box.lx, box.ly, box.xy))];
  if (timestep !== null) yield ['timestep', npyOfNumbers(BigInt64Array.of(BigInt(timestep)), [])];
  if (facts !== undefined) yield ['header', npyOfText(JSON.stringify({ ...facts, units }))];
  const names = fitNames([...vectors, ...columns], UNFIT_FOR_NAMES, OWN_NAMES);
  for (const [at, { values }] of vectors.entries()) yield [names[at], npyOfNumbers(values, [ids.length, 2])];
  for (const [at, { values, labels }] of columns.entries())
    yield [
      names[vectors.length + at],
      labels === undefined ? npyOfNumbers(values) : npyOfTexts(Array.from(values, (index) => labels[index])),
    ];
}

/**
 * NumPy archive, uncompressed: ids (i4), types (u1, indices into typeLabels), typeLabels (unicode), positions (N × 2
 * f8, relative to the box corner), box (lx, ly, xy), timestep (i8 scalar, if known), header (one text: facts and units as JSON, where there are any), and every vector
 * (N × 2 f8) and column under its name.
 * Nothing in it is pickled.
 */
export const npzWriter: FormatWriter = {
  id: 'npz',
  label: 'NumPy archive',
  extension: '.npz',
  hasVectors: true,

  *pieces(structure) {
    let ready: Uint8Array[] = [];
    let bytes = 0;
    const zip = new Zip((error, chunk) => {
      // fflate says null where all is well, whatever its types say.
      if ((error as Error | null) !== null) throw error as unknown as Error;
      ready.push(chunk);
      bytes += chunk.length;
      if (bytes > LARGEST_ARCHIVE_BYTES)
        throw new BadInput(`the archive would be larger than ${LARGEST_ARCHIVE_BYTES} bytes; export text instead`);
    });
    for (const [name, parts] of members(structure)) {
      const member = new ZipPassThrough(`${name}.npy`);
      member.mtime = MEMBER_DATE;
      zip.add(member);
      parts.forEach((part, at) => member.push(part, at === parts.length - 1));
      yield* ready;
      ready = [];
    }
    zip.end();
    yield* ready;
  },
};
