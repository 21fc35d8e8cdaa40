import { type Context, Hono } from 'hono';
import { faultText } from '../files/fault-text.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { Deletion } from '../project/delete-samples.ts';
import type { Project } from '../project/project.ts';
import type { SampleTag } from '../project/tags.ts';
import { sampleLabel } from '../project/titles.ts';
import type { ApiContext } from './context.ts';
import {
  deletionSchema,
  noteEditSchema,
  noteRequestSchema,
  noteSchema,
  purgeAnswerSchema,
  samplesRequestSchema,
  tagChangeSchema,
  tagListSchema,
  titleAnswerSchema,
  titleRequestSchema,
} from './curation-contract.ts';
import { ApiFailure } from './failure.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { openSample } from './samples.ts';
import { smallBodies } from './small-body.ts';
import { validated } from './validated.ts';

/** Above this size a file is not written again to make it smaller: its free pages are used by what comes. */
const SHRINK_BYTES = 2 ** 30;

/** Changes a project, and tells every window that shows it. Throws 409 for one that cannot be changed. */
async function change<T>(handle: ProjectHandle, action: (project: Project) => T): Promise<T> {
  if (!handle.takesSamples)
    throw new ApiFailure('read-only', `‘${handle.name}’ cannot be changed. ${handle.readOnlyReason ?? ''}`.trim());
  const result = await handle.runExclusive(() => action(handle.project));
  handle.changes.mark('project', 'samples');
  return result;
}

/** Tags that were changed, as the request has them. */
function grouped(changed: readonly SampleTag[]) {
  return [...Map.groupBy(changed, ({ tag }) => tag)].map(([tag, pairs]) => ({
    tag,
    samples: pairs.map(({ sample }) => sample),
  }));
}

function deletionInfo({ deletion, deletedAt, samples }: Deletion) {
  return deletionSchema.parse({
    deletion,
    deletedAt,
    samples: samples.map(({ sample, label, purged }) => ({ number: sample, label, purged: purged === 1 })),
  });
}

/** A number in a path; throws 404 for what is none. */
function idOf(c: Context, name: 'note' | 'deletion') {
  const text = c.req.param(name) ?? '';
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new ApiFailure('not-found', `there is no ${name} '${text.slice(0, 20)}'`);
  return Number(text);
}

function noSuchNote() {
  return new ApiFailure('not-found', 'this note is no longer there');
}

/** Names and tags. */
function labelRoutes(context: ApiContext) {
  const small = smallBodies(context.limits.listsBytes);
  return new Hono()
    .post(
      '/projects/:project/samples/:sample/title',
      described('`{ title }`; empty: the name it was given', '`{ former, label }`'),
      small,
      validated('json', titleRequestSchema),
      async (c) => {
        const { handle, facts } = openSample(context, c);
        const { numbers } = facts;
        const { title } = c.req.valid('json');
        const former = await change(handle, (project) => project.renameSample(numbers.number, title));
        const label = sampleLabel(numbers, handle.project.titleOf(numbers.number));
        return c.json(titleAnswerSchema.parse({ former, label }));
      },
    )
    .get(
      '/projects/:project/tags',
      described('', '`{ tags: { tag, samples }[] }`: all, and on how many samples'),
      (c) => {
        const counts = new Map<string, number>();
        for (const tags of openHandle(context, c).project.listTags().values())
          for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
        const tags = [...counts].map(([tag, samples]) => ({ tag, samples }));
        return c.json(tagListSchema.parse({ tags: tags.sort((a, b) => a.tag.localeCompare(b.tag)) }));
      },
    )
    .post(
      '/projects/:project/tags',
      described(
        '`{ add, remove }`: lists of `{ tag, samples }`',
        'the same of what has changed; exchanged, it undoes that',
      ),
      small,
      validated('json', tagChangeSchema),
      async (c) => {
        const { add, remove } = c.req.valid('json');
        const changed = await change(openHandle(context, c), (project) =>
          project.changeTags(
            add.flatMap(({ tag, samples }) => samples.map((sample) => ({ sample, tag }))),
            remove.flatMap(({ tag, samples }) => samples.map((sample) => ({ sample, tag }))),
          ),
        );
        return c.json(tagChangeSchema.parse({ add: grouped(changed.added), remove: grouped(changed.removed) }));
      },
    );
}

/** Notes on samples and on the project. */
function noteRoutes(context: ApiContext) {
  const small = smallBodies(context.limits.listsBytes);
  return new Hono()
    .get('/projects/:project/notes', described('', '`{ notes: SampleNote[] }`, oldest first'), (c) =>
      c.json({
        notes: openHandle(context, c)
          .project.listNotes()
          .map((note) => noteSchema.parse(note)),
      }),
    )
    .post(
      '/projects/:project/notes',
      described('NoteRequest', 'SampleNote'),
      small,
      validated('json', noteRequestSchema),
      async (c) => {
        const { sample, text, writtenAt = new Date().toISOString() } = c.req.valid('json');
        const id = await change(openHandle(context, c), (project) => project.addNote(sample, text, writtenAt));
        return c.json(noteSchema.parse({ id, sample, text, writtenAt }));
      },
    )
    .post(
      '/projects/:project/notes/:note',
      described('`{ text, writtenAt }`', 'SampleNote as it was before'),
      small,
      validated('json', noteEditSchema),
      async (c) => {
        const { text, writtenAt } = c.req.valid('json');
        const former = await change(openHandle(context, c), (project) =>
          project.editNote(idOf(c, 'note'), text, writtenAt),
        );
        if (former === null) throw noSuchNote();
        return c.json(noteSchema.parse(former));
      },
    )
    .delete('/projects/:project/notes/:note', described('', 'SampleNote that was removed'), small, async (c) => {
      const id = idOf(c, 'note');
      const handle = openHandle(context, c);
      const note = handle.project.listNotes().find((each) => each.id === id);
      if (note === undefined) throw noSuchNote();
      await change(handle, (project) => project.removeNote(id));
      return c.json(noteSchema.parse(note));
    });
}

/** Deleting, restoring, and removing for good. */
function deletionRoutes(context: ApiContext) {
  const small = smallBodies(context.limits.listsBytes);
  return new Hono()
    .get('/projects/:project/deletions', described('', '`{ deletions: DeletionInfo[] }`, latest first'), (c) =>
      c.json({ deletions: openHandle(context, c).project.listDeletions().map(deletionInfo) }),
    )
    .post(
      '/projects/:project/deletions',
      described('`{ samples }`', 'DeletionInfo: the samples are hidden until the deletion is undone'),
      small,
      validated('json', samplesRequestSchema),
      async (c) => {
        const { samples } = c.req.valid('json');
        const deletion = await change(openHandle(context, c), (project) => project.deleteSamples(samples));
        return c.json(deletionInfo(deletion));
      },
    )
    .delete(
      '/projects/:project/deletions/:deletion',
      described('', '`{ samples }` that are back'),
      small,
      async (c) => {
        const samples = await change(openHandle(context, c), (project) => project.undoDeletion(idOf(c, 'deletion')));
        return c.json({ samples });
      },
    )
    .post(
      '/projects/:project/restored',
      described('`{ samples }`: deleted ones, of any deletion', '`{ samples }` that are back'),
      small,
      validated('json', samplesRequestSchema),
      async (c) => {
        const { samples } = c.req.valid('json');
        return c.json({ samples: await change(openHandle(context, c), (project) => project.restoreSamples(samples)) });
      },
    )
    .post(
      '/projects/:project/purged',
      described('`{}`', '`{ samples, freedBytes }`: everything deleted is removed for good'),
      small,
      async (c) => {
        const handle = openHandle(context, c);
        const { samples, freeBytes } = await change(handle, (project) => project.purgeDeleted());
        for (const number of samples) context.samples.forget(handle, number);
        return c.json(purgeAnswerSchema.parse({ samples, freedBytes: await shrunk(context, handle, freeBytes) }));
      },
    );
}

/** Gives free room back to the disk; how much. A disk without room for the copy keeps it in the file. */
async function shrunk({ log }: ApiContext, handle: ProjectHandle, freeBytes: number) {
  if (freeBytes === 0 || handle.project.bytes() > SHRINK_BYTES) return 0;
  try {
    const before = handle.project.bytes();
    await handle.runExclusive(() => handle.project.shrink());
    return before - handle.project.bytes();
  } catch (error) {
    log(faultText(error));
    return 0;
  }
}

/** What a user makes of the samples of a project: names, tags, notes, deletion. */
export function curationRoutes(context: ApiContext) {
  const routes = new Hono();
  for (const part of [labelRoutes, noteRoutes, deletionRoutes]) routes.route('/', part(context));
  return routes;
}
