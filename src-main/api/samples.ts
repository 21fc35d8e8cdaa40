import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { SampleFacts } from '../library/sample-library.ts';
import type { SampleNumbers } from '../project/sample-numbers.ts';
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
import { ApiFailure, refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';

/** Drawable arrays of every mode whose displacements are stored. */
const MODE_ARRAYS: readonly ArrayInfo[] = [
  { name: 'u', label: 'u', unit: 'm^(−1/2)', kind: 'vector', signed: true, perMode: true },
  { name: 'uT', label: 'u_T', unit: 'm^(−1/2)', kind: 'vector', signed: true, perMode: true },
  { name: 'uL', label: 'u_L', unit: 'm^(−1/2)', kind: 'vector', signed: true, perMode: true },
  { name: 'uNp', label: 'u^np', unit: 'm^(−1/2)', kind: 'vector', signed: true, perMode: true },
  { name: 'absU', label: '|u|', unit: 'm^(−1/2)', kind: 'scalar', signed: false, perMode: true },
  { name: 'absUL', label: '|u_L|', unit: 'm^(−1/2)', kind: 'scalar', signed: false, perMode: true },
  { name: 'divUNp', label: '∇·u^np', unit: 'σ m^(−1/2)', kind: 'scalar', signed: true, perMode: true },
  { name: 'divU', label: '∇·u', unit: 'σ m^(−1/2)', kind: 'scalar', signed: true, perMode: true },
  { name: 'areaChange', label: 'δa/a', unit: 'σ^(−1) m^(−1/2)', kind: 'scalar', signed: true, perMode: true },
];

const VIBRABILITY: ArrayInfo = {
  name: 'vibrability',
  label: 'Ψ',
  unit: 'σ²/ε',
  kind: 'scalar',
  signed: false,
  perMode: false,
};

/** Of the Voronoi neighbours; nothing has to be stored for it. */
const BOND_ORDER: ArrayInfo = {
  name: 'psi6',
  label: '|ψ_6|',
  unit: null,
  kind: 'scalar',
  signed: false,
  perMode: false,
};

/** A sample number of a route; 404 for what is no number. */
export function sampleNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ApiFailure('not-found', `there is no sample '${text.slice(0, 20)}'`);
  return Number(text);
}

/** Facts of the sample of a route; throws 404 where the project has none of that number. */
export function factsOf(context: ApiContext, handle: ProjectHandle, text: string): SampleFacts {
  const number = sampleNumber(text);
  if (!context.samples.has(handle, number))
    throw new ApiFailure('not-found', `there is no sample ${number} in this project`);
  return context.samples.facts(handle, number);
}

function row(numbers: SampleNumbers): SampleRow {
  return sampleRowSchema.parse({
    number: numbers.number,
    label: labelOf(numbers),
    model: numbers.model,
    n: numbers.particles,
    energyPerParticle: numbers.energyPerParticle,
    omega: numbers.lowestOmega,
    pr: numbers.lowestPr,
    maxPsi: numbers.maxVibrability,
    coreSize: numbers.coreSize,
    keyCoreSize: numbers.keyCoreSize,
    negativeModes: numbers.negativeModes,
    ...elasticityOf(numbers),
    ...verdictOf(numbers),
  });
}

function elasticityOf({ elasticity }: SampleNumbers) {
  if (elasticity === null)
    return { shear: null, pinnedShear: null, relativeAnisotropy: null, omegaT: null, participants: null, isQlm: null };
  const { shear, pinnedShear, relativeAnisotropy, omegaT, participants, isQlm } = elasticity;
  return { shear, pinnedShear, relativeAnisotropy, omegaT, participants, isQlm: isQlm === null ? null : isQlm === 1 };
}

/** The verdict that is stored; what an older Keycore stored is never taken for one. */
function verdictOf({ verdict, elasticity, negativeModes, zeroModes }: SampleNumbers) {
  if (verdict !== null) {
    const reason = negativeModes > 0 || zeroModes > 2 ? 'the sample is unstable' : 'its lowest mode has no phononShare';
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
  const { verdict = null, phononShare = null, limits, cuts = null, verdictReason = null } = qlm;
  const { omegaT, participants, threshold, isQlm } = qlm;
  return {
    verdict,
    phononShare,
    limits,
    cuts,
    reason: verdictReason,
    computed: report.qlm?.criterion === undefined,
    omegaT,
    participants,
    threshold,
    isQlm,
  };
}

/** File without its folders and frame, or configuration and seed. */
function labelOf({ source }: SampleNumbers): string {
  return source.replace(/^.*[/\\](?=[^/\\]+$)/, '');
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
export function detail(context: ApiContext, handle: ProjectHandle, facts: SampleFacts): SampleDetail {
  const { contentHash, particles } = facts.numbers;
  const modesAtHand = Math.max(facts.storedModes, context.modes.count(contentHash, particles));
  return sampleDetailSchema.parse({
    number: facts.numbers.number,
    label: labelOf(facts.numbers),
    report: facts.report,
    verdict: sampleVerdict(facts),
    phononShares: facts.judged.modes.map(({ phononShare = null }) => phononShare),
    storedModes: facts.storedModes,
    modesAtHand,
    arrays: [
      ...(facts.hasVibrability ? [VIBRABILITY] : []),
      BOND_ORDER,
      ...madeArrays(context, handle, facts),
      ...(modesAtHand > 0 ? MODE_ARRAYS : []),
      ...facts.columns.map(({ field, name, signed }): ArrayInfo => ({
        name: field,
        label: name,
        unit: null,
        kind: 'scalar',
        signed,
        perMode: false,
      })),
    ],
    diameters: facts.diameters,
    speciesNames: facts.speciesNames,
  });
}

/** GET /projects/:project/samples and /samples/:sample. */
export function sampleRoutes(context: ApiContext) {
  return new Hono()
    .get('/projects/:project/samples', described('', '`{ samples: SampleRow[] }`'), (c) => {
      const handle = openHandle(context, c.req.param('project'));
      return c.json({ samples: context.samples.list(handle).map(row) });
    })
    .get(
      '/projects/:project/samples/:sample',
      described('query `ahead=1`: [below](#arrays)', 'SampleDetail'),
      zValidator('query', aheadQuerySchema, refuseMalformed),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const facts = factsOf(context, handle, c.req.param('sample'));
        // What a window fetches ahead and then opens it joins, and asks only this once more.
        hurryUnlessAhead(context, facts, c.req.valid('query'));
        return c.json(detail(context, handle, facts));
      },
    );
}
