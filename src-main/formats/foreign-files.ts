/** Files that are not text of particles, by their first bytes, with what to say of each. */
interface Signature {
  bytes: readonly number[];
  /** Completes "this is ...". */
  what: string;
}

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];

const SIGNATURES: readonly Signature[] = [
  {
    bytes: ascii('SQLite format 3\0'),
    what: 'an SQLite database; a Keycore project is opened as a project, not read as a configuration',
  },
  { bytes: [0x89, ...ascii('PNG')], what: 'a PNG picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture' },
  { bytes: ascii('GIF8'), what: 'a GIF picture' },
  { bytes: ascii('%PDF'), what: 'a PDF document' },
  { bytes: [0x93, ...ascii('NUMPY')], what: 'a NumPy array, which states no box; export an extended XYZ or a CSV' },
  { bytes: [...ascii('PK'), 3, 4], what: 'a zip archive (npz, xlsx and docx are such); unpack it or export text' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: "compressed with zstd; run 'zstd -d' on it first" },
  { bytes: [0xfd, ...ascii('7zXZ')], what: "compressed with xz; run 'unxz' on it first" },
  { bytes: ascii('BZh'), what: "compressed with bzip2; run 'bunzip2' on it first" },
  { bytes: [0x1f, 0x8b], what: "compressed twice; run 'gunzip' on it first" },
  {
    bytes: [0xdf, 0x65, 0xdf, 0x65, 0xdf, 0x65, 0xdf, 0x65],
    what: 'a GSD file; convert it to a LAMMPS dump or extended XYZ',
  },
  { bytes: [0x89, ...ascii('HDF')], what: 'an HDF5 file; convert it to a LAMMPS dump or extended XYZ' },
  { bytes: ascii('CDF'), what: 'a NetCDF file; convert it to a LAMMPS dump or extended XYZ' },
  { bytes: [0xff, 0xfe], what: 'text in UTF-16; save it as UTF-8' },
  { bytes: [0xfe, 0xff], what: 'text in UTF-16; save it as UTF-8' },
];

/** "this is a ...", if the head belongs to a file that cannot be text of particles; else undefined. */
export function foreignFile(head: Buffer): string | undefined {
  const known = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
  if (known !== undefined) return `this is ${known.what}`;
  if (!head.includes(0)) return undefined;
  return head.includes('DUMPATOM') || head.includes('DUMPCUSTOM')
    ? "this is a binary LAMMPS dump; turn it into text with LAMMPS's binary2txt"
    : 'this is a binary file, not text';
}
