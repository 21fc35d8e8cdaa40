import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { checkWindow, confirmationText } from '../../native-workers/analyses/spectrum/window-estimate.ts';
import { windowEstimateTask } from '../../native-workers/tasks/spectrum.contract.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { jobInfoSchema } from './contract.ts';
import { ApiFailure, refuseMalformed } from './failure.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { factsOf } from './samples.ts';
import { confirmationSchema, keptSpectrumSchema, spectrumRequestSchema } from './spectrum-contract.ts';
import { startSpectrum } from './spectrum-job.ts';

/** POST, GET …/samples/:sample/spectrum. */
export function spectrumRoutes(context: ApiContext) {
  return new Hono()
    .post(
      '/projects/:project/samples/:sample/spectrum',
      described(
        'SpectrumRequest: settings of [spectrum](spectrum.md) that differ from the defaults, `confirmed`',
        '`{ job: JobInfo }`; 409 `{ error, estimate }` for a window of more than 2000 modes that is not confirmed',
      ),
      zValidator('json', spectrumRequestSchema, refuseMalformed),
      async (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const facts = factsOf(context, handle, c.req.param('sample'));
        if (handle.project.mode === 'read')
          throw new ApiFailure(
            'read-only',
            `'${handle.name}' cannot keep a spectrum. ${handle.readOnlyReason ?? ''}`.trim(),
          );
        const { confirmed, ...settings } = c.req.valid('json');
        const { window } = settings;
        if (window !== null) {
          checkWindow(window);
          const estimate = await context.warm.run(warmSource(handle, facts), windowEstimateTask, { window });
          if (estimate.needsConfirmation && !confirmed) {
            const error = { kind: 'bad-input', message: confirmationText(estimate) };
            return c.json(confirmationSchema.parse({ error, estimate }), 409);
          }
        }
        const job = startSpectrum(context, handle, facts.numbers.number, settings);
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .get(
      '/projects/:project/samples/:sample/spectrum',
      described('', '`{ kept: { storedAt, report } }` of the one kept last, or `{ kept: null }`'),
      (c) => {
        const handle = openHandle(context, c.req.param('project'));
        const { numbers } = factsOf(context, handle, c.req.param('sample'));
        return c.json(keptSpectrumSchema.parse({ kept: handle.project.lastSpectrum(numbers.number) }));
      },
    );
}
