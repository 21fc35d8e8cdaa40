import { tick } from 'svelte';
import type { HostInfo, OpenRequest, ProjectInfo, SampleDetail, SampleRow } from '../../src-main/api/contract.ts';
import type { Place } from '../../src-main/api/place-contract.ts';
import * as api from '../client/api.ts';
import { ModeFetches } from '../client/mode-fetches.ts';
import type { Arrays, NumericArray } from '../client/safetensors.ts';
import { ApiFailure } from '../client/failures.ts';
import { forgetLink, takeLink } from '../client/opened-link.ts';
import { requestOf } from '../client/place-link.ts';
import { neighboursIn, SamplesAhead } from '../client/samples-ahead.ts';
import { session } from '../client/session.ts';
import { troubles } from './troubles.svelte.ts';

/** Modes fetched ahead on either side, so that scrubbing does not wait. */
const PREFETCHED = 3;

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
  /** Name of the project that gets what is added. */
  readonly receiver = $derived(this.project?.mode === 'write' ? this.project.name : 'Untitled');
  readonly hasModes = $derived((this.detail?.modesAtHand ?? 0) > 0);
  /** Projects this page has opened itself. */
  #opened = new Set<string>();
  readonly #modes = new ModeFetches(2 * PREFETCHED + 1);
  readonly #samplesAhead = new SamplesAhead({
    detail: api.sample,
    arrays: async (project, detail, urgency) => {
      const names = detail.arrays.filter(({ perMode }) => !perMode).map(({ name }) => name);
      const [arrays, modeArrays] = await Promise.all([
        api.sampleArrays(project, detail.number, [...new Set([...STRUCTURE, ...names])], urgency),
        detail.modesAtHand > 0 ? this.#modes.fetch(project, detail, 0, urgency) : new Map<string, NumericArray>(),
      ]);
      return { arrays, modeArrays };
    },
  });

  /** How the sample that is being shown was left; taken by whoever shows it so. */
  #left: Place | null = null;
  /** Counts the projects that were shown: another number is another project, whatever it is called now. */
  opened = $state(0);

  /** The opening of the page: whatever the user asks for meanwhile comes after it. */
  #starting: Promise<void> = Promise.resolve();
  /** Counts loads, so that a slow one does not replace what was asked for later. */
  #loads = 0;
  /** The sample that is on its way; null for none. */
  #loading: number | null = null;

  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.busy = 'start';
    troubles.away = null;
    const link = takeLink();
    session.reopening = () =>
      this.project === null
        ? null
        : { request: requestOf(this.project.key), done: (project) => this.#reopened(project) };
    await this.#attempt(async () => {
      await session.signIn();
      this.host = await api.host();
      const { place, notices } = await api.lastPlace();
      const linked = link === null ? null : await this.#understood(link);
      forgetLink();
      const shown = (await this.#showPlace(linked)) || (await this.#showPlace(place));
      if (!shown) await this.#showFirst();
      for (const notice of notices) troubles.add(notice, 'notice');
    });
    this.busy = null;
  }

  async #understood(link: string): Promise<Place | null> {
    try {
      return await api.readPlace(link);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 400) throw error;
      troubles.add('What stands in the address names no place in Keycore; the window begins where you were last.');
      return null;
    }
  }

  /** Shows what was shown at a place; false where there is none, or none any more, which is said. */
  async #showPlace(place: Place | null): Promise<boolean> {
    if (place === null) return false;
    const open = (await api.projects()).find(({ key }) => key === place.project);
    try {
      await this.#show(open ?? (await api.openProject(requestOf(place.project))), place);
      return true;
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status === 401) throw error;
      troubles.add(`What was shown here cannot be opened: ${error.message}`);
      return false;
    }
  }

  /** Before anybody has been anywhere: the first example. */
  async #showFirst(): Promise<void> {
    const shipped = this.host?.shippedSamples.at(0);
    await this.#show(await api.openProject(shipped === undefined ? { untitled: true } : { shipped: shipped.id }));
  }

  /** The host was started again: what is shown belongs to the same project under another id. */
  #reopened(project: ProjectInfo | ApiFailure): void {
    const former = this.project;
    if (former === null) return;
    if (project instanceof ApiFailure) {
      void this.#leave(`‘${former.name}’ cannot be opened again: ${project.message}`);
      return;
    }
    api.projectBecame(former.id, project.id);
    if (this.#opened.delete(former.id)) this.#opened.add(project.id);
    this.#modes.clear();
    this.project = project;
    // Anything may have been added meanwhile.
    void this.refresh();
  }

  /** How a sample that is shown now was left; null for one that is shown as it opens. Once. */
  takeLeft(): Place | null {
    const left = this.#left;
    this.#left = null;
    return left;
  }

  /** Opens another project in place of this one; what is shown stays until it has opened. */
  async open(request: OpenRequest | File): Promise<boolean> {
    await this.#starting;
    this.busy = 'project';
    const opened = await this.#attempt(async () => {
      await this.#change(await (request instanceof File ? api.receiveProject(request) : api.openProject(request)));
    });
    this.busy = null;
    return opened;
  }

  /** Shows a project that was opened for it. */
  async #change(project: ProjectInfo): Promise<void> {
    const former = this.project;
    if (former?.id === project.id) await api.closeProject(project.id);
    await this.#show(project);
    // Each opening is given back once. One that was found open belongs to whoever opened it.
    if (former !== null && former.id !== project.id && this.#opened.delete(former.id)) await this.#giveBack(former.id);
    if (former?.id !== project.id) this.#opened.add(project.id);
  }

  /**
   * Adds something to the open project, or to Untitled where nothing can be added to that one: Untitled is then shown,
   * once `add` has succeeded, and it is said why. Gives the project that has got it and what `add` gave; throws what it
   * throws.
   * @param what what is added, as the subject of a sentence: "start.dump", "The new samples"
   */
  async addTo<T>(what: string, add: (project: ProjectInfo) => Promise<T>): Promise<{ project: string; value: T }> {
    await this.#starting;
    const former = this.project;
    if (former?.mode === 'write') return { project: former.id, value: await add(former) };
    const untitled = await api.openProject({ untitled: true });
    let value: T;
    try {
      value = await add(untitled);
    } catch (error) {
      await api.closeProject(untitled.id);
      throw error;
    }
    await this.#change(untitled);
    if (former !== null) {
      const why = former.example ? 'is an example and stays as it is' : 'is read-only';
      troubles.add(`‘${former.name}’ ${why}: ${what} went to ${untitled.name}.`, 'notice');
    }
    // Whoever follows the project in the window has taken it up then.
    await tick();
    return { project: untitled.id, value };
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

  async #show(project: ProjectInfo, place: Place | null = null): Promise<void> {
    const samples = await api.samples(project.id);
    if (this.project?.id !== project.id) {
      // They are about the project that was shown.
      troubles.forgetNotices();
      for (const notice of project.notices) troubles.add(`‘${project.name}’: ${notice}`, 'notice');
      this.opened += 1;
    }
    this.project = project;
    this.samples = samples;
    this.#modes.clear();
    const wanted = samples.find(({ number }) => number === place?.sample);
    if (place?.sample !== undefined && wanted === undefined)
      troubles.add(`There is no sample ${place.sample} in ‘${project.name}’ any more.`, 'notice');
    const number = (wanted ?? samples.at(0))?.number;
    if (number === undefined) {
      this.#clearSample();
      return;
    }
    this.wanted = number;
    try {
      await this.#loadSample(project.id, number, wanted === undefined ? null : place);
    } finally {
      // Another one may have been asked for meanwhile.
      if (this.wanted === number) this.wanted = null;
    }
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
    // An empty window shows the first that comes, unless one that was asked for is on its way.
    const isEmpty = this.detail === null && this.#loading === null;
    const shown = then ?? (isEmpty ? this.samples.at(0)?.number : undefined);
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
    if (this.project !== null) await this.#leave(`‘${this.project.name}’ was closed in another window.`);
  }

  /** The project is gone: Untitled is shown, and why. */
  async #leave(notice: string): Promise<void> {
    if (this.project !== null) this.#opened.delete(this.project.id);
    this.busy = 'project';
    this.project = null;
    await this.#attempt(() => this.#showUntitled());
    troubles.add(notice, 'notice');
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

  async #loadSample(project: string, number: number, left: Place | null = null): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    this.#loading = number;
    try {
      await this.#load(project, number, left, () => load === this.#loads);
    } finally {
      if (load === this.#loads) this.#loading = null;
    }
  }

  async #load(project: string, number: number, left: Place | null, isLatest: () => boolean): Promise<void> {
    const { detail, arrays, modeArrays: first } = await this.#samplesAhead.load(project, number);
    const mode = Math.max(0, Math.min(left?.mode ?? 0, detail.modesAtHand - 1));
    const modeArrays = mode === 0 ? first : await this.#modes.fetch(project, detail, mode);
    if (!isLatest()) return;
    this.#left = left;
    this.shown += 1;
    this.detail = detail;
    this.sampleArrays = arrays;
    this.mode = mode;
    this.modeArrays = modeArrays;
    this.loadedMode = detail.modesAtHand > 0 ? mode : null;
    this.#prefetch(project, detail, mode);
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
      const arrays = await this.#modes.fetch(project.id, detail, mode);
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

  #prefetch(project: string, detail: SampleDetail, mode: number): void {
    this.ahead = [];
    // Those after it first: one mostly goes on in the order of frequency.
    const away = Array.from({ length: PREFETCHED }, (_, k) => [k + 1, -k - 1]).flat();
    for (const neighbour of away.map((step) => mode + step)) {
      if (neighbour < 0 || neighbour >= detail.modesAtHand) continue;
      this.#modes.fetch(project, detail, neighbour).then(
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
