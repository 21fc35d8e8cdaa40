import type { ApiError } from '../../src-main/api/contract.ts';
import type { ImportPreview } from '../../src-main/api/previews-contract.ts';
import * as api from '../client/api.ts';
import { HostUnreachable, RequestFailure } from '../client/failures.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { AnswerForm } from './answer-form.svelte.ts';
import type { FileAnswers } from './answers.ts';

/** A file on its way in: the page's own, or one the desktop host has granted. */
export interface Incoming {
  name: string;
  content: File | { grant: string };
}

/**
 * How far a file is: `refused` cannot be imported, `asks` needs an answer, `stored` is there already, `ready` may come
 * in; then its import is `started`, and `done` or `failed`.
 */
export type Standing = 'looking' | 'refused' | 'asks' | 'stored' | 'ready' | 'started' | 'done' | 'failed';

type Failure = ApiError['error'];

/** Where a file is to go: an open project that can be written. */
export type Receiver = () => Promise<string>;

/** Throws Error in words for the user where the browser cannot read a file any more. */
async function checkThere({ name, content }: Incoming) {
  if (!(content instanceof File)) return;
  try {
    await content.slice(0, 1).arrayBuffer();
  } catch {
    throw new Error(`${name}: this file can no longer be read; it was moved, changed or deleted since it was chosen.`);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof RequestFailure) {
    const { kind, message, place } = error;
    return { kind, message, place };
  }
  if (error instanceof HostUnreachable) return { kind: 'internal', message: 'Keycore did not answer; look again.' };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}

const isGone = (error: unknown) => error instanceof RequestFailure && error.status === 404;

/** One file between being dropped and being a sample: what was recognised, what is said of it, how its import goes. */
export class ImportItem implements Incoming {
  readonly name: string;
  readonly content: Incoming['content'];
  readonly form: AnswerForm;
  /** Number of the sample that the file is looked at again for; null for one that is new. */
  readonly again: number | null;
  /** Whether it is to be imported, where the user has said so. */
  wanted = $state<boolean | null>(null);
  /** Name of an earlier file of the same content. */
  sameAs = $state<string | null>(null);
  /** Why it could not be looked at or imported. */
  failure = $state.raw<Failure | null>(null);
  /** Numbers of its samples. */
  samples = $state.raw<readonly number[]>([]);
  #stage = $state<'looking' | 'looked' | 'started' | 'done' | 'failed'>('looking');
  #job = $state.raw<string | null>(null);
  #look: AbortController | null = null;
  /** Whether an import has taken the file that the host kept. */
  #usedUp = false;
  readonly #receiver: Receiver;

  constructor({ name, content }: Incoming, receiver: Receiver, answers: FileAnswers = {}, again: number | null = null) {
    this.name = name;
    this.content = content;
    this.again = again;
    this.#receiver = receiver;
    this.form = new AnswerForm(answers);
  }

  get preview(): ImportPreview | null {
    return this.form.preview;
  }

  get standing(): Standing {
    if (this.#stage !== 'looked') return this.#stage;
    const problem = this.failure ?? this.preview?.problem;
    if (problem) return problem.place?.question === undefined ? 'refused' : 'asks';
    const stored = this.preview?.stored;
    return stored?.configurations === this.preview?.configurations ? 'stored' : 'ready';
  }

  /** Whether an import of it would begin. */
  get included(): boolean {
    const { standing } = this;
    if (standing === 'stored') return this.wanted === true;
    return standing === 'ready' && (this.wanted ?? this.sameAs === null);
  }

  /** Why it is not imported, in words for the user; null where nothing is wrong with it. */
  get problem(): Failure | null {
    return this.failure ?? this.preview?.problem ?? null;
  }

  /** Its job, while it is known. */
  get job() {
    return jobs.list.find(({ id }) => id === this.#job) ?? null;
  }

  /** The name under which the host keeps the file. */
  get #kept() {
    return this.#usedUp ? undefined : this.preview?.preview;
  }

  async #sent(project: string, answers: FileAnswers, signal: AbortSignal) {
    await checkThere(this);
    return api.previewFile(project, { name: this.name, ...answers }, this.content, signal);
  }

  /**
   * Looks at the file with what is said of it now; an earlier look that still goes on is given up. The file is sent
   * where the host does not keep it (any more). A failure is told by the item.
   */
  async look(): Promise<void> {
    if (this.#stage === 'started') return;
    const look = new AbortController();
    this.#look?.abort();
    this.#look = look;
    const answers = this.form.answer;
    const kept = this.#kept;
    this.#stage = 'looking';
    try {
      const project = await this.#receiver();
      const query = { name: this.name, ...answers };
      const seen =
        kept === undefined
          ? await this.#sent(project, answers, look.signal)
          : await api.previewAgain(project, kept, query, look.signal).catch((error: unknown) => {
              if (isGone(error)) return this.#sent(project, answers, look.signal);
              throw error;
            });
      if (look.signal.aborted) {
        this.#forget(seen.preview, kept);
        return;
      }
      this.form.preview = seen;
      this.#usedUp = false;
      this.failure = null;
    } catch (error) {
      if (look.signal.aborted) return;
      this.failure = failureOf(error);
    }
    this.#stage = 'looked';
  }

  #forget(preview: string, kept: string | undefined) {
    if (preview !== kept) void api.discardPreview(preview).catch(() => undefined);
  }

  /** It is to be imported, in its turn. */
  queue(): void {
    this.#stage = 'started';
  }

  /** Begins the import by `begin`, which is given the file as it is kept, or itself where it is not; null: it failed. */
  async start(begin: (content: api.ImportContent, answers: FileAnswers) => Promise<string>): Promise<void> {
    const answers = this.form.answer;
    const kept = this.#kept;
    this.#stage = 'started';
    this.failure = null;
    try {
      await checkThere(this);
      this.#job = await begin(kept === undefined ? this.content : { preview: kept }, answers).catch(
        (error: unknown) => {
          if (kept !== undefined && isGone(error)) return begin(this.content, answers);
          throw error;
        },
      );
    } catch (error) {
      this.failure = failureOf(error);
      this.#stage = this.failure.place?.question === undefined ? 'failed' : 'looked';
    }
  }

  /** The job has come to its end. */
  end(failure: Failure | null, samples: readonly number[]): void {
    this.samples = samples;
    this.failure = failure;
    this.#stage = failure === null ? 'done' : 'failed';
    this.#usedUp = true;
  }

  /** Gives the file up: nothing more is asked of the host, and it keeps nothing. */
  leave(): void {
    this.#look?.abort();
    const kept = this.#kept;
    if (this.#stage !== 'started' && kept !== undefined) void api.discardPreview(kept).catch(() => undefined);
  }
}
