/**
 * Version 1 of the schema. A column has the name of the property it holds; `crc32` seals its row (seal.ts).
 * Rows of results are only ever inserted. A column with much text or many bytes comes last, so that the others are
 * read without it.
 */
export const SCHEMA_V1 = `
-- Who may write. At most one row.
CREATE TABLE lease (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  pidSpace TEXT,
  startedAt TEXT,
  acquired INTEGER NOT NULL,
  heartbeat INTEGER NOT NULL
) STRICT;

-- One configuration and seed, which may make many samples.
CREATE TABLE job (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  seed TEXT,
  createdAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  configuration TEXT NOT NULL
) STRICT;

-- Sample numbers given to a job when it was made; position is the index from which the sample's seed is derived.
CREATE TABLE allotment (
  number INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job (number),
  position INTEGER NOT NULL CHECK (position >= 0),
  crc32 INTEGER NOT NULL,
  UNIQUE (job, position)
) STRICT;

-- One result. The report lacks vibrability.values, which is the field 'vibrability'.
CREATE TABLE sample (
  number INTEGER PRIMARY KEY REFERENCES allotment (number),
  contentHash TEXT NOT NULL,
  model TEXT NOT NULL,
  particles INTEGER NOT NULL,
  lx REAL NOT NULL,
  ly REAL NOT NULL,
  xy REAL NOT NULL,
  energyPerParticle REAL NOT NULL,
  maxForce REAL NOT NULL,
  zeroModes INTEGER NOT NULL,
  negativeModes INTEGER NOT NULL,
  liquid INTEGER NOT NULL CHECK (liquid IN (0, 1)),
  lowestOmega REAL,
  lowestPr REAL,
  maxVibrability REAL,
  meanVibrability REAL,
  coreSize INTEGER NOT NULL,
  keyCoreSize INTEGER NOT NULL,
  source TEXT NOT NULL,
  seed TEXT,
  version TEXT NOT NULL,
  variant TEXT NOT NULL,
  cutoffScheme TEXT NOT NULL,
  wallSeconds REAL NOT NULL,
  storedAt TEXT NOT NULL,
  modes INTEGER NOT NULL,
  fields INTEGER NOT NULL,
  documentCrc32 INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  frame TEXT,
  report TEXT NOT NULL
) STRICT;
CREATE INDEX sampleByContent ON sample (contentHash);

-- The numbers of each mode, for queries; position 0 is the lowest.
CREATE TABLE mode (
  sample INTEGER NOT NULL REFERENCES sample (number),
  position INTEGER NOT NULL CHECK (position >= 0),
  eigenvalue REAL NOT NULL,
  omega REAL NOT NULL,
  residual REAL NOT NULL,
  pr REAL NOT NULL,
  prT REAL,
  prL REAL,
  transverse REAL NOT NULL,
  longitudinal REAL NOT NULL,
  quadrupoleAngle REAL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY (sample, position)
) STRICT, WITHOUT ROWID;

-- Arrays over the particles, in order of id; data is little-endian, shape JSON: [N] or [N,2].
CREATE TABLE field (
  id INTEGER PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES sample (number),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('scalar', 'vector')),
  dtype TEXT NOT NULL CHECK (dtype IN ('f64', 'i32', 'u8')),
  unit TEXT,
  shape TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (sample, name)
) STRICT;

-- One curve G(θ): the pinned set, the settings that shape it and the moduli (f64) at 0, step, 2 step, ... degrees.
CREATE TABLE mechanics (
  id INTEGER PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES sample (number),
  curve TEXT NOT NULL,
  degreesStep REAL NOT NULL CHECK (degreesStep > 0),
  version TEXT NOT NULL,
  variant TEXT NOT NULL,
  wallSeconds REAL NOT NULL,
  storedAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  settings TEXT NOT NULL,
  pinned TEXT NOT NULL,
  moduli BLOB NOT NULL
) STRICT;
CREATE INDEX mechanicsBySample ON mechanics (sample);

-- A label that the user has given to a sample.
CREATE TABLE tag (
  sample INTEGER NOT NULL REFERENCES sample (number),
  tag TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY (sample, tag)
) STRICT, WITHOUT ROWID;

-- Remarks on a sample, or on the whole project where sample is null.
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  sample INTEGER REFERENCES sample (number),
  writtenAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX noteBySample ON note (sample);
`;

/** Version 2: samples that failed, and what was begun and not ended. */
export const SCHEMA_V2 = `
-- A sample that was tried and gave no result (it did not converge): not tried again unless that is asked for.
CREATE TABLE failure (
  number INTEGER PRIMARY KEY REFERENCES allotment (number),
  seed TEXT,
  version TEXT NOT NULL,
  failedAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- Work that was begun in this project and has not come to its end; the row goes when it does.
CREATE TABLE pending (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  begunAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  request TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Version 3: moduli and the verdict on the lowest mode, and how far samples in work are. */
export const SCHEMA_V3 = `
-- Numbers of a sample's elasticity, for queries; the report has the rest. Samples of an older Keycore have none.
CREATE TABLE elasticity (
  sample INTEGER PRIMARY KEY REFERENCES sample (number),
  shear REAL,
  shearMin REAL,
  shearMax REAL,
  pinnedShear REAL,
  bulk REAL,
  relativeAnisotropy REAL,
  participants REAL NOT NULL,
  omegaT REAL,
  isQlm INTEGER CHECK (isQlm IN (0, 1)),
  crc32 INTEGER NOT NULL
) STRICT;

-- The last state of a sample that takes long to make; gone once the sample is stored.
CREATE TABLE checkpoint (
  job INTEGER NOT NULL REFERENCES job (number),
  position INTEGER NOT NULL CHECK (position >= 0),
  version TEXT NOT NULL,
  variant TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (job, position)
) STRICT;
`;

/**
 * A table of reports on samples (versions 4 to 8): settings and report are JSON. `own`: columns of numbers that it has
 * beyond those of all. Part of released versions: never edited.
 */
function reportTable(name: string, ...own: string[]) {
  return `CREATE TABLE ${name} (
  id INTEGER PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES sample (number),
${own.map((column) => `  ${column},\n`).join('')}  version TEXT NOT NULL,
  variant TEXT NOT NULL,
  wallSeconds REAL NOT NULL,
  storedAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  settings TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT;
CREATE INDEX ${name}BySample ON ${name} (sample);
`;
}

/** Version 4: reports on mechanics. The table of single curves, which nothing was ever written to, gives its name. */
export const SCHEMA_V4 = `
DROP TABLE mechanics;

-- A report on how a sample answers strain: curves G(θ), pinned sets, hidden strings.
${reportTable('mechanics', 'degrees REAL NOT NULL CHECK (degrees > 0)')}`;

/** Version 5: pseudo-harmonic modes. */
export const SCHEMA_V5 = `
-- A search for the pseudo-harmonic modes of a sample.
${reportTable('pseudoSearch', 'modes INTEGER NOT NULL CHECK (modes >= 1)')}
-- Displacements z (f64, [N,2]) of the modes of a search, in the order of its report.
CREATE TABLE pseudoMode (
  search INTEGER NOT NULL REFERENCES pseudoSearch (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (search, position)
) STRICT;
`;

/** Version 6: spectra. */
export const SCHEMA_V6 = `
-- A report on the spectrum of a sample. Its map D_i^T(ω)/ω is a field 'made:dT:…'.
${reportTable('spectrum')}`;

/** Version 7: finite strain. */
export const SCHEMA_V7 = `
-- A finite strain of a sample.
${reportTable('strain')}
-- Displacements and positions of a strain (f64, [N,2]): linear, nonAffine; of its first event: event, before, after.
CREATE TABLE strainField (
  strain INTEGER NOT NULL REFERENCES strain (id),
  name TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (strain, name)
) STRICT;
`;

/** Version 8: optional rows are counted, the verdict on the lowest mode has a row, and a lease names its file. */
export const SCHEMA_V8 = `
-- How many rows of each kind there are that a sample (null: the project) may or may not have; none where there are 0.
CREATE TABLE optionalRows (
  id INTEGER PRIMARY KEY,
  sample INTEGER REFERENCES sample (number),
  kind TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 1),
  crc32 INTEGER NOT NULL,
  UNIQUE (kind, sample)
) STRICT;
CREATE UNIQUE INDEX optionalRowsOfProject ON optionalRows (kind) WHERE sample IS NULL;

-- Verdict on the lowest mode: 'qlm', 'hybrid' or 'phonon', null where it is undecided; the criterion it was reached by.
CREATE TABLE verdict (
  sample INTEGER PRIMARY KEY REFERENCES sample (number),
  verdict TEXT,
  phononShare REAL,
  criterion TEXT NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT;
`;

/** The lease of version 8 in the place of the one before, whichever process holds it. */
export const LEASE_V8 = `
CREATE TEMP TABLE held AS SELECT id, token, host, pid, pidSpace, startedAt, acquired, heartbeat FROM lease;
DROP TABLE lease;

-- Who may write, and the file it was taken on: a copy of that file takes the row along. At most one row.
CREATE TABLE lease (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  pidSpace TEXT,
  startedAt TEXT,
  file TEXT,
  acquired INTEGER NOT NULL,
  heartbeat INTEGER NOT NULL
) STRICT;
INSERT INTO lease (id, token, host, pid, pidSpace, startedAt, acquired, heartbeat) SELECT * FROM held;
DROP TABLE held;
`;

/** Numbers of reports; they can be made again from the reports. */
export const SCALARS_V9 = `
-- A number of a report by which samples are looked for and ordered; position: the mode, or -1 for the sample. It can be
-- made again from the report, so that one whose report is lost is no damage of its own: no foreign key.
CREATE TABLE reportScalar (
  sample INTEGER NOT NULL REFERENCES sample (number),
  report INTEGER NOT NULL,
  name TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position >= -1),
  value REAL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY (report, name, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX reportScalarByValue ON reportScalar (name, value);
CREATE INDEX reportScalarBySample ON reportScalar (sample);
`;

/** Version 9: one table of reports for all analyses, with their arrays and numbers. */
export const SCHEMA_V9 = `
-- A report of an analysis on a sample; settings and report are JSON. One for each analysis, settings and version.
CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES sample (number),
  analysis TEXT NOT NULL,
  version TEXT NOT NULL,
  variant TEXT NOT NULL,
  wallSeconds REAL NOT NULL,
  storedAt TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  settings TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT;
CREATE INDEX reportBySample ON report (sample, analysis);

-- An array that belongs to a report (f64, little-endian): over the particles in order of id, or a series of its own
-- length; shape is JSON: [N], [N,2] or [length].
CREATE TABLE reportArray (
  id INTEGER PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES sample (number),
  report INTEGER NOT NULL REFERENCES report (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('scalar', 'vector', 'series')),
  unit TEXT,
  shape TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (report, name)
) STRICT;
CREATE INDEX reportArrayBySample ON reportArray (sample);

${SCALARS_V9}`;

/** Version 10: deletion of samples, titles, hexatic order, traces. */
export const SCHEMA_V10 = `
-- A sample number that the user has deleted. Its rows stay, hidden, until the deletion is undone or, with purged = 1, they
-- are removed. Rows of one deletion have one number.
CREATE TABLE deletedSample (
  sample INTEGER PRIMARY KEY REFERENCES allotment (number),
  deletion INTEGER NOT NULL,
  deletedAt TEXT NOT NULL,
  contentHash TEXT NOT NULL,
  label TEXT NOT NULL,
  purged INTEGER NOT NULL CHECK (purged IN (0, 1)),
  crc32 INTEGER NOT NULL
) STRICT;
CREATE INDEX deletedSampleByDeletion ON deletedSample (deletion);

-- The name that the user has given to a sample.
CREATE TABLE title (
  sample INTEGER PRIMARY KEY REFERENCES sample (number),
  title TEXT NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT;

-- Bond-orientational order of a sample: global |⟨ψ6⟩| and mean ⟨|ψ6|⟩. Samples of an older Keycore and large ones have none.
CREATE TABLE hexatic (
  sample INTEGER PRIMARY KEY REFERENCES sample (number),
  psi6 REAL NOT NULL,
  meanPsi6 REAL NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT;

-- A column of the traces of the run that made a sample (f32, little-endian), thinned.
CREATE TABLE trace (
  sample INTEGER NOT NULL REFERENCES sample (number),
  name TEXT NOT NULL,
  unit TEXT,
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (sample, name)
) STRICT;

-- All of a sample but its two texts, each of which is longer than a page: lists and filters read this alone.
CREATE INDEX sampleNumbers ON sample (number, contentHash, model, particles, lx, ly, xy, energyPerParticle, maxForce, zeroModes, negativeModes, liquid, lowestOmega, lowestPr, maxVibrability, meanVibrability, coreSize, keyCoreSize, source, seed, version, variant, cutoffScheme, wallSeconds, storedAt, modes, fields, documentCrc32, crc32);

-- What is there for the user: every stored sample that is not deleted, with what a table of samples is ordered by.
CREATE VIEW presentSample AS
SELECT sample.*, allotment.job, allotment.position, title.title, hexatic.psi6, hexatic.meanPsi6,
  CASE WHEN sample.source LIKE 'simulation: %, preset %, seed %'
    THEN substr(sample.source, instr(sample.source, ', preset ') + 9,
      instr(sample.source, ', seed ') - instr(sample.source, ', preset ') - 9) END AS preset
FROM sample JOIN allotment ON allotment.number = sample.number
  LEFT JOIN title ON title.sample = sample.number
  LEFT JOIN hexatic ON hexatic.sample = sample.number
WHERE sample.number NOT IN (SELECT sample FROM deletedSample);
`;

/**
 * Stands in for the tables and views that a version adds where an older file is only read: tables are empty, and all
 * belong to the connection. SQLite looks for a table's name among the temporary ones first.
 */
export function standIns(schema: string): string {
  return schema
    .replaceAll(/^(CREATE INDEX|CREATE UNIQUE INDEX|DROP TABLE) .*$/gm, '')
    .replaceAll(/^CREATE (TABLE|VIEW) /gm, 'CREATE TEMP $1 ');
}
