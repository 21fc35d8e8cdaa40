import type { StrainSettings } from '../../native-workers/analyses/strain/strain-settings.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { strainTask } from '../../native-workers/tasks/strain.contract.ts';
import { taskValue } from '../jobs/task-value.ts';
import type { Job } from '../jobs/job-board.ts';
import type { KeptStrains } from '../library/kept-strains.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { ApiContext } from './context.ts';
import { jobFailure } from './job-failure.ts';

/**
 * Starts the job that strains a stored sample and keeps the result: in the project, or, where that may only be read,
 * for as long as it is open. One of the same settings that is kept already is done at once.
 */
export function startStrain(
  context: ApiContext,
  handle: ProjectHandle,
  sample: number,
  settings: StrainSettings,
  kept: KeptStrains,
): Job {
  return context.jobs.start({
    project: handle.id,
    title: `Strain of sample ${sample}`,
    work: async (voice) => {
      if (kept.recall(handle, sample, settings)) return;
      const { configuration, fields, report } = handle.project.readSample(sample);
      const outcome = await context.pool.run(
        strainTask,
        {
          configuration: { ...configuration, positions: fields.positions },
          model: modelReferenceOf(report),
          settings,
          relax: false,
          source: report.provenance.source,
        },
        { signal: voice.signal, onProgress: ({ share }) => voice.report('strain', share > 0 ? share : null) },
      );
      await kept.keep(handle, sample, taskValue(outcome));
    },
    explain: (error) => jobFailure(error, context),
  });
}
