import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { dropCheckpoint } from './checkpoints.ts';
import { deletedText, deletionOf } from './deletions.ts';
import { forgetFailure } from './failures.ts';
import { insertFields, readFields, type Field } from './fields.ts';
import { hexaticOf, insertHexatic } from './hexatic.ts';
import { REPORTED } from './losses.ts';
import { insertModes, listModes } from './modes.ts';
import { readDocuments } from './report-rows.ts';
import { hasSample, numbersOf, readNumbers, SAMPLES, type SampleNumbers } from './sample-numbers.ts';
import { checkResult, frameTextSchema, storedModes, type FrameInfo, type SampleResult } from './sample-result.ts';
import { documentChecksum, sealedDocument } from './seal.ts';
import { DIAMETERS_FIELD, sizesOf } from './stored-sizes.ts';
import { damagedRow, type Connection } from './sqlite.ts';
import { insertTraces } from './traces.ts';

const IS_ALLOTTED = 'SELECT number FROM allotment WHERE number = ?';

/** The arrays of a result as fields. */
function fieldsOf(result: SampleResult) {
  const { configuration, frameInfo, fields, columns } = result;
  const width = 2 * configuration.ids.length;
  const field = (kind: Field['kind'], name: string, unit: string | null, data: Field['data']) => ({
    name,
    kind,
    unit,
    data,
  });
  return [
    field('scalar', 'ids', '1', configuration.ids),
    field('scalar', 'species', '1', configuration.species),
    field('vector', 'positions', 'σ', fields.positions),
    ...(configuration.sizes === undefined
      ? []
      : [field('scalar', DIAMETERS_FIELD, 'σ', configuration.sizes.diameters)]),
    ...(frameInfo === null ? [] : [field('scalar', 'types', '1', frameInfo.types)]),
    ...(fields.vibrability === null ? [] : [field('scalar', 'vibrability', 'σ²/ε', fields.vibrability)]),
    ...Array.from({ length: storedModes(result) }, (_, mode) =>
      field('vector', `u:${mode}`, 'm^(−1/2)', fields.displacements.subarray(mode * width, (mode + 1) * width)),
    ),
    ...columns.map(({ name, values }) => field('scalar', `file:${name}`, null, values)),
  ];
}

/**
 * Stores a result under an allotted number: its row, its modes and its fields. Runs inside the caller's transaction.
 * Throws `BadInput` if the number is not allotted or holds a result already, TypeError if the result contradicts itself.
 * `storedAt`: of a sample that is copied.
 */
export function storeSample(
  connection: Connection,
  number: number,
  result: SampleResult,
  storedAt = new Date().toISOString(),
): void {
  const { db, path: file } = connection;
  const report = checkResult(result);
  if (db.prepare(IS_ALLOTTED).get(number) === undefined)
    throw new BadInput(`sample number ${number} belongs to no job; add a job first`, { file });
  const deleted = deletionOf(connection, number);
  if (deleted !== undefined) throw new BadInput(deletedText(deleted), { file });
  if (hasSample(connection, number))
    throw new BadInput(`sample ${number} is stored already, and nothing is ever overwritten`, { file });
  const { configuration, frameInfo, columns } = result;
  const positions = result.fields.positions;
  const columnLabels = Object.fromEntries(
    columns.flatMap(({ name, labels }) => (labels === undefined ? [] : [[name, labels]])),
  );
  const frame = frameInfo === null ? null : JSON.stringify(frameTextSchema.parse({ ...frameInfo, columnLabels }));
  // The values of Ψ are a field; their decimal digits would double the row.
  const text = JSON.stringify({ ...report, vibrability: { ...report.vibrability, values: [] } });
  const fields = fieldsOf(result);
  const row = {
    number,
    contentHash: configurationHash({ ...configuration, positions }, modelOfReport(report)),
    ...numbersOf(report),
    storedAt,
    fields: fields.length,
    documentCrc32: documentChecksum(frame, text),
  };
  SAMPLES.insert(connection, row, { frame, report: text });
  insertModes(connection, number, report.modes);
  insertFields(connection, number, configuration.ids.length, fields);
  for (const rows of REPORTED) rows.insert(connection, number, report);
  insertHexatic(
    connection,
    number,
    result.hexatic === undefined ? hexaticOf(configuration.box, positions) : result.hexatic,
  );
  insertTraces(connection, number, result.traces ?? []);
  forgetFailure(connection, number);
  dropCheckpoint(connection, number);
}

/** A stored sample: what was given to `storeSample`, bit for bit, and its main numbers. */
export interface StoredSample extends SampleResult {
  frameInfo: FrameInfo | null;
  numbers: SampleNumbers;
}

/**
 * Reads a sample whole, with modes and fields, everything checked: checksums, lengths against shapes, the report
 * against its schema, the number of rows. Throws `BadInput` naming the damaged row.
 */
export function readSample(connection: Connection, number: number): StoredSample {
  const numbers = readNumbers(connection, number);
  const documents = readDocuments(connection, number);
  const where = `sample ${number}`;
  const fields = readFields(connection, number, numbers.particles);
  const modes = listModes(connection, number);
  if (fields.length !== numbers.fields || modes.length !== numbers.modes)
    throw damagedRow(
      connection,
      where,
      `${fields.length} of ${numbers.fields} fields and ${modes.length} of ${numbers.modes} modes are there`,
    );
  const byName = new Map(fields.map(({ name, data }) => [name, data]));
  const array = <T extends Field['data']>(name: string, type: new (length: number) => T) => {
    const data = byName.get(name);
    if (!(data instanceof type)) throw damagedRow(connection, `${where}, field '${name}'`, `no ${type.name} is there`);
    return data;
  };

  const vibrability = byName.has('vibrability') ? array('vibrability', Float64Array) : null;
  const report = sealedDocument(connection, `${where}, report`, documents.report, reportSchema);
  // A particle that is left out has none; JSON knows no NaN.
  report.vibrability.values = Array.from(vibrability ?? [], (value) => (Number.isNaN(value) ? null : value));
  const frameText =
    documents.frame === null ? null : sealedDocument(connection, `${where}, frame`, documents.frame, frameTextSchema);
  const kept = [...byName.keys()].filter((name) => name.startsWith('u:')).length;
  const width = 2 * numbers.particles;
  const displacements = new Float64Array(kept * width);
  for (let mode = 0; mode < kept; mode++) displacements.set(array(`u:${mode}`, Float64Array), mode * width);
  const positions = array('positions', Float64Array);
  return {
    numbers,
    configuration: {
      ids: array('ids', Int32Array),
      species: array('species', Uint8Array),
      positions,
      box: { lx: numbers.lx, ly: numbers.ly, xy: numbers.xy },
      ...sizesOf(report, () => array(DIAMETERS_FIELD, Float64Array)),
    },
    frameInfo:
      frameText === null
        ? null
        : // The labels go back to their columns.
          { ...frameTextSchema.omit({ columnLabels: true }).parse(frameText), types: array('types', Uint8Array) },
    report,
    fields: { positions, vibrability, displacements },
    columns: fields
      .filter(({ name }) => name.startsWith('file:'))
      .map((field) => {
        const name = field.name.slice('file:'.length);
        const labels = frameText?.columnLabels[name];
        return { name, values: array(field.name, Float64Array), ...(labels === undefined ? {} : { labels }) };
      }),
  };
}
