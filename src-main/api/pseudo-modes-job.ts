import type { PseudoModesSettings } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { pseudoModesTask } from '../../native-workers/tasks/pseudo-modes.contract.ts';
import { taskValue } from '../jobs/task-value.ts';
import type { Job } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { ApiContext } from './context.ts';
import { jobFailure } from './job-failure.ts';

/** Starts the job that looks for the pseudo-harmonic modes of a stored sample and keeps them in its project. */
export function startPseudoModes(
  context: ApiContext,
  handle: ProjectHandle,
  sample: number,
  settings: PseudoModesSettings,
): Job {
  return context.jobs.start({
    project: handle.id,
    title: `Pseudo-harmonic modes of sample ${sample}`,
    work: async (voice) => {
      const { configuration, fields, report } = handle.project.readSample(sample);
      const outcome = await context.pool.run(
        pseudoModesTask,
        {
          configuration: { ...configuration, positions: fields.positions },
          model: modelReferenceOf(report),
          settings,
          relax: false,
          source: report.provenance.source,
        },
        {
          signal: voice.signal,
          // The search is nearly all of it.
          onProgress: ({ stage, done, total }) =>
            voice.report(stage, stage === 'pseudo-modes' && total > 0 ? done / total : null),
        },
      );
      const value = taskValue(outcome);
      // Not while the project is being saved elsewhere, or the copy would lack them.
      const notKept = await handle.keep('the search', (project) =>
        project.keepPseudoModes(sample, value.report, value.fields),
      );
      if (notKept !== null) throw new BadInput(notKept);
    },
    explain: (error) => jobFailure(error, context),
  });
}
