import type { JsonObject } from '../project/configuration-json.ts';
import type { Project } from '../project/project.ts';
import type { SampleResult } from '../project/sample-result.ts';
import { earlierAnalysisJob } from './analysis-job.ts';

/**
 * The analyses that a project holds. Each configuration with its settings is a job of one sample; what is stored
 * already is found and not done again.
 */
export class StoredAnalyses {
  readonly #project: Project;

  constructor(project: Project) {
    this.#project = project;
  }

  /** Number of the sample that this configuration gave earlier, also by an earlier Keycore, or null. */
  find(configuration: JsonObject): number | null {
    return this.#stored(configuration) ?? this.#stored(earlierAnalysisJob(configuration));
  }

  #stored(configuration: JsonObject | null): number | null {
    const job = configuration === null ? null : this.#project.findJob(configuration, null);
    if (job?.stored !== 1) return null;
    const [first] = this.#project.allottedSamples(job.number);
    return first.number;
  }

  /** Stores a result and gives its number; it is on the disk when this returns. */
  store(configuration: JsonObject, result: SampleResult): number {
    return this.#project.addSample({ configuration, seed: null }, result);
  }
}
