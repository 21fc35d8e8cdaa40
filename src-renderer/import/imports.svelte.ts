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

/** Files that came together: the first of them that is ready is shown, the others join the list. */
interface Batch {
  shown: boolean;
}

interface Sent extends Incoming {
  batch: Batch;
  /** Numbers of the samples that were there before it was sent. */
  before: ReadonlySet<number>;
}

/** What the file alone does not tell; asked of the user, then sent again. */
interface Question {
  incoming: Sent;
  /** The main side's words. */
  message: string;
  query: Omit<ImportQuery, 'name'>;
}

/** Fields whose absence or contradiction the user can mend in the dialog; they are the command line's flags. */
const ASKABLE = new Set(['--model', '--types', '--box', 'model', 'types', 'box']);

/** Files dropped, chosen or granted, on their way into the project. */
class Imports {
  question = $state.raw<Question | null>(null);
  /** The files being sent. */
  sending = $state.raw<readonly Incoming[]>([]);
  /** Questions that come after it. */
  waiting = $state.raw<readonly Question[]>([]);

  async take(files: readonly Incoming[]): Promise<void> {
    const projects = files.filter(({ name }) => /\.keycore$/i.test(name));
    if (projects.length > 1)
      troubles.add(
        `One project is shown at a time: of the ${projects.length} given, ${projects[0].name} is opened.`,
        'notice',
      );
    if (projects.length > 0) await this.#openProject(projects[0]);
    const batch = { shown: false };
    for (const incoming of files.filter((file) => !projects.includes(file))) await this.#send(incoming, batch, {});
  }

  /** The user's answer to the question, `forAll` also to those that wait; null drops the files. */
  async answer(query: Omit<ImportQuery, 'name'> | null, forAll = false): Promise<void> {
    const asked = [this.question, ...(forAll ? this.waiting : [])].filter((question) => question !== null);
    const left = forAll ? [] : this.waiting;
    this.question = left.at(0) ?? null;
    this.waiting = left.slice(1);
    if (query === null) return;
    for (const { incoming } of asked) await this.#send(incoming, incoming.batch, query);
  }

  async #openProject({ name, content }: Incoming): Promise<void> {
    const opened = await workspace.open(content);
    if (opened && content instanceof File)
      troubles.add(
        `This is a copy of ${name}: a browser does not tell where it lies. Save it with “Save as…”.`,
        'notice',
      );
  }

  async #send({ name, content }: Incoming, batch: Batch, query: Omit<ImportQuery, 'name'>): Promise<void> {
    const { project } = workspace;
    if (project === null) return;
    const before = new Set(workspace.samples.map(({ number }) => number));
    const incoming = { name, content, batch, before };
    this.sending = [...this.sending, incoming];
    try {
      const job = await api.importFile(project.id, { name, ...query }, content);
      jobs.follow(project.id, job, (end) => this.#ended(end, incoming, query));
    } catch (error) {
      if (!(error instanceof api.ApiFailure) || !this.#ask(error, incoming, query)) troubles.report(error);
    } finally {
      this.sending = this.sending.filter((other) => other !== incoming);
    }
  }

  #ended(job: JobInfo, incoming: Sent, query: Omit<ImportQuery, 'name'>): void {
    if (job.state === 'failed' && job.error !== null && !this.#ask(job.error, incoming, query))
      troubles.add(job.error.message);
    const first = job.samples.at(0);
    if (first === undefined) return;
    if (incoming.before.has(first))
      troubles.add(`${incoming.name} was here already, analysed in the same way: it is sample ${first}.`, 'notice');
    void workspace.refresh(incoming.batch.shown ? undefined : first);
    incoming.batch.shown = true;
  }

  /** Puts the question if the failure is one the user can mend. */
  #ask(
    { message, place }: { message: string; place?: { field?: string | undefined } | undefined },
    incoming: Sent,
    query: Omit<ImportQuery, 'name'>,
  ): boolean {
    if (place?.field === undefined || !ASKABLE.has(place.field)) return false;
    const question = { incoming, message, query };
    if (this.question === null) this.question = question;
    else this.waiting = [...this.waiting, question];
    return true;
  }
}

export const imports = new Imports();

/** The page's files as they are taken. */
export function fromPage(files: Iterable<File>): Incoming[] {
  return Array.from(files, (file) => ({ name: file.name, content: file }));
}
