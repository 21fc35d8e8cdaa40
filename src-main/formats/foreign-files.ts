/** What files are that are not text of particles, by their first bytes, here as Latin-1; completes "this is ...". */
const SIGNATURES: Readonly<Record<string, string>> = {
  'SQLite format 3\0': 'an SQLite database; a Keycore project is opened as a project, not read as a configuration',
  '\x89PNG': 'a PNG picture',
  '\xff\xd8\xff': 'a JPEG picture',
  GIF8: 'a GIF picture',
  '%PDF': 'a PDF document',
  '\x93NUMPY': 'a NumPy array, which states no box; save positions and box with numpy.savez',
  '\x28\xb5\x2f\xfd': "compressed with zstd, twice or for a newer Node; run 'zstd -d' on it first",
  '\xfd7zXZ': "compressed with xz; run 'unxz' on it first",
  BZh: "compressed with bzip2; run 'bunzip2' on it first",
  '\x1f\x8b': "compressed twice; run 'gunzip' on it first",
  '\x89HDF': 'an HDF5 file; convert it to a LAMMPS dump or extended XYZ',
  CDF: 'a NetCDF file; convert it to a LAMMPS dump or extended XYZ',
  '\xff\xfe': 'text in UTF-16; save it as UTF-8',
  '\xfe\xff': 'text in UTF-16; save it as UTF-8',
};

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** "this is a ...", if the head belongs to a file that cannot be text of particles; else undefined. */
export function foreignFile(head: Buffer): string | undefined {
  const beginning = head.toString('latin1', 0, 16);
  const known = Object.keys(SIGNATURES).find((bytes) => beginning.startsWith(bytes));
  if (known !== undefined) return `this is ${SIGNATURES[known]}`;
  if (!head.includes(0)) {
    const hasLines = head.includes(LINE_FEED) || !head.includes(CARRIAGE_RETURN);
    return hasLines
      ? undefined
      : "the lines end in carriage returns alone; let tr '\\r' '\\n' turn them into line feeds";
  }
  return head.includes('DUMPATOM') || head.includes('DUMPCUSTOM')
    ? "this is a binary LAMMPS dump; turn it into text with LAMMPS's binary2txt"
    : 'this is a binary file, not text';
}
