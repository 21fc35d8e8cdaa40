import { Hono } from 'hono';
import { z } from 'zod';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { bondOrderTask, fieldsTask, tessellationTask } from '../../native-workers/tasks/warm-task.ts';
import type { WarmSampleSource } from '../jobs/warm-worker.ts';
import { arrayReader, backboneOf } from '../library/analysis-sample.ts';
import { DIAMETERS_FIELD, sizesOf } from '../project/stored-sizes.ts';
import type { SampleFacts } from '../library/sample-library.ts';
import { aheadSchema, hurryUnlessAhead } from './ahead.ts';
import { arrayResponse, type NamedArray, namedArray } from './array-stream.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { DERIVED, DISPLACEMENT_UNIT, isDerived } from '../library/mode-arrays.ts';
import { described } from './route-description.ts';
import { type OpenSample, openSample } from './samples.ts';
import { validated } from './validated.ts';

/** Bytes a particle of all that is made of the displacement of a mode. */
const DERIVED_BYTES = Object.values(DERIVED).reduce(
  (sum, { kind }) => sum + (kind === 'vector' ? 2 : 1) * Float64Array.BYTES_PER_ELEMENT,
  0,
);

/** Which arrays, in a query. */
export const namesQuerySchema = z.strictObject({
  names: z
    .string()
    .transform((text) => text.split(','))
    .refine((names) => new Set(names).size === names.length, 'a name occurs twice'),
});

const arraysQuerySchema = namesQuerySchema.extend({ ahead: aheadSchema });

export function unknownArray(name: string, known: readonly string[]): ApiFailure {
  return new ApiFailure('not-found', `there is no array '${name.slice(0, 100)}'; there are ${known.join(', ')}`);
}

/** The sample of a warm worker: its arrays are read when the worker asks for them. */
export function warmSource({ handle, facts: { numbers, analysedHash, box, report } }: OpenSample): WarmSampleSource {
  return {
    hash: analysedHash,
    arrays: () => {
      const array = arrayReader(handle.project, numbers.number);
      return {
        positions: array('positions', Float64Array),
        species: array('species', Uint8Array),
        box,
        ...sizesOf(report, () => array(DIAMETERS_FIELD, Float64Array)),
        model: modelReferenceOf(report),
        backbone: backboneOf(report, array('ids', Int32Array)),
      };
    },
  };
}

/** Arrays of a sample that no mode belongs to. */
async function sampleArrays(names: readonly string[], sample: OpenSample, context: ApiContext, ahead: boolean) {
  const { handle, facts } = sample;
  const { numbers, box } = facts;
  const stored = new Set(handle.project.fieldNames(numbers.number).filter((name) => !name.startsWith('u:')));
  const made = new Map(context.reports.scalarArrays(handle, numbers.number).map((array) => [array.name, array]));
  const known = [...stored, ...made.keys(), 'neighbours/start', 'neighbours/index', 'psi6'];
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) throw unknownArray(stranger, known);
  const source = warmSource(sample);
  // Asked at once: between them the thread would begin with something longer.
  const [neighbours, psi6] = await Promise.all([
    names.some((name) => name.startsWith('neighbours/'))
      ? context.warm.run(source, tessellationTask, null, { ahead })
      : null,
    names.includes('psi6') ? context.warm.run(source, bondOrderTask, null, { ahead }) : null,
  ]);
  return names.map((name) => {
    if (psi6 !== null && name === 'psi6') return { name, data: psi6 };
    if (neighbours !== null && name.startsWith('neighbours/'))
      return { name, data: name === 'neighbours/start' ? neighbours.start : neighbours.index };
    const own = made.get(name);
    if (own !== undefined) return { name, data: own.read(), unit: own.unit };
    const stored = handle.project.readField(numbers.number, name);
    const { data } = stored;
    // As stored they may lie anywhere; a picture wants them in one cell.
    const isWrapped = name === 'positions' && data instanceof Float64Array;
    return namedArray(isWrapped ? { ...stored, data: wrapPositions(box, data) } : stored);
  });
}

/**
 * A stored displacement `u` and what is made of it. `name` tells it from the others of its sample, permanently;
 * `displacement` gives it in memory of its own.
 */
export async function displacementArrays(
  names: readonly string[],
  { name: own, displacement }: { name: string; displacement: () => Float64Array },
  sample: OpenSample,
  context: ApiContext,
  ahead = false,
): Promise<NamedArray[]> {
  const { handle, facts } = sample;
  const { number, particles } = facts.numbers;
  const stranger = names.find((name) => name !== 'u' && !isDerived(name));
  if (stranger !== undefined) throw unknownArray(stranger, ['u', ...Object.keys(DERIVED)]);
  const derived = names.some(isDerived)
    ? await context.fields.get(`${handle.id} ${number} ${own}`, DERIVED_BYTES * particles, async () =>
        context.warm.run(warmSource(sample), fieldsTask, { displacement: displacement() }, { ahead }),
      )
    : null;
  return names.map((name) => {
    if (derived === null || !isDerived(name))
      return namedArray({ name, data: displacement(), kind: 'vector', unit: DISPLACEMENT_UNIT });
    const { kind, unit } = DERIVED[name];
    return namedArray({ name, data: derived[name], kind, unit });
  });
}

/** The displacement of a mode, as it is stored or was worked out since. */
export function modeDisplacement(
  { modes }: ApiContext,
  { handle, facts: { numbers, analysedHash, storedModes } }: OpenSample,
  mode: number,
) {
  const computed = mode < storedModes ? null : modes.displacement(analysedHash, numbers.particles, mode);
  return computed ?? arrayReader(handle.project, numbers.number)(`u:${mode}`, Float64Array);
}

/** Number of a mode whose displacement is stored, or among the lowest `computed`; throws 404. */
function modeNumber(text: string, { storedModes }: SampleFacts, computed: number) {
  if (/^\d{1,6}$/.test(text) && Number(text) < Math.max(storedModes, computed)) return Number(text);
  throw new ApiFailure(
    'not-found',
    storedModes === 0
      ? 'no displacements are stored of this sample'
      : `there is no mode '${text.slice(0, 20)}'; displacements are stored of modes 0 to ${storedModes - 1}`,
  );
}

/** GET …/samples/:sample/arrays?names= and …/modes/:mode/arrays?names=. */
export function arrayRoutes(context: ApiContext) {
  return new Hono()
    .get(
      '/projects/:project/samples/:sample/arrays',
      described('query `names`, separated by commas; `ahead=1`', '[arrays](#arrays) of the sample'),
      validated('query', arraysQuerySchema),
      async (c) => {
        const sample = openSample(context, c);
        const { names, ahead } = c.req.valid('query');
        hurryUnlessAhead(context, sample.facts, ahead);
        return arrayResponse(await sampleArrays(names, sample, context, ahead));
      },
    )
    .get(
      '/projects/:project/samples/:sample/modes/:mode/arrays',
      described('query `names`, separated by commas; `ahead=1`', '[arrays](#arrays) of the mode'),
      validated('query', arraysQuerySchema),
      async (c) => {
        const sample = openSample(context, c);
        const { facts } = sample;
        const { names, ahead } = c.req.valid('query');
        const computed = context.modes.count(facts.analysedHash, facts.numbers.particles);
        const mode = modeNumber(c.req.param('mode'), facts, computed);
        const source = { name: String(mode), displacement: () => modeDisplacement(context, sample, mode) };
        hurryUnlessAhead(context, facts, ahead);
        return arrayResponse(await displacementArrays(names, source, sample, context, ahead));
      },
    );
}
