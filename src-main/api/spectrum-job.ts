import { isDeepStrictEqual } from 'node:util';
import type { SpectrumSettings } from '../../native-workers/analyses/spectrum/spectrum-settings.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { spectrumTask } from '../../native-workers/tasks/spectrum.contract.ts';
import { asAnalysed, indicesOf } from '../import/analysed-sample.ts';
import { taskValue } from '../jobs/task-value.ts';
import type { Job } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { ApiContext } from './context.ts';
import { jobFailure } from './job-failure.ts';

/**
 * Starts the job that computes the spectrum of a stored sample and keeps it in the project, its map as a field. Where
 * one of the same settings is kept already it is done at once.
 */
export function startSpectrum(
  context: ApiContext,
  handle: ProjectHandle,
  sample: number,
  settings: SpectrumSettings,
): Job {
  return context.jobs.start({
    project: handle.id,
    title: `Spectrum of sample ${sample}`,
    work: async (voice) => {
      const isKept = handle.project
        .listSpectra(sample)
        .some(
          ({ report }) => report.provenance.version === KEYCORE_VERSION && isDeepStrictEqual(report.settings, settings),
        );
      if (isKept) return;
      const stored = handle.project.readSample(sample);
      const { configuration, model, report, source } = asAnalysed(stored, stored.report.provenance.source);
      const outcome = await context.pool.run(
        spectrumTask,
        {
          ...{ configuration, model, settings, source, confirmed: true },
          keyCore: indicesOf(configuration.ids, report.keyCore.stringIds),
        },
        { signal: voice.signal, onProgress: ({ share }) => voice.report('spectrum', share > 0 ? share : null) },
      );
      const value = taskValue(outcome);
      const notKept = await handle.keep('the spectrum', (project) =>
        project.keepSpectrum(sample, value.report, value.map),
      );
      if (notKept !== null) throw new BadInput(notKept);
      // The sample has another array to draw.
      handle.changes.mark('samples');
    },
    explain: (error) => jobFailure(error, context),
  });
}
