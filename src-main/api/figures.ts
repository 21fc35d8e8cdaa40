import { zipSync } from 'fflate';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { letterAt } from '../figures/marks/letter-at.ts';
import { STYLES, styleNamed } from '../figures/marks/styles.ts';
import { figureCommand, reportSettings, settingsTexts } from '../figures/figure-memory.ts';
import type { FigureChoice, FigureFile, FigureName } from '../figures/figures.contract.ts';
import { analysisOf, FIGURE_ANALYSES, settingsForFigures } from '../figures/sample/figure-analyses.ts';
import { pageNamed, PAGES, PANEL_LIST } from '../figures/panel-list.ts';
import { fieldViewSchema } from '../figures/view/field-view.ts';
import { shippedPath } from '../user-data/shipped-samples.ts';
import type { ApiContext } from './context.ts';
import { attachment } from './exports.ts';
import { figureArrays } from './figure-arrays.ts';
import {
  figureListSchema,
  figurePreviewSchema,
  figureRequestSchema,
  thumbnailQuerySchema,
} from './figures-contract.ts';
import { described } from './route-description.ts';
import { openSample } from './samples.ts';
import { malformed, validated } from './validated.ts';

/** Refuses ids that there are none of. */
export function requireKnown(ids: readonly string[], known: readonly { id: string }[], field: string) {
  const unknown = ids.find((id) => !known.some((each) => each.id === id));
  if (unknown === undefined) return;
  throw new BadInput(`there is no ${field} ${quoted(unknown)}; there are ${known.map(({ id }) => id).join(', ')}`, {
    field,
  });
}

/** The choice of a request. Throws `BadInput` for what there is not, `ApiFailure` for a view that is none. */
export function figureChoiceOf(request: z.input<typeof figureRequestSchema>): FigureChoice {
  const choice = figureRequestSchema.parse(request);
  requireKnown(choice.panels, PANEL_LIST, 'panel');
  for (const id of choice.pages.filter((page) => pageNamed(page) === undefined)) requireKnown([id], PAGES, 'page');
  if (styleNamed(choice.style) === undefined) requireKnown([choice.style], STYLES, 'style');
  if (choice.view !== null) {
    const view = fieldViewSchema.safeParse(Object.fromEntries(new URLSearchParams(choice.view)));
    if (!view.success) throw malformed(view.error);
  }
  return choice;
}

/** The first figure of a choice. */
function figureOf({ panels, pages, view }: FigureChoice): FigureName | null {
  if (view !== null) return { kind: 'view', id: view };
  const panel = panels.at(0);
  const page = pages.at(0);
  if (panel !== undefined) return { kind: 'panel', id: panel };
  return page === undefined ? null : { kind: 'page', id: page };
}

const TYPES: Record<string, string> = {
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown; charset=utf-8',
};

/** A file as it is, several in one archive. */
export function answered(files: readonly FigureFile[], archive: string) {
  const [only] = files;
  const headers = (name: string, type: string) => {
    return { 'content-type': type, 'content-disposition': attachment(name), 'cache-control': 'no-store' };
  };
  if (files.length === 1) {
    const type = TYPES[only.name.replace(/^.*\./, '')] ?? 'application/octet-stream';
    return new Response(Uint8Array.from(only.bytes), { headers: headers(only.name, type) });
  }
  // Pictures are compressed already.
  const zip = zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), { level: 1 });
  return new Response(Uint8Array.from(zip), { headers: headers(archive, 'application/zip') });
}

/** GET /figures/styles, …/figures, …/figures/thumbnail; POST …/figures and …/figures/preview. */
export function figureRoutes(context: ApiContext) {
  const arrays = (c: Context, view: string | null = null) => figureArrays(context, openSample(context, c), view);
  const body = validated('json', figureRequestSchema);
  return new Hono()
    .get('/figures/styles', described('', '`{ styles }`: id, label and widths of each'), (c) =>
      c.json(figureListSchema.pick({ styles: true }).parse({ styles: STYLES })),
    )
    .get(
      '/projects/:project/samples/:sample/figures',
      described('', 'FigureList: panels with why the sample does not have them, pages, letters, styles'),
      async (c) => {
        const given = arrays(c);
        const panels = await context.figures.panels(given);
        const reports = settingsTexts(reportSettings(given.sample, null));
        const analyses = FIGURE_ANALYSES.map((need) => {
          const analysis = analysisOf(need);
          const settings = settingsForFigures(analysis, need);
          return {
            name: need.name,
            heading: analysis.heading,
            settings,
            takesMinutes: need.takesMinutes,
            drawnFrom: reports[need.name] ?? null,
          };
        });
        const letters = panels.map((_, at) => letterAt(at));
        return c.json(figureListSchema.parse({ panels, pages: PAGES, letters, styles: STYLES, analyses }));
      },
    )
    .get(
      '/projects/:project/samples/:sample/figures/thumbnail',
      described(
        'query `id` of a panel, `style`, `pixels`: its width, `mode`, `angles` (two, with a comma)',
        'a small PNG; 204 where the sample has none',
      ),
      validated('query', thumbnailQuerySchema),
      async (c) => {
        const { mode, angles, ...picture } = c.req.valid('query');
        requireKnown([picture.id], PANEL_LIST, 'panel');
        requireKnown([picture.style], STYLES, 'style');
        const png = await context.figures.thumbnail(arrays(c), { ...picture, options: { mode, angles } });
        if (png === null) return c.body(null, 204);
        return new Response(Uint8Array.from(png), {
          headers: { 'content-type': 'image/png', 'cache-control': 'no-store' },
        });
      },
    )
    .post(
      '/projects/:project/samples/:sample/figures/preview',
      described('FigureRequest of one figure', 'FigurePreview: its SVG, caption and command'),
      body,
      async (c) => {
        const choice: FigureChoice = { ...figureChoiceOf(c.req.valid('json')), formats: ['svg'] };
        const drawn = await context.figures.draw(arrays(c, choice.view), choice, c.req.raw.signal);
        const file = drawn.files.find(({ name }) => name.endsWith('.svg'));
        const svg = file === undefined ? null : Buffer.from(file.bytes).toString('utf8');
        const { skipped } = drawn;
        return c.json(figurePreviewSchema.parse({ ...drawn.figures.at(0), svg, skipped }));
      },
    )
    .post(
      '/projects/:project/samples/:sample/figures/command',
      described('FigureRequest of one figure', '`{ command }`: makes it again, of the project where it lies'),
      body,
      (c) => {
        const choice = figureChoiceOf(c.req.valid('json'));
        const { handle, facts } = openSample(context, c);
        const file = handle.shownPath ?? shippedPath(handle.key.replace(/^example\./, ''), context.samplesFolder);
        const figure = figureOf(choice);
        const where = { file: file ?? `${handle.name}.keycore`, number: facts.numbers.number };
        return c.json({ command: figure === null ? '' : figureCommand(where, choice, figure) });
      },
    )
    .post(
      '/projects/:project/samples/:sample/figures',
      described('FigureRequest', 'the file, as a download; several in a ZIP archive'),
      body,
      async (c) => {
        const choice = figureChoiceOf(c.req.valid('json'));
        const of = arrays(c, choice.view);
        const { files, skipped } = await context.figures.draw(of, choice, c.req.raw.signal);
        // One figure in one form is that file: its caption is shown where it was asked for.
        const one = choice.panels.length + choice.pages.length + (choice.view === null ? 0 : 1) === 1;
        const wanted = one && choice.formats.length === 1 ? files.filter(({ name }) => !name.endsWith('.md')) : files;
        if (wanted.length === 0)
          throw new BadInput(`nothing was drawn: ${skipped.at(0)?.reason ?? 'nothing was asked for'}`);
        return answered(wanted, `${of.sample.project}-${of.sample.number}-figures.zip`);
      },
    );
}
