import { describedArray } from '../../native-workers/analysis/description/described-array.ts';
import { ANALYSES, analysisNamed } from '../../native-workers/analyses/table.ts';
import { fieldsTask } from '../../native-workers/tasks/warm-task.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import type { ParticleColumn } from '../formats/frame.ts';
import { isDerived, isModeArray, MODE_ARRAYS } from '../library/mode-arrays.ts';
import type { StructureFields } from '../project/stored-structure.ts';
import type { FieldSource } from './field-source.ts';
import { SAMPLE_FIELDS, type SampleField } from './sample-fields.ts';

/** Stands for every field that a sample has. */
export const EVERY_FIELD = 'all';
/** Stands for all columns of the file that a sample was read from; one of them is `file:NAME`. */
export const FILE_COLUMNS = 'file';
/** Stands for what the last reports say of every particle in a column of their own: `n_angle` of `mechanics`. */
export const FOUND_COLUMNS = 'found';
/** What is written where nothing is chosen. */
export const DEFAULT_FIELDS: readonly string[] = ['vibrability', FOUND_COLUMNS, 'u', FILE_COLUMNS];

const NO_MODES = 'no displacements of modes are stored';

interface Made {
  name: string;
  kind: 'scalar' | 'vector';
  unit: string | null;
  values: Float64Array;
}

/** Whether any of these fields is of a mode. */
export function areOfModes(names: readonly string[]): boolean {
  return names.some((name) => name === EVERY_FIELD || isModeArray(name));
}

/** Whatever a mode has of these names; its parts are computed at once. */
async function fieldsOfMode(source: FieldSource, mode: number, names: readonly string[]): Promise<Made[]> {
  const wanted = MODE_ARRAYS.filter(({ name }) => names.includes(name));
  const displacement = source.displacement(mode);
  const parts = wanted.some(({ name }) => isDerived(name)) ? await source.run(fieldsTask, { displacement }) : null;
  return wanted.map(({ name, kind, unit }) => ({
    name: `${name}${mode}`,
    kind,
    unit,
    values: parts !== null && isDerived(name) ? parts[name] : displacement,
  }));
}

/** Fields of reports that are kept of a sample: `d2min/localShear`. */
function fieldsOfReports(source: FieldSource): SampleField[] {
  return ANALYSES.flatMap((analysis) => {
    const report = analysis.policy === 'kept' ? source.report(analysis) : null;
    return (report?.arrays ?? []).flatMap(({ name, kind, unit }): SampleField[] => {
      const isPosition = describedArray(analysis, name)?.isPosition === true;
      if (kind === 'series' || isPosition || report === null) return [];
      return [
        {
          name: `${analysis.name}/${name}`,
          kind,
          unit,
          description: `array of the last ${analysis.title}`,
          missing: () => null,
          values: () => report.read(name),
        },
      ];
    });
  });
}

/** What the last reports say in columns of their own. */
function foundColumns(source: FieldSource): ParticleColumn[] {
  return ANALYSES.flatMap((analysis) => {
    const last = analysis.columns === undefined ? null : source.report(analysis);
    return last === null ? [] : (analysis.columns?.(last.report) ?? []);
  });
}

function fileColumn(name: string) {
  return name.startsWith(`${FILE_COLUMNS}:`) ? name.slice(FILE_COLUMNS.length + 1) : null;
}

/** A field that a sample has, or could have. */
export interface OfferedField {
  name: string;
  /** What it is, in a few words. */
  about: string;
  unit: string | null;
  kind: 'scalar' | 'vector';
  perMode: boolean;
  /** Why this sample does not have it, as a clause; null where it does. */
  missing: string | null;
}

/** Every field that can be asked for of a sample by its name, but for columns of its file. */
export function offeredFields(source: FieldSource): OfferedField[] {
  const noModes = source.modes === 0 ? NO_MODES : null;
  return [
    ...MODE_ARRAYS.map(({ name, label, unit, kind }) => ({
      name,
      about: label,
      unit,
      kind,
      perMode: true,
      missing: noModes,
    })),
    ...[...SAMPLE_FIELDS, ...fieldsOfReports(source)].map(({ name, description, unit, kind, missing }) => ({
      name,
      about: description,
      unit,
      kind,
      perMode: false,
      missing: missing(source),
    })),
  ];
}

/** Throws `BadInput` for a name that is none of a field of this sample, saying what it would take, or what there is. */
function requireKnown(name: string, source: FieldSource, ofReports: readonly SampleField[]) {
  if (isModeArray(name) && source.modes === 0)
    throw new BadInput(`this sample has no ${quoted(name)}: ${NO_MODES}`, { field: '--fields' });
  const own = SAMPLE_FIELDS.find((field) => field.name === name);
  const missing = own?.missing(source) ?? null;
  if (missing !== null) throw new BadInput(`this sample has no ${quoted(name)}: ${missing}`, { field: '--fields' });
  const isKnown =
    own !== undefined ||
    isModeArray(name) ||
    [EVERY_FIELD, FILE_COLUMNS, FOUND_COLUMNS].includes(name) ||
    ofReports.some((field) => field.name === name);
  if (isKnown) return;
  const column = fileColumn(name);
  if (column !== null) {
    if (source.sample.columns.some((each) => each.name === column)) return;
    const columns = source.sample.columns.map((each) => each.name).join(', ');
    throw new BadInput(
      `the file of this sample has no column ${quoted(column)}; ${columns === '' ? 'it has none' : `it has ${columns}`}`,
      { field: '--fields' },
    );
  }
  const analysis = analysisNamed(name.split('/')[0]);
  if (analysis?.policy === 'kept' && source.report(analysis) === null)
    throw new BadInput(
      `the project has no report of 'keycore ${analysis.name}' on this sample, whose field ${quoted(name)} is`,
      { field: '--fields' },
    );
  const known = [
    ...MODE_ARRAYS.map((array) => array.name),
    ...SAMPLE_FIELDS.map((field) => field.name),
    ...ofReports.map((field) => field.name),
    FOUND_COLUMNS,
    FILE_COLUMNS,
    EVERY_FIELD,
  ];
  throw new BadInput(`there is no field ${quoted(name)}; there are ${known.join(', ')}`, { field: '--fields' });
}

/**
 * The fields of these names, those of modes once for each of `modes`: `uT3`. Throws `BadInput` for an unknown one, and for
 * one that the sample does not have; `all` passes over what it does not have.
 */
export async function exportedFields(
  source: FieldSource,
  names: readonly string[],
  modes: readonly number[],
): Promise<StructureFields> {
  const ofReports = fieldsOfReports(source);
  for (const name of names) requireKnown(name, source, ofReports);
  const isAll = names.includes(EVERY_FIELD);
  const isWanted = ({ name }: { name: string }) => isAll || names.includes(name);
  const fields = [...SAMPLE_FIELDS, ...ofReports].filter((field) => isWanted(field) && field.missing(source) === null);
  const made: Made[] = [];
  for (const { name, kind, unit, values } of fields) made.push({ name, kind, unit, values: await values(source) });
  const ofModes = MODE_ARRAYS.map(({ name }) => name).filter((name) => isWanted({ name }));
  if (ofModes.length > 0) for (const mode of modes) made.push(...(await fieldsOfMode(source, mode, ofModes)));
  const found = isAll || names.includes(FOUND_COLUMNS) ? foundColumns(source) : [];
  return {
    vectors: made.filter(({ kind }) => kind === 'vector').map(({ name, values }) => ({ name, values })),
    columns: [...made.filter(({ kind }) => kind === 'scalar').map(({ name, values }) => ({ name, values })), ...found],
    units: Object.fromEntries(made.flatMap(({ name, unit }) => (unit === null ? [] : [[name, unit]]))),
    ofFile: isAll || names.includes(FILE_COLUMNS) ? 'all' : names.map(fileColumn).filter((column) => column !== null),
  };
}
