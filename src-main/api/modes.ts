import { Hono } from 'hono';
import { lowestModesTask } from '../../native-workers/tasks/warm-task.ts';
import type { SampleFacts } from '../library/sample-library.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { described } from './route-description.ts';
import { detail, openSample } from './samples.ts';

/** Relative difference of an eigenvalue found again; the search converges to residuals of 1e-12 of the norm. */
const SAME_EIGENVALUE = 1e-6;

/** Throws unless the modes are those of the report: a mode with another frequency under the same number is a fault of ours. */
function checkSame(eigenvalues: Float64Array, { report, numbers }: SampleFacts) {
  const scale = Math.max(...report.modes.map(({ eigenvalue }) => Math.abs(eigenvalue)));
  const other = report.modes.findIndex(
    ({ eigenvalue }, at) => !(Math.abs(eigenvalues[at] - eigenvalue) <= SAME_EIGENVALUE * scale),
  );
  if (other !== -1)
    throw new Error(
      `mode ${other} of sample ${numbers.number} has λ = ${eigenvalues[other]} and not ${report.modes[other].eigenvalue}`,
    );
}

/** POST …/samples/:sample/modes: works out the displacements of the reported modes that are not stored. */
export function modeRoutes(context: ApiContext) {
  return new Hono().post(
    '/projects/:project/samples/:sample/modes',
    described(
      '',
      'SampleDetail: computes the displacements of the reported modes that are not stored, for as long as Keycore runs',
    ),
    async (c) => {
      const sample = openSample(context, c);
      const { handle, facts } = sample;
      const { numbers, analysedHash, report, storedModes } = facts;
      let judged = facts;
      const count = report.modes.length;
      if (Math.max(storedModes, context.modes.count(analysedHash, numbers.particles)) < count) {
        const found = await context.warm.run(warmSource(sample), lowestModesTask, { count });
        checkSame(found.eigenvalues, facts);
        context.modes.set(analysedHash, found.displacements);
        judged = context.samples.judged(handle, numbers.number, found.displacements);
      }
      return c.json(detail(context, { handle, facts: judged }));
    },
  );
}
