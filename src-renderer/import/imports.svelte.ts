import type { ImportQuery, JobInfo } from '../../src-main/api/contract.ts';
import * as api from '../app/api.ts';
import { jobs } from '../app/jobs.svelte.ts';
import { troubles } from '../app/troubles.svelte.ts';
import { workspace } from '../app/workspace.svelte.ts';

/** A file on its way in: the page's own, or one the desktop host has granted. */
interface Incoming {
  name: string;
  content: File | { grant: string };
}

/** What the file alone does not tell; asked of the user, then sent again. */
interface Question {
  incoming: Incoming;
  /** The main side's words. */
  message: string;
  query: Omit<ImportQuery, 'name'>;
}

/** Fields whose absence or contradiction the user can mend in the dialog; they are the command line's flags. */
const ASKABLE = new Set(['--model', '--types', '--box', 'model', 'types', 'box']);

/** Files dropped, chosen or granted, on their way into the project. */
class Imports {
  question = $state.raw<Question | null>(null);
  /** Names of the files being sent. */
  sending = $state.raw<readonly string[]>([]);
  #waiting: Question[] = [];

  async take(files: readonly Incoming[]): Promise<void> {
    for (const incoming of files) {
      if (/\.keycore$/i.test(incoming.name)) await this.#openProject(incoming);
      else await this.#send(incoming, {});
    }
  }

  /** The user's answer to the question; null drops the file. */
  async answer(query: Omit<ImportQuery, 'name'> | null): Promise<void> {
    const asked = this.question;
    this.question = this.#waiting.shift() ?? null;
    if (asked !== null && query !== null) await this.#send(asked.incoming, query);
  }

  async #openProject({ name, content }: Incoming): Promise<void> {
    const opened = await workspace.open(content);
    if (opened && content instanceof File)
      troubles.add(
        `This is a copy of ${name}: a browser does not tell where it lies. Save it with “Save as…”.`,
        'notice',
      );
  }

  async #send(incoming: Incoming, query: Omit<ImportQuery, 'name'>): Promise<void> {
    const { project } = workspace;
    if (project === null) return;
    this.sending = [...this.sending, incoming.name];
    try {
      const job = await api.importFile(project.id, { name: incoming.name, ...query }, incoming.content);
      void jobs.follow(project.id, job, (end) => this.#ended(end, incoming, query));
    } catch (error) {
      if (!(error instanceof api.ApiFailure) || !this.#ask(error, incoming, query)) troubles.report(error);
    } finally {
      this.sending = this.sending.filter((name) => name !== incoming.name);
    }
  }

  #ended(job: JobInfo, incoming: Incoming, query: Omit<ImportQuery, 'name'>): void {
    if (job.state === 'failed' && job.error !== null && !this.#ask(job.error, incoming, query))
      troubles.add(job.error.message);
    const first = job.samples.at(0);
    if (first === undefined) return;
    if (workspace.samples.some(({ number }) => number === first))
      troubles.add(`${incoming.name} was here already, analysed in the same way: it is sample ${first}.`, 'notice');
    void workspace.refresh(first);
  }

  /** Puts the question if the failure is one the user can mend. */
  #ask(
    { message, place }: { message: string; place?: { field?: string | undefined } | undefined },
    incoming: Incoming,
    query: Omit<ImportQuery, 'name'>,
  ): boolean {
    if (place?.field === undefined || !ASKABLE.has(place.field)) return false;
    const question = { incoming, message, query };
    if (this.question === null) this.question = question;
    else this.#waiting.push(question);
    return true;
  }
}

export const imports = new Imports();

/** The page's files as they are taken. */
export function fromPage(files: Iterable<File>): Incoming[] {
  return Array.from(files, (file) => ({ name: file.name, content: file }));
}
