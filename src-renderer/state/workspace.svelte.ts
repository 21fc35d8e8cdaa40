import type { HostInfo, ProjectInfo, SampleDetail, SampleRow } from '../../src-main/api/contract.ts';
import type { Arrays } from '../client/safetensors.ts';

/**
 * What is open: host, project, sample and mode, with their arrays. Everything else in the window looks at this; what
 * changes it is in open-project.ts, open-sample.ts and open-mode.ts.
 */
class Workspace {
  host = $state.raw<HostInfo | null>(null);
  project = $state.raw<ProjectInfo | null>(null);
  samples = $state.raw<readonly SampleRow[]>([]);
  detail = $state.raw<SampleDetail | null>(null);
  sampleArrays = $state.raw<Arrays>(new Map());
  /** Number of the chosen mode, and the mode whose arrays are at hand (they follow a moment later). */
  mode = $state(0);
  modeArrays = $state.raw<Arrays>(new Map());
  loadedMode = $state<number | null>(null);
  /** Arrays of the modes about it that have come already. */
  ahead = $state.raw<readonly Arrays[]>([]);

  /** Counts the projects that were shown: another number is another project, whatever it is called now. */
  opened = $state(0);
  /** Counts the samples that were shown: another number is another sample, whatever else of one may change. */
  shown = $state(0);
  /** What the user is waiting for. */
  busy = $state<'start' | 'project' | 'sample' | null>('start');
  /** Whether no window of this user has been anywhere before. */
  firstStart = $state(false);
  /** The sample that was asked for and is not shown yet. */
  wanted = $state<number | null>(null);
  /** Whether displacements of modes are being worked out. */
  computingModes = $state(false);
  /** The opening of the page: whatever the user asks for meanwhile comes after it. */
  starting = Promise.resolve();

  readonly #projectId = $derived(this.project?.id);
  readonly #number = $derived(this.detail?.number);
  /** Where the open sample is: the same object for as long as it is open. */
  readonly address = $derived(
    this.#projectId === undefined || this.#number === undefined
      ? null
      : { project: this.#projectId, number: this.#number },
  );
  readonly hasModes = $derived((this.detail?.modesAtHand ?? 0) > 0);
  /** Whether what is shown belongs to another sample or mode than what is named. */
  readonly stale = $derived(this.wanted !== null || (this.hasModes && this.loadedMode !== this.mode));
  /** Name of the project that gets what is added. */
  readonly receiver = $derived(this.project?.mode === 'write' ? this.project.name : 'Untitled');
}

export const workspace = new Workspace();
