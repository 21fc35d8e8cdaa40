import { basename } from 'node:path';
import type { FieldSource } from '../export/field-source.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { WarmWorkers } from '../jobs/warm-worker.ts';
import { backboneOf } from '../library/analysis-sample.ts';
import { storedReport } from '../project/analysis-reports.ts';
import { openProject } from '../project/open-project.ts';

/** Opens a project for reading and does some work on a sample of it, with a thread for what has to be computed. */
export async function onStoredSample<Result>(
  path: string,
  number: number,
  work: (source: FieldSource) => Promise<Result>,
): Promise<Result> {
  using project = await openProject(path, { mode: 'read' });
  const sample = project.readSample(number);
  const { configuration, fields, numbers, report } = sample;
  const size = 2 * configuration.ids.length;
  const { ids, ...rest } = configuration;
  const warm = new WarmWorkers({ threads: 1 });
  const arrays = () => ({
    ...rest,
    positions: fields.positions,
    model: modelReferenceOf(report),
    backbone: backboneOf(report, ids),
  });
  try {
    return await work({
      project: basename(path).replace(/\.keycore$/i, ''),
      sample,
      modes: fields.displacements.length / size,
      displacement: (mode) => fields.displacements.slice(mode * size, (mode + 1) * size),
      report: (analysis) => storedReport(project, analysis, number, null),
      run: (task, input) => warm.run({ hash: numbers.contentHash, arrays }, task, input),
    });
  } finally {
    await warm.close();
  }
}
