import { LRUCache } from 'lru-cache';
import type { JobInfo } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { addToProject, refreshSamples, switchProject } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { merged } from './answers.ts';
import { ImportItem, type Incoming, type Standing } from './import-item.svelte.ts';
import { ImportReceiver } from './import-receiver.ts';
import { typesText } from './species-of-types.ts';

export type { Incoming } from './import-item.svelte.ts';

/** Files of samples whose model was guessed are kept at hand for another answer, the last ones. */
const MAX_FILES_KEPT = 200;
/** Files that are looked at at once: the host reads three, and the window wants a connection. */
const LOOKS_AT_ONCE = 2;

/** What samples were read from, by project and number, for as long as the page is open. */
const origins = new LRUCache<string, Incoming>({ max: MAX_FILES_KEPT });

/** Files dropped, chosen or granted: looked at, corrected by the user, then imported one after another. */
class Imports {
  /** The files of the dialog; empty where it is closed. */
  items = $state.raw<readonly ImportItem[]>([]);
  /** The one whose answers are shown. */
  selected = $state.raw<ImportItem | null>(null);
  /** The one that was shown without having been asked for. */
  #proposed: ImportItem | null = null;
  /** Those that failed after the dialog was closed. */
  failed = $state.raw<readonly ImportItem[]>([]);
  /** Files whose import is being begun. */
  sending = $state.raw<readonly Incoming[]>([]);
  /** What was left out of a drop, as sentences. */
  remarks = $state.raw<readonly string[]>([]);
  /** Whether *Import* was pressed. */
  begun = $state(false);
  readonly included = $derived(this.items.filter(({ included }) => included));
  readonly looking = $derived(this.items.filter(({ standing }) => standing === 'looking'));
  readonly #receiver = new ImportReceiver();
  #looks: Promise<unknown> = Promise.resolve();

  /** Opens projects at once, and shows what is recognised in the other files, beside those that are shown already. */
  async take(files: readonly Incoming[], remarks: readonly string[] = []): Promise<void> {
    const projects = files.filter(({ name }) => /\.keycore$/i.test(name));
    if (projects.length > 1)
      messages.add(
        `One project is shown at a time: of the ${projects.length} given, ${projects[0].name} is opened.`,
        'notice',
      );
    if (projects.length > 0) await openProject(projects[0]);
    await workspace.starting;
    if (workspace.project === null) return;
    const fresh = files
      .filter((file) => !projects.includes(file))
      .map((file) => new ImportItem(file, this.#receiver.id));
    if (fresh.length > 0) this.#show([...this.items, ...fresh], fresh, remarks);
    else for (const remark of remarks) messages.add(remark);
  }

  #show(items: readonly ImportItem[], fresh: readonly ImportItem[], remarks: readonly string[] = []) {
    this.items = items;
    this.remarks = [...this.remarks, ...remarks];
    if (this.selected === null) this.#proposed = this.selected = fresh[0];
    this.begun = false;
    const queue = [...fresh];
    const looks = Array.from({ length: LOOKS_AT_ONCE }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        if (this.items.includes(item)) await item.look();
        this.#looked(item);
      }
    });
    this.#looks = Promise.all([this.#looks, ...looks]);
  }

  #looked(item: ImportItem) {
    const { items } = this;
    const content = item.preview?.content;
    const twin = items.find((other) => other.preview?.content === content);
    item.sameAs = content === null || content === undefined || twin === item ? null : (twin?.name ?? null);
    // Until the user has chosen a file, the first that asks is shown, else the first that is refused.
    const first = (standing: Standing) => items.find((each) => each.standing === standing);
    if (this.selected === this.#proposed)
      this.#proposed = this.selected = first('asks') ?? first('refused') ?? items[0];
  }

  /** Looks at a file again with what is said of it now. */
  async look(item: ImportItem): Promise<void> {
    // One that is answered stays in sight.
    this.#proposed = null;
    const look = item.look().then(() => this.#looked(item));
    this.#looks = Promise.all([this.#looks, look]);
    await look;
  }

  /** The other files of the format of this one, which may be answered alike. */
  alike(item: ImportItem): readonly ImportItem[] {
    const format = item.preview?.format?.id;
    const isOpen = ({ standing }: ImportItem) => !['started', 'done'].includes(standing);
    return this.items.filter((other) => other !== item && isOpen(other) && other.preview?.format?.id === format);
  }

  /** Says the same of other files. */
  async answerAlike(items: readonly ImportItem[], answers: ImportItem['form']['answer']): Promise<void> {
    for (const item of items) item.form.take(merged(item.form.answer, answers));
    await Promise.all(items.map((item) => this.look(item)));
  }

  /** Begins the import of all files that may come in, once every file has been looked at; whether there was any. */
  async begin(): Promise<boolean> {
    await this.#looks;
    const { included } = this;
    if (included.length === 0) return false;
    this.begun = true;
    const batch = { shown: false };
    for (const item of included) item.queue();
    // One file without anything the matter needs no list.
    if (this.items.length === 1) this.#close();
    for (const item of included) await this.#start(item, batch);
    if (this.items.every(({ standing }) => standing === 'done')) this.#close();
    return true;
  }

  async #start(item: ImportItem, batch: { shown: boolean }) {
    this.sending = [...this.sending, item];
    /** Numbers of the samples that were there before. */
    let before = new Set<number>();
    await item.start(async (content, answers) => {
      const { project, value } = await addToProject(item.name, async ({ id }) => {
        const there = id === workspace.project?.id ? workspace.samples : await api.samples(id);
        before = new Set(there.map(({ number }) => number));
        return api.importFile(id, { name: item.name, ...answers }, content);
      });
      jobs.follow(project, value, (job) => this.#ended(job, item, before, batch));
      return value.id;
    });
    this.sending = this.sending.filter((other) => other !== item);
    if (item.standing !== 'started') this.#failed(item);
  }

  #ended(job: JobInfo, item: ImportItem, before: ReadonlySet<number>, batch: { shown: boolean }) {
    item.end(job.state === 'failed' ? job.error : job.state === 'cancelled' ? CANCELLED : null, job.samples);
    if (job.state === 'failed') this.#failed(item);
    for (const number of job.samples) origins.set(`${workspace.project?.id ?? ''} ${number}`, item);
    const first = job.samples.at(0);
    if (first !== undefined) {
      if (before.has(first))
        messages.add(`${item.name} was here already, analysed in the same way: it is sample ${first}.`, 'notice');
      void refreshSamples(batch.shown ? undefined : first);
      batch.shown = true;
    }
    if (this.begun && this.items.length > 0 && this.items.every(({ standing }) => standing === 'done')) this.#close();
  }

  #failed(item: ImportItem) {
    if (this.items.includes(item)) return;
    // Nobody sees the list.
    this.failed = [...this.failed, item];
    if (item.problem !== null) messages.add(item.problem.message);
  }

  /** Shows what failed, to be tried again with other answers. */
  showFailed(): void {
    const { failed } = this;
    this.failed = [];
    this.items = failed;
    this.selected = failed.at(0) ?? null;
    this.begun = true;
  }

  #close() {
    this.items = [];
    this.selected = null;
    this.remarks = [];
    this.begun = false;
    void attempt(() => this.#receiver.release());
  }

  /** Closes the dialog: what was begun goes on, the rest is left out. */
  close(): void {
    for (const item of this.items) item.leave();
    this.#close();
  }

  /** The page is being left. */
  leave(): void {
    for (const item of this.items) item.leave();
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
    const answers = { model: detail.report.sample.model, types: typesText(Object.keys(types), types) || undefined };
    const item = new ImportItem(content, this.#receiver.id, answers, detail.number);
    void item.form.findModels().then(() => this.#show([item], [item]));
    this.selected = item;
  }
}

const CANCELLED = { kind: 'cancelled', message: 'Cancelled.' } as const;

export const imports = new Imports();

async function openProject({ name, content }: Incoming) {
  const opened = await switchProject(content);
  if (opened && content instanceof File)
    messages.add(
      `This is a copy of ${name}: a browser does not tell where it lies. Save it with “Save as…”.`,
      'notice',
    );
}

/** The page's files as they are taken. */
export function fromPage(files: Iterable<File>): Incoming[] {
  return Array.from(files, (file) => ({ name: file.name, content: file }));
}
