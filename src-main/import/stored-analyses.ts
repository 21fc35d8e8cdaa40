import { jobHash } from '../project/configuration-json.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import type { Project } from '../project/project.ts';
import type { SampleResult } from '../project/sample-result.ts';

/**
 * The analyses that a project holds. Each configuration with its settings is a job of one sample; what is stored
 * already is found and not done again.
 */
export class StoredAnalyses {
  readonly #project: Project;
  /** Numbers of the samples stored, by the hash of their job. */
  readonly #stored = new Map<string, number>();

  constructor(project: Project) {
    this.#project = project;
    for (const { number, hash, stored } of project.listJobs()) {
      if (stored !== 1) continue;
      const [first] = project.allottedSamples(number);
      this.#stored.set(hash, first.number);
    }
  }

  /** Number of the sample that this configuration gave earlier, or null. */
  find(configuration: JsonObject): number | null {
    return this.#stored.get(jobHash(configuration, null)) ?? null;
  }

  /** Stores a result and gives its number; it is on the disk when this returns. */
  store(configuration: JsonObject, result: SampleResult): number {
    const number = this.#project.addSample({ configuration, seed: null }, result);
    this.#stored.set(jobHash(configuration, null), number);
    return number;
  }
}
