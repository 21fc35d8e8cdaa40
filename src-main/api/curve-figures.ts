import { type Context, Hono } from 'hono';
import { STYLES, styleNamed } from '../figures/marks/styles.ts';
import type { ApiContext } from './context.ts';
import { answered, requireKnown } from './figures.ts';
import { curvesRequestSchema, figurePreviewSchema } from './figures-contract.ts';
import { described } from './route-description.ts';
import { readSmallBody } from './small-body.ts';
import { malformed } from './validated.ts';

async function requested(c: Context, limit: number) {
  await readSmallBody(c, limit);
  const request = curvesRequestSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
  if (!request.success) throw malformed(request.error);
  const { curves, ...choice } = request.data;
  if (styleNamed(choice.style) === undefined) requireKnown([choice.style], STYLES, 'style');
  return { curves, choice };
}

/** POST /figures/curves and /figures/curves/preview: plots of a run that goes on, as figures. */
export function curveFigureRoutes(context: ApiContext) {
  return new Hono()
    .post(
      '/figures/curves',
      described('CurvesRequest', 'the file, as a download; several in a ZIP archive'),
      async (c) => {
        const { files } = await context.figures.drawCurves(await requested(c, context.limits.curvesBytes));
        return answered(files, `${files[0].name.replace(/\.\w+$/, '')}.zip`);
      },
    )
    .post('/figures/curves/preview', described('CurvesRequest', 'FigurePreview: its SVG'), async (c) => {
      const { curves, choice } = await requested(c, context.limits.curvesBytes);
      const { files, figures } = await context.figures.drawCurves({ curves, choice: { ...choice, formats: ['svg'] } });
      const svg = Buffer.from(files[0].bytes).toString('utf8');
      return c.json(figurePreviewSchema.parse({ ...figures[0], svg, skipped: [] }));
    });
}
