import { LRUCache } from 'lru-cache';
import type { ApiError, ImportQuery, JobInfo } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { messages } from '../state/messages.svelte.ts';
import { addToProject, switchProject, refreshSamples } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { typesText } from './species-of-types.ts';

/** A file on its way in: the page's own, or one the desktop host has granted. */
export interface Incoming {
  name: string;
  content: File | { grant: string };
}

interface Sent extends Incoming {
  /** Of the files that came together the first that is ready is shown, the others join the list. */
  batch: { shown: boolean };
}

type AskedOf = NonNullable<NonNullable<ApiError['error']['place']>['question']>;

/** What the user says of a file. */
type Answer = Omit<ImportQuery, 'name'>;

/** What the file does not tell; asked of the user, then sent again. */
export interface Question extends Omit<AskedOf, 'asks'> {
  /** What is asked; `again`: what was guessed may be told otherwise. */
  asks: AskedOf['asks'] | 'again';
  incoming: Sent;
  query: Answer;
}

/** Files of samples whose model was guessed are kept at hand for another answer, the last ones. */
const MAX_FILES_KEPT = 200;

/** What samples were read from, by project and number, for as long as the page is open. */
const origins = new LRUCache<string, Incoming>({ max: MAX_FILES_KEPT });
let questions = $state.raw<readonly Question[]>([]);

/** Files dropped, chosen or granted, on their way into the project. */
class Imports {
  readonly question = $derived(questions.at(0) ?? null);
  /** Questions that come after it. */
  readonly waiting = $derived(questions.slice(1));
  /** The files being sent. */
  sending = $state.raw<readonly Incoming[]>([]);

  async take(files: readonly Incoming[]): Promise<void> {
    const projects = files.filter(({ name }) => /\.keycore$/i.test(name));
    if (projects.length > 1)
      messages.add(
        `One project is shown at a time: of the ${projects.length} given, ${projects[0].name} is opened.`,
        'notice',
      );
    if (projects.length > 0) await openProject(projects[0]);
    const batch = { shown: false };
    for (const file of files.filter((each) => !projects.includes(each))) await send({ ...file, batch }, {});
  }

  /**
   * The user's answer to the question, `forAll` also to those that wait, beside what was said of each file before; null
   * drops the files.
   */
  async answer(given: Answer | null, forAll = false): Promise<void> {
    const asked = forAll ? questions : questions.slice(0, 1);
    questions = questions.slice(asked.length);
    if (given === null) return;
    for (const { incoming, query } of asked) await send(incoming, { ...query, ...given });
  }

  /** The file that the open sample was read from, where this page has it still. */
  originOfOpen(): Incoming | null {
    const { address } = workspace;
    return (address && origins.get(`${address.project} ${address.number}`)) ?? null;
  }

  /**
   * Asks what the open sample really is, whose model or types were guessed; the answer analyses its file again, as another
   * sample. Without `content` the file is the one it came from.
   */
  askAgain(content = this.originOfOpen()): void {
    const { detail } = workspace;
    const guessed = detail?.report.sample.guessed;
    if (detail === null || guessed === undefined || content === null) return;
    const types = guessed.types ?? {};
    const labels = Object.keys(types);
    const model = detail.report.sample.model;
    const question: Question = {
      asks: 'again',
      incoming: { ...content, batch: { shown: false } },
      problem: `Sample ${detail.number} was analysed as ${model}, a guess by composition and density.`,
      types: labels.map((label) => ({ label, share: Number.NaN })),
      query: { model, types: typesText(labels, types) },
    };
    questions = [question, ...questions];
  }
}

export const imports = new Imports();

async function openProject({ name, content }: Incoming) {
  const opened = await switchProject(content);
  if (opened && content instanceof File)
    messages.add(
      `This is a copy of ${name}: a browser does not tell where it lies. Save it with “Save as…”.`,
      'notice',
    );
}

async function send(incoming: Sent, query: Answer) {
  if (workspace.project === null) return;
  const { name, content } = incoming;
  imports.sending = [...imports.sending, incoming];
  try {
    /** Numbers of the samples that were there before. */
    let before = new Set<number>();
    const { project, value } = await addToProject(name, async ({ id }) => {
      const there = id === workspace.project?.id ? workspace.samples : await api.samples(id);
      before = new Set(there.map(({ number }) => number));
      return api.importFile(id, { name, ...query }, content);
    });
    jobs.follow(project, value, (end) => ended(end, incoming, before, query));
  } catch (error) {
    if (!(error instanceof api.RequestFailure) || !ask(error, incoming, query)) messages.report(error);
  } finally {
    imports.sending = imports.sending.filter((other) => other !== incoming);
  }
}

function ended(job: JobInfo, incoming: Sent, before: ReadonlySet<number>, query: Answer) {
  if (job.state === 'failed' && job.error !== null && !ask(job.error, incoming, query)) messages.add(job.error.message);
  for (const number of job.samples) origins.set(`${workspace.project?.id ?? ''} ${number}`, incoming);
  const first = job.samples.at(0);
  if (first === undefined) return;
  if (before.has(first))
    messages.add(`${incoming.name} was here already, analysed in the same way: it is sample ${first}.`, 'notice');
  void refreshSamples(incoming.batch.shown ? undefined : first);
  incoming.batch.shown = true;
}

/** Puts the question if the failure is one the user can mend. */
function ask({ place }: Pick<ApiError['error'], 'place'>, incoming: Sent, query: Answer) {
  if (place?.question === undefined) return false;
  questions = [...questions, { ...place.question, incoming, query }];
  return true;
}

/** The page's files as they are taken. */
export function fromPage(files: Iterable<File>): Incoming[] {
  return Array.from(files, (file) => ({ name: file.name, content: file }));
}
