import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import { loadingPlan } from '../../native-workers/analyses/strain/loading-plan.ts';
import type { StrainFields } from '../../native-workers/analyses/strain/strain-report.ts';
import type { StrainTaskOutput } from '../../native-workers/tasks/strain.contract.ts';
import { KeptStrains } from '../library/kept-strains.ts';
import { arrayResponse } from './array-stream.ts';
import { jobInfoSchema } from './contract.ts';
import type { ArrayInfo } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { factsOf } from './samples.ts';
import { keptStrainSchema, strainRequestSchema } from './strain-contract.ts';
import { startStrain } from './strain-job.ts';

/** Labels and signs of the arrays; all are lengths, `linear` per unit strain. */
const LABELS = {
  positions: { label: 'r', signed: false },
  linear: { label: 'x = H⁺Ξ', signed: true },
  nonAffine: { label: 'r − F r₀', signed: true },
  event: { label: 'Δu', signed: true },
  before: { label: 'r before', signed: false },
  after: { label: 'r after', signed: false },
} as const satisfies Record<keyof StrainFields, { label: string; signed: boolean }>;

const ARRAY_NAMES = Object.keys(LABELS) as (keyof StrainFields)[];

const querySchema = z.strictObject({
  names: z
    .string()
    .transform((text) => text.split(','))
    .refine((names) => new Set(names).size === names.length, 'a name occurs twice'),
});

/** The arrays that a result has. */
function presentArrays({ fields }: StrainTaskOutput): Map<string, Float64Array> {
  return new Map(
    ARRAY_NAMES.flatMap((name) => {
      const data = fields[name];
      return data === null ? [] : [[name, data] as const];
    }),
  );
}

function arrayInfos(result: StrainTaskOutput): ArrayInfo[] {
  const present = presentArrays(result);
  return ARRAY_NAMES.filter((name) => present.has(name)).map((name) => ({
    ...{ name, unit: 'σ', kind: 'vector', perMode: false },
    ...LABELS[name],
  }));
}

/** POST, GET …/samples/:sample/strain and GET …/strain/arrays?names=. */
export function strainRoutes(context: ApiContext) {
  const kept = new KeptStrains();
  return new Hono()
    .post(
      '/projects/:project/samples/:sample/strain',
      described(
        'StrainRequest: the settings of [strain](strain.md) that differ from the defaults',
        '`{ job: JobInfo }`',
      ),
      zValidator('json', strainRequestSchema, refuseMalformed),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const { numbers } = factsOf(context, handle, c.req.param('sample'));
        const settings = c.req.valid('json');
        // What is wrong with them is told before there is a job.
        loadingPlan(settings);
        const job = startStrain(context, handle, numbers.number, settings, kept);
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .get(
      '/projects/:project/samples/:sample/strain',
      described('', 'KeptStrain: report and names of the arrays of the last one, or null'),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const { numbers } = factsOf(context, handle, c.req.param('sample'));
        const result = kept.get(handle, numbers.number);
        return c.json(
          keptStrainSchema.parse(result === null ? null : { report: result.report, arrays: arrayInfos(result) }),
        );
      },
    )
    .get(
      '/projects/:project/samples/:sample/strain/arrays',
      described(
        'query `names`, separated by commas',
        'arrays: `positions`, `linear`, `nonAffine`; `event`, `before`, `after`',
      ),
      zValidator('query', querySchema, refuseMalformed),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const { numbers } = factsOf(context, handle, c.req.param('sample'));
        const result = kept.get(handle, numbers.number);
        if (result === null) throw new ApiFailure('not-found', 'this sample has not been strained');
        const present = presentArrays(result);
        return arrayResponse(
          c.req.valid('query').names.map((name) => {
            const data = present.get(name);
            if (data === undefined)
              throw new ApiFailure(
                'not-found',
                `there is no array '${name.slice(0, 100)}'; there are ${[...present.keys()].join(', ')}`,
              );
            return { name, data, shape: [numbers.particles, 2], unit: 'σ' };
          }),
        );
      },
    );
}
