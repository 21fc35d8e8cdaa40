import * as api from '../client/api.ts';
import { becomesVisible, paused } from '../client/reconnecting.ts';
import type { Arrays } from '../client/safetensors.ts';
import { attempt } from '../state/messages.svelte.ts';

/** After a lost connection, ms. */
const RECONNECT_AFTER = 1000;
/** A picture is asked for at most so often, ms. */
const MIN_INTERVAL = 190;
/** A reloaded page shows the run again unless it was closed. */
const STORED_CLOSED = 'keycore.live-closed';

/**
 * The picture of a sample that is being made; see `LiveRun.frame` of the API. Throws Error where an array is missing: the
 * main side and this page would then be of different versions.
 */
function pictureOf(arrays: Arrays) {
  const array = (name: string) => {
    const found = arrays.get(name);
    if (found === undefined) throw new Error(`the picture of the run has no array '${name}'`);
    return found;
  };
  const [seq, position] = array('frame');
  const [lx, ly, xy] = array('box');
  return {
    seq,
    /** Index of the sample in its job, from 0. */
    position,
    cell: { lx, ly, xy },
    species: array('species'),
    /** Of each species, σ. */
    diameters: array('diameters'),
    /** Of each particle, σ, where they have sizes of their own. */
    particleDiameters: arrays.get('particleDiameters') ?? null,
    /** N × 2, wrapped. */
    positions: array('positions'),
    /** Traces, mean-square displacement, g(r), S(q), ψ6 and coordination by the names of the API; what there is yet. */
    arrays,
  };
}

export type LivePicture = ReturnType<typeof pictureOf>;

/** The run that is looked at. */
class Live {
  /** Job that has pictures; null where none runs or ran. */
  job = $state<string | null>(null);
  shown = $state(sessionStorage.getItem(STORED_CLOSED) === null);
  picture = $state.raw<LivePicture | null>(null);
  /** Whether the job has come to its end: what is new then is the last. */
  over = false;

  /** A run of this window: its panel opens. */
  begin(job: string): void {
    this.show();
    this.job = job;
  }

  show(): void {
    sessionStorage.removeItem(STORED_CLOSED);
    this.shown = true;
  }

  hide(): void {
    sessionStorage.setItem(STORED_CLOSED, 'true');
    this.shown = false;
  }

  /** Looks whether one of the running jobs has pictures: a page that was reloaded knows of none. */
  async adopt(project: string, running: readonly string[]): Promise<void> {
    if (this.job !== null && running.includes(this.job)) return;
    await attempt(async () => {
      const known = await api.liveJobs(project);
      this.job = running.find((job) => known.includes(job)) ?? this.job;
    });
  }

  /** Follows the pictures of a job until it is undone. */
  follow(project: string, job: string): () => void {
    const control = new AbortController();
    this.picture = null;
    this.over = false;
    void this.#ask(project, job, control.signal);
    return () => control.abort();
  }

  async #ask(project: string, job: string, signal: AbortSignal) {
    let seq = 0;
    for (;;) {
      await becomesVisible(signal);
      const asked = performance.now();
      try {
        const arrays = await api.liveFrame(project, job, seq, signal);
        if (signal.aborted || (arrays === null && this.over)) return;
        if (arrays !== null) {
          this.picture = pictureOf(arrays);
          ({ seq } = this.picture);
        }
      } catch (error) {
        // The run is gone, or the page signed out: what follows the job shows it.
        if (signal.aborted || error instanceof api.RequestFailure) return;
        if (!(error instanceof api.HostUnreachable)) throw error;
        await paused(RECONNECT_AFTER, signal);
      }
      await paused(MIN_INTERVAL - (performance.now() - asked), signal);
    }
  }
}

export const live = new Live();
