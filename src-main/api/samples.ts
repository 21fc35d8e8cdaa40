import { type Context, Hono } from 'hono';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { SampleFacts } from '../library/sample-library.ts';
import type { HexaticNumbers } from '../project/hexatic.ts';
import type { SampleNumbers } from '../project/sample-numbers.ts';
import { DIAMETERS_FIELD } from '../project/stored-sizes.ts';
import { presetOf, sampleLabel } from '../project/titles.ts';
import { reportArrayInfo } from './analysis-contract.ts';
import { aheadQuerySchema, hurryUnlessAhead } from './ahead.ts';
import {
  type ArrayInfo,
  type SampleDetail,
  sampleDetailSchema,
  type SampleRow,
  sampleRowSchema,
  type SampleVerdict,
} from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { MODE_ARRAYS } from '../library/mode-arrays.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { validated } from './validated.ts';

function sampleArray(name: string, label: string, unit: string | null, signed = false): ArrayInfo {
  return { name, label, unit, kind: 'scalar', signed, perMode: false };
}

const VIBRABILITY = sampleArray('vibrability', 'Ψ', 'σ²/ε');

const DIAMETERS = sampleArray(DIAMETERS_FIELD, 'diameter', 'σ');

/** Of the Voronoi neighbours; nothing has to be stored for it. */
const BOND_ORDER = sampleArray('psi6', '|ψ_6|', null);

/** A sample number of a route; 404 for what is no number. */
function sampleNumber(text: string) {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ApiFailure('not-found', `there is no sample '${text.slice(0, 20)}'`);
  return Number(text);
}

/** A sample of an open project. */
export interface OpenSample {
  handle: ProjectHandle;
  facts: SampleFacts;
}

/** The sample of a route; throws 404 where the project is not open, or has none of that number. */
export function openSample(context: ApiContext, c: Context): OpenSample {
  const handle = openHandle(context, c);
  const number = sampleNumber(c.req.param('sample') ?? '');
  if (!context.samples.has(handle, number))
    throw new ApiFailure('not-found', `there is no sample ${number} in this project`);
  return { handle, facts: context.samples.facts(handle, number) };
}

/** A sample of an open project by its number. Throws `BadInput` for one that is not stored or damaged. */
export function sampleNumbered(context: ApiContext, handle: ProjectHandle, number: number): OpenSample {
  return { handle, facts: context.samples.facts(handle, number) };
}

/** Rows of the samples of a project: all, or those of these numbers in their order. */
export function sampleRows(context: ApiContext, handle: ProjectHandle, only?: readonly number[]): SampleRow[] {
  const { project } = handle;
  const all = context.samples.list(handle);
  const beside = {
    ...project.listLabels(),
    hexatic: context.samples.hexatic(handle),
  };
  if (only === undefined) return all.map((numbers) => row(numbers, beside));
  const byNumber = new Map(all.map((numbers) => [numbers.number, numbers]));
  return only.flatMap((number) => {
    const numbers = byNumber.get(number);
    return numbers === undefined ? [] : [row(numbers, beside)];
  });
}

/** What a project has of its samples beside their numbers. */
interface Beside {
  titles: ReadonlyMap<number, string>;
  tags: ReadonlyMap<number, string[]>;
  notes: ReadonlyMap<number, number>;
  hexatic: ReadonlyMap<number, HexaticNumbers>;
}

function row(numbers: SampleNumbers, { titles, tags, notes, hexatic }: Beside): SampleRow {
  const { number, source, position, lowestOmega, elasticity } = numbers;
  const title = titles.get(number) ?? null;
  const omegaT = elasticity?.omegaT ?? null;
  const { psi6 = null, meanPsi6 = null } = hexatic.get(number) ?? {};
  // What has no place in a row, the schema leaves out.
  return sampleRowSchema.parse({
    ...numbers,
    label: sampleLabel(numbers, title),
    title,
    tags: tags.get(number) ?? [],
    notes: notes.get(number) ?? 0,
    index: position + 1,
    preset: presetOf(source),
    omegaRatio: lowestOmega === null || omegaT === null ? null : lowestOmega / omegaT,
    psi6,
    meanPsi6,
    n: numbers.particles,
    omega: numbers.lowestOmega,
    pr: numbers.lowestPr,
    maxPsi: numbers.maxVibrability,
    ...elasticityOf(numbers),
    ...verdictOf(numbers),
  });
}

function elasticityOf({ elasticity }: SampleNumbers) {
  if (elasticity === null)
    return { shear: null, pinnedShear: null, relativeAnisotropy: null, omegaT: null, participants: null, isQlm: null };
  const { isQlm } = elasticity;
  return { ...elasticity, isQlm: isQlm === null ? null : isQlm === 1 };
}

/** The verdict that is stored; what an older Keycore stored is never taken for one. */
function verdictOf({ verdict, elasticity, lowestOmega, negativeModes, zeroModes }: SampleNumbers) {
  if (verdict !== null) {
    const why = negativeModes > 0 || zeroModes > 2 ? 'the sample is unstable' : 'its lowest mode has no phononShare';
    const reason = lowestOmega === null ? 'no modes of the sample are known' : why;
    return { ...verdict, verdictReason: verdict.verdict === null ? reason : null };
  }
  return {
    verdict: null,
    phononShare: null,
    criterion: elasticity === null ? null : ('participation' as const),
    verdictReason: 'an older Keycore analysed the sample; opening it computes the verdict',
  };
}

/** The verdict on an open sample. */
function sampleVerdict({ report, judged: { qlm } }: SampleFacts): SampleVerdict | null {
  if (qlm?.limits === undefined) return null;
  const { limits, verdict = null, phononShare = null, cuts = null, verdictReason: reason = null } = qlm;
  return { ...qlm, limits, verdict, phononShare, cuts, reason, computed: report.qlm?.criterion === undefined };
}

/** Arrays over the particles that analyses have given of it: these may come while the sample is open. */
function madeArrays({ reports }: ApiContext, handle: ProjectHandle, { numbers }: SampleFacts): ArrayInfo[] {
  return reports.scalarArrays(handle, numbers.number).flatMap(({ analysis: name, version, ...array }): ArrayInfo[] => {
    const analysis = analysisNamed(name);
    const info = analysis === undefined ? null : reportArrayInfo(analysis, array);
    return info === null ? [] : [{ ...info, version }];
  });
}

/** What the window receives of a sample. */
export function detail(context: ApiContext, { handle, facts }: OpenSample): SampleDetail {
  const { particles } = facts.numbers;
  const modesAtHand = Math.max(facts.storedModes, context.modes.count(facts.analysedHash, particles));
  return sampleDetailSchema.parse({
    ...facts,
    number: facts.numbers.number,
    label: sampleLabel(facts.numbers, handle.project.titleOf(facts.numbers.number)),
    verdict: sampleVerdict(facts),
    phononShares: facts.judged.modes.map(({ phononShare = null }) => phononShare),
    modesAtHand,
    arrays: [
      ...(facts.hasVibrability ? [VIBRABILITY] : []),
      BOND_ORDER,
      ...(facts.report.sample.sizes === undefined ? [] : [DIAMETERS]),
      ...madeArrays(context, handle, facts),
      ...(modesAtHand > 0 ? MODE_ARRAYS : []),
      ...facts.columns.map(({ field, name, signed }) => sampleArray(field, name, null, signed)),
    ],
  });
}

/** GET /projects/:project/samples and /samples/:sample. */
export function sampleRoutes(context: ApiContext) {
  return new Hono()
    .get('/projects/:project/samples', described('', '`{ samples: SampleRow[] }`'), (c) => {
      const handle = openHandle(context, c);
      return c.json({ samples: sampleRows(context, handle) });
    })
    .get(
      '/projects/:project/samples/:sample',
      described('query `ahead=1`: [below](#arrays)', 'SampleDetail'),
      validated('query', aheadQuerySchema),
      (c) => {
        const sample = openSample(context, c);
        // What a window fetches ahead and then opens it joins, and asks only this once more.
        hurryUnlessAhead(context, sample.facts, c.req.valid('query').ahead);
        return c.json(detail(context, sample));
      },
    );
}
