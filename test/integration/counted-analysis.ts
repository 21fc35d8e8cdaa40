import { z } from 'zod';
import type { NewReport } from '../../src-main/project/keep-report.ts';
import type { ScalarKind } from '../../src-main/project/report-scalars.ts';
import type { Project } from '../../src-main/project/project.ts';
import { randomNumbers } from './project-sample.ts';

const countedReportSchema = z.object({
  count: z.int(),
  shear: z.number().nullable(),
  modes: z.array(z.object({ omega: z.number(), share: z.number().nullable() })),
});

export type CountedReport = z.infer<typeof countedReportSchema>;

/** An analysis that Keycore does not have: what the project does with it, it does with every one. */
export const COUNTED: ScalarKind<CountedReport> = {
  name: 'counted',
  title: 'count',
  report: countedReportSchema,
  scalars: [
    { name: 'shear', of: 'sample', valuesOf: ({ shear }: CountedReport) => [shear] },
    { name: 'omega', of: 'mode', valuesOf: ({ modes }: CountedReport) => modes.map(({ omega }) => omega) },
    { name: 'share', of: 'mode', valuesOf: ({ modes }: CountedReport) => modes.map(({ share }) => share) },
  ],
};

/** A report of it on a sample with two arrays, by a seed. */
export function countedOn(
  project: Project,
  sample: number,
  seed: number,
  changes: Partial<NewReport<CountedReport>> = {},
): NewReport<CountedReport> {
  const { contentHash, particles } = project.readNumbers(sample);
  const random = randomNumbers(seed);
  const reals = (count: number): Float64Array => Float64Array.from({ length: count }, () => random() - 0.5);
  return {
    report: {
      count: seed,
      shear: random(),
      modes: [
        { omega: random(), share: null },
        { omega: random(), share: random() },
      ],
    },
    arrays: [
      {
        name: 'move',
        kind: 'vector',
        unit: 'σ',
        data: reals(2 * particles)
          .fill(-0, 0, 1)
          .fill(NaN, 1, 2),
      },
      { name: 'charge', kind: 'scalar', unit: null, data: reals(particles) },
    ],
    settings: { seed, window: { lower: 0.5, upper: null } },
    contentHash,
    version: '0.1.0',
    variant: 'x86-64-v2',
    wallSeconds: 1.5,
    ...changes,
  };
}
