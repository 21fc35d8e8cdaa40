import type { HostInfo, OpenRequest, ProjectInfo, SampleDetail, SampleRow } from '../../src-main/api/contract.ts';
import * as api from './api.ts';
import type { NumericArray } from './safetensors.ts';
import { neighboursIn, SamplesAhead } from './samples-ahead.ts';
import { signIn } from './session.ts';
import { troubles } from './troubles.svelte.ts';

export type Arrays = ReadonlyMap<string, NumericArray>;

/** Modes are kept in memory up to this size, but never fewer than those about the chosen one. */
const KEPT_BYTES = 192 * 2 ** 20;
/** Arrays of a mode: four vectors and five scalars of doubles. */
const BYTES_PER_PARTICLE = 13 * 8;
/** Modes fetched ahead on either side, so that scrubbing does not wait. */
const PREFETCHED = 3;

/** A reloaded tab shows the project it showed. */
const STORED_PROJECT = 'keycore.project';

/** After a sample has come its modes are fetched ahead first, ms. */
const QUIET = 300;

const STRUCTURE = ['ids', 'species', 'positions', 'neighbours/start', 'neighbours/index'];

/** What is open: host, project, sample and mode, with their arrays. Everything else in the window looks at this. */
class Workspace {
  host = $state.raw<HostInfo | null>(null);
  project = $state.raw<ProjectInfo | null>(null);
  samples = $state.raw<readonly SampleRow[]>([]);
  detail = $state.raw<SampleDetail | null>(null);
  /** Counts the samples that were shown: another number is another sample, whatever else of one may change. */
  shown = $state(0);
  sampleArrays = $state.raw<Arrays>(new Map());
  /** Number of the chosen mode, and the mode whose arrays are at hand (they follow a moment later). */
  mode = $state(0);
  modeArrays = $state.raw<Arrays>(new Map());
  loadedMode = $state<number | null>(null);
  /** Arrays of the modes about it that have come already. */
  ahead = $state.raw<readonly Arrays[]>([]);
  /** Whether displacements of modes are being worked out. */
  computingModes = $state(false);
  /** What the user is waiting for. */
  busy = $state<'start' | 'project' | 'sample' | null>('start');
  /** The sample that was asked for and is not shown yet. */
  wanted = $state<number | null>(null);
  /** Whether what is shown belongs to another sample or mode than what is named. */
  readonly stale = $derived(
    this.wanted !== null || (this.detail !== null && this.detail.modesAtHand > 0 && this.loadedMode !== this.mode),
  );
  readonly hasModes = $derived((this.detail?.modesAtHand ?? 0) > 0);
  /** Projects this page has opened itself. */
  #opened = new Set<string>();
  #modes = new Map<string, Promise<Arrays>>();
  readonly #samplesAhead = new SamplesAhead({
    detail: api.sample,
    arrays: async (project, detail) => {
      const names = detail.arrays.filter(({ perMode }) => !perMode).map(({ name }) => name);
      const [arrays, modeArrays] = await Promise.all([
        api.sampleArrays(project, detail.number, [...new Set([...STRUCTURE, ...names])]),
        detail.modesAtHand > 0 ? this.#fetchMode(project, detail, 0) : new Map<string, NumericArray>(),
      ]);
      return { arrays, modeArrays };
    },
  });

  /** The opening of the page: whatever the user asks for meanwhile comes after it. */
  #starting: Promise<void> = Promise.resolve();
  /** The project that was shown last: notices on it go with it. */
  #shownProject: string | null = null;
  /** Counts loads, so that a slow one does not replace what was asked for later. */
  #loads = 0;

  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.busy = 'start';
    troubles.unreachable = false;
    await this.#attempt(async () => {
      await signIn();
      this.host = await api.host();
      const open = await api.projects();
      const before = open.find(({ id }) => id === sessionStorage.getItem(STORED_PROJECT));
      const filled = before ?? open.findLast(({ samples }) => samples > 0) ?? open.at(-1);
      const shipped = this.host.shippedSamples.at(0);
      if (before !== undefined) await this.#show(before);
      else if (filled !== undefined && (filled.samples > 0 || !filled.untitled)) await this.#show(filled);
      else if (shipped !== undefined) await this.#show(await api.openProject({ shipped: shipped.id }));
      else await this.#show(filled ?? (await api.openProject({ untitled: true })));
    });
    this.busy = null;
  }

  /** Opens another project in place of this one; what is shown stays until it has opened. */
  async open(request: OpenRequest | File): Promise<boolean> {
    await this.#starting;
    this.busy = 'project';
    const opened = await this.#attempt(async () => {
      const former = this.project;
      const project = await (request instanceof File ? api.receiveProject(request) : api.openProject(request));
      if (former?.id === project.id) await api.closeProject(project.id);
      await this.#show(project);
      // Each opening is given back once. One that was found open belongs to whoever opened it.
      if (former !== null && former.id !== project.id && this.#opened.delete(former.id))
        await this.#giveBack(former.id);
      if (former?.id !== project.id) this.#opened.add(project.id);
    });
    this.busy = null;
    return opened;
  }

  /** Closes a project we opened, unless jobs of it still run. */
  async #giveBack(project: string): Promise<void> {
    const running = (await api.jobs(project)).some(({ state }) => state === 'queued' || state === 'running');
    if (!running) await api.closeProject(project);
  }

  async saveAs(request: { path: string } | { grant: string }): Promise<boolean> {
    const { project } = this;
    if (project === null) return false;
    return this.#attempt(async () => {
      this.project = await api.saveProject(project.id, request);
    });
  }

  async #show(project: ProjectInfo): Promise<void> {
    const samples = await api.samples(project.id);
    if (this.#shownProject !== project.id) troubles.forgetNotices();
    this.#shownProject = project.id;
    this.project = project;
    this.samples = samples;
    sessionStorage.setItem(STORED_PROJECT, project.id);
    this.#modes.clear();
    if (samples.length > 0) await this.#loadSample(project.id, samples[0].number);
    else this.#clearSample();
  }

  #clearSample(): void {
    this.shown += 1;
    this.detail = null;
    this.sampleArrays = new Map();
    this.modeArrays = new Map();
    this.loadedMode = null;
  }

  /** Reads the sample list anew, after something was added to it; shows sample `then` if given. */
  async refresh(then?: number): Promise<void> {
    const { project } = this;
    if (project === null) return;
    await this.#attempt(async () => {
      const samples = await api.samples(project.id);
      if (this.project?.id !== project.id) return;
      this.samples = samples;
      this.project = { ...this.project, samples: samples.length };
    });
    // An empty window shows the first that comes.
    const shown = then ?? (this.detail === null ? this.samples.at(0)?.number : undefined);
    if (shown !== undefined) await this.showSample(shown);
  }

  /** Reads name, place and right to write anew. */
  async refreshProject(): Promise<void> {
    const { project } = this;
    if (project === null) return;
    await this.#attempt(async () => {
      const now = await api.project(project.id);
      if (this.project?.id === project.id) this.project = now;
    });
  }

  /** Closes the project and goes back to Untitled. */
  async close(): Promise<void> {
    const { project } = this;
    if (project === null) return;
    this.busy = 'project';
    // Nobody listens any more when it goes.
    this.project = null;
    this.#opened.delete(project.id);
    const closed = await this.#attempt(async () => {
      await api.closeProject(project.id);
      await this.#showUntitled();
    });
    if (!closed) this.project = project;
    this.busy = null;
  }

  /** The project was closed by another tab. */
  async closedElsewhere(): Promise<void> {
    const { project } = this;
    if (project === null) return;
    this.busy = 'project';
    this.project = null;
    this.#opened.delete(project.id);
    await this.#attempt(() => this.#showUntitled());
    troubles.add(`‘${project.name}’ was closed in another window.`, 'notice');
    this.busy = null;
  }

  async #showUntitled(): Promise<void> {
    const project = await api.openProject({ untitled: true });
    this.#opened.add(project.id);
    await this.#show(project);
  }

  async showSample(number: number): Promise<void> {
    const { project } = this;
    if (project === null) return;
    this.busy = 'sample';
    this.wanted = number;
    await this.#attempt(() => this.#loadSample(project.id, number));
    // Another one may have been asked for meanwhile.
    if (this.wanted !== number) return;
    this.wanted = null;
    this.busy = null;
  }

  async #loadSample(project: string, number: number): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const { detail, arrays, modeArrays } = await this.#samplesAhead.load(project, number);
    if (load !== this.#loads) return;
    this.shown += 1;
    this.detail = detail;
    this.sampleArrays = arrays;
    this.mode = 0;
    this.modeArrays = modeArrays;
    this.loadedMode = detail.modesAtHand > 0 ? 0 : null;
    this.#prefetch(project, detail, 0);
    this.#fetchNeighbours(project, number);
  }

  /** Fetches the samples beside the open one, once nothing is waited for. */
  #fetchNeighbours(project: string, number: number): void {
    const beside = neighboursIn(
      this.samples.map((row) => row.number),
      number,
    );
    setTimeout(() => {
      if (this.detail?.number === number) void this.#samplesAhead.fetchAhead(project, beside);
    }, QUIET);
  }

  /** Fetches the arrays that have been added to the open sample, if it is still that one. */
  async refreshArrays(number: number): Promise<void> {
    const { project, shown } = this;
    if (project === null) return;
    await this.#attempt(async () => {
      const detail = await api.sample(project.id, number);
      const added = detail.arrays.filter(({ name, perMode }) => !perMode && !this.sampleArrays.has(name));
      if (added.length === 0) return;
      const names = added.map(({ name }) => name);
      const arrays = await api.sampleArrays(project.id, number, names);
      if (this.shown !== shown || this.detail?.number !== number) return;
      this.sampleArrays = new Map([...this.sampleArrays, ...arrays]);
      this.detail = detail;
    });
  }

  /** Chooses a mode whose displacements are stored; numbers beyond are taken as the nearest. */
  async showMode(index: number): Promise<void> {
    const { project, detail } = this;
    if (project === null || detail === null || detail.modesAtHand === 0) return;
    const mode = Math.min(detail.modesAtHand - 1, Math.max(0, index));
    this.mode = mode;
    const shown = await this.#attempt(async () => {
      const arrays = await this.#fetchMode(project.id, detail, mode);
      // The user may have gone on meanwhile.
      if (this.mode !== mode || this.detail !== detail) return;
      this.modeArrays = arrays;
      this.loadedMode = mode;
      this.#prefetch(project.id, detail, mode);
    });
    // The list says what the field shows.
    if (!shown && this.mode === mode && this.loadedMode !== null) this.mode = this.loadedMode;
  }

  /** Works out the displacements of the modes that are listed and not stored. */
  async computeModes(): Promise<void> {
    const { project, detail, shown } = this;
    if (project === null || detail === null || this.computingModes) return;
    this.computingModes = true;
    await this.#attempt(async () => {
      const now = await api.computeModes(project.id, detail.number);
      if (this.shown !== shown) return;
      const first = !this.hasModes;
      this.detail = now;
      if (first) await this.showMode(0);
    });
    this.computingModes = false;
  }

  #fetchMode(project: string, detail: SampleDetail, mode: number): Promise<Arrays> {
    const key = `${project} ${detail.number} ${mode}`;
    const names = detail.arrays.filter(({ perMode }) => perMode).map(({ name }) => name);
    const fetched = this.#modes.get(key) ?? api.modeArrays(project, detail.number, mode, names);
    // Last used last; a failed request is asked again.
    this.#modes.delete(key);
    this.#modes.set(key, fetched);
    fetched.catch(() => this.#modes.delete(key));
    const kept = Math.max(2 * PREFETCHED + 1, Math.floor(KEPT_BYTES / (BYTES_PER_PARTICLE * detail.report.sample.n)));
    for (const oldest of this.#modes.keys()) {
      if (this.#modes.size <= kept) break;
      this.#modes.delete(oldest);
    }
    return fetched;
  }

  #prefetch(project: string, detail: SampleDetail, mode: number): void {
    this.ahead = [];
    // Those after it first: one mostly goes on in the order of frequency.
    const away = Array.from({ length: PREFETCHED }, (_, k) => [k + 1, -k - 1]).flat();
    for (const neighbour of away.map((step) => mode + step)) {
      if (neighbour < 0 || neighbour >= detail.modesAtHand) continue;
      this.#fetchMode(project, detail, neighbour).then(
        (arrays) => {
          if (this.loadedMode === mode && this.detail === detail) this.ahead = [...this.ahead, arrays];
        },
        // Not asked for by anybody: if it fails, the request in earnest will say so.
        () => undefined,
      );
    }
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      troubles.report(error);
      return false;
    }
  }
}

export const workspace = new Workspace();
