import * as api from '../client/api.ts';
import { jobs } from './jobs.svelte.ts';
import { messages } from './messages.svelte.ts';

/** An analysis that the user asks for by a button; what costs much is confirmed before it is begun. */
export class FollowedAnalysis {
  running = $state(false);
  #job = $state<string | null>(null);
  /** How far its job is; null where none is under way. */
  readonly job = $derived(this.running ? (jobs.list.find(({ id }) => id === this.#job) ?? null) : null);
  /** What it costs, in the words of the main side; null where nobody is asked. */
  toConfirm = $state<string | null>(null);

  /** Starts it; `done` is called when the report is there. */
  async start<Name extends string>(
    address: api.SampleAddress,
    name: Name,
    settings: api.SettingsNamed<Name>,
    confirmed: boolean,
    done: () => unknown,
  ): Promise<void> {
    this.toConfirm = null;
    this.running = true;
    try {
      const job = await api.startAnalysis(address, name, settings, confirmed);
      this.#job = job.id;
      jobs.follow(address.project, job, ({ state, error }) => {
        this.running = false;
        if (error !== null) messages.add(error.message);
        if (state === 'done') done();
      });
    } catch (error) {
      this.running = false;
      if (error instanceof api.RequestFailure && error.status === 409) this.toConfirm = error.message;
      else messages.report(error);
    }
  }
}
