import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { Hono } from 'hono';
import { modelOf } from '../../native-workers/models/model-of.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { analysisJobOf, storedAnalysis } from '../import/analysis-job.ts';
import { inputOptions, settingsOf } from '../import/analysis-options.ts';
import type { FilePreview } from '../import/file-preview.ts';
import { formatById } from '../formats/format-by-id.ts';
import { READERS } from '../formats/readers.ts';
import { definitionText } from '../library/own-models.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { PreviewedFile } from '../access/previewed-files.ts';
import { explainFileError } from '../project/file-error.ts';
import { likenessOf } from '../user-data/import-recipes.ts';
import { type ImportQuery, importQuerySchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, failureAnswer } from './failure.ts';
import { answersOf, checkedUnder, importOptions, modelOfQuery, refuseOpenProject } from './import-job.ts';
import { type ImportPreview, importAnswersSchema, importPreviewSchema } from './previews-contract.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';
import { sentFile } from './sent-file.ts';
import { smallBodies } from './small-body.ts';
import { validated } from './validated.ts';

/** Samples that are named as being there already. */
const NAMED_SAMPLES = 5;

function shownModel({ model }: FilePreview) {
  if (model === null) return null;
  const { id, label, definition } = modelOf(model.model);
  return { ...model, id, label, definition: definition === undefined ? null : definitionText(definition) };
}

/** What of the configurations the project has. */
function storedIn(
  { project }: ProjectHandle,
  query: ImportQuery,
  { hashes, model }: FilePreview,
): ImportPreview['stored'] {
  if (model === null || hashes.length === 0) return null;
  const settings = settingsOf(importOptions(query));
  const same = hashes.map((hash) => storedAnalysis(project, analysisJobOf(hash, modelOf(model.model), settings)));
  const byContent = same.includes(null) ? project.samplesByContent() : new Map<string, number>();
  const numbers = hashes.flatMap((hash, at) => same[at] ?? byContent.get(hash) ?? []);
  if (numbers.length === 0) return null;
  return {
    samples: [...new Set(numbers)].slice(0, NAMED_SAMPLES),
    configurations: numbers.length,
    sameSettings: !hashes.some((hash, at) => same[at] === null && byContent.has(hash)),
  };
}

function recipeFor(context: ApiContext, likeness: PreviewedFile['likeness'], query: ImportQuery) {
  const recipe = likeness === null ? null : context.recipes.find(likeness);
  const answers = importAnswersSchema.safeParse(recipe?.answers);
  if (recipe === null || !answers.success) return null;
  const isSaid = JSON.stringify(answersOf(answers.data)) === JSON.stringify(answersOf(query));
  return isSaid ? null : { answers: answers.data, of: recipe.of };
}

/** Looks at a file that is kept, with the answers of a query. */
async function looked(
  context: ApiContext,
  handle: ProjectHandle,
  preview: string,
  query: ImportQuery,
  signal: AbortSignal,
): Promise<ImportPreview> {
  const file = context.previews.find(preview);
  if (file === null) throw new ApiFailure('not-found', 'this file is no longer kept; send it again');
  context.previews.renew(preview);
  const atHand = query.model === undefined ? context.ownModels.atHand(handle.project) : [];
  const options = { ...inputOptions(importOptions(query), modelOfQuery(query)), atHand };
  const found = await context.readings.preview({ path: file.path, name: query.name }, options, signal);
  file.likeness = likenessOf(file.upload ? null : file.path, found);
  file.checked =
    found.problem === null ? { request: checkedUnder(query, atHand), configurations: found.hashes.length } : null;
  const { hashes, problem, format, maxForce, ...shown } = found;
  const finite = (force: number) => (Number.isFinite(force) ? force : null);
  return importPreviewSchema.parse({
    ...shown,
    preview,
    bytes: statSync(file.path, { throwIfNoEntry: false })?.size ?? 0,
    format: format === null ? null : { id: format, label: formatById(READERS, format).label },
    model: shownModel(found),
    maxForce: maxForce && { first: finite(maxForce.first), largest: finite(maxForce.largest) },
    configurations: hashes.length,
    content: hashes.length === 0 ? null : createHash('sha256').update(hashes.join()).digest('hex'),
    stored: problem === null ? storedIn(handle, query, found) : null,
    problem: problem && failureAnswer(BadInput.retold(problem.message, problem.place), context).body,
    recipe: recipeFor(context, file.likeness, query),
  });
}

/** POST …/previews: what is recognised in a file, before anything is written; the file is kept for its import. */
export function previewRoutes(context: ApiContext) {
  const query = validated('query', importQuerySchema);
  const small = smallBodies(context.limits.jsonBytes);
  return new Hono()
    .post(
      '/projects/:project/previews',
      described(
        'query and body as of an import',
        'ImportPreview; what is wrong with the file is told in it. The file is kept under `preview`: two hours after the last look, or until it is imported or discarded',
      ),
      query,
      async (c) => {
        const handle = openHandle(context, c);
        const given = c.req.valid('query');
        // Before the file is taken in.
        importOptions(given);
        modelOfQuery(given);
        const sent = await sentFile(c, context, given.name);
        if ('preview' in sent)
          throw new ApiFailure('bad-request', 'expected the file; its preview has a route of its own');
        const { path, upload, remove } = sent;
        let preview: string;
        try {
          refuseOpenProject(context, path, given.name);
          preview = context.previews.keep({ path, upload, name: given.name, likeness: null, checked: null });
        } catch (error) {
          await remove();
          throw explainFileError(error, given.name, 'read');
        }
        try {
          return c.json(await looked(context, handle, preview, given, c.req.raw.signal));
        } catch (error) {
          // Nobody has learnt its name.
          context.previews.discard(preview);
          throw error;
        }
      },
    )
    .post(
      '/projects/:project/previews/:preview',
      described(
        'query of an import',
        'ImportPreview of the file that is kept, with other answers; 404 where it is not',
      ),
      small,
      query,
      async (c) =>
        c.json(
          await looked(context, openHandle(context, c), c.req.param('preview'), c.req.valid('query'), c.req.raw.signal),
        ),
    )
    .delete('/previews/:preview', described('', '`{}`: the file is no longer kept'), small, (c) => {
      context.previews.discard(c.req.param('preview'));
      return c.json({});
    });
}
