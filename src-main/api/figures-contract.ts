import { z } from 'zod';
import { FIGURE_FORMATS } from '../figures/figures.contract.ts';
import { panelOptionsSchema, USUAL_OPTIONS } from '../figures/sample/panel-options.ts';

const ids = z.array(z.string().max(400)).max(200).default([]);

/** How figures are drawn and written. */
const lookSchema = z.strictObject({
  style: z.string().max(40).default('nature'),
  formats: z.array(z.enum(FIGURE_FORMATS)).min(1).default(['svg']),
  dpi: z.number().min(36).max(1200).default(300),
  transparent: z.boolean().default(false),
  /** Of panels by themselves and of a view; null: a column of the style. */
  widthMm: z.number().min(20).max(500).nullable().default(null),
});

/** Which figures of a sample, and how they are drawn; with neither panels nor pages nor view nothing is. */
export const figureRequestSchema = lookSchema.extend({
  panels: ids,
  pages: ids,
  /** A field as the window shows it, see `fieldViewSchema`. */
  view: z.string().max(20_000).nullable().default(null),
  options: panelOptionsSchema.prefault({}),
});

const label = z.string().min(1).max(200);
/** More than a plot shows. */
const MOST_POINTS = 20_000;

/** Curves of a run that goes on, over one abscissa; null: a value that is missing. */
export const curvesRequestSchema = lookSchema.extend({
  curves: z
    .strictObject({
      title: label,
      xLabel: label,
      yLabel: label,
      x: z.array(z.number()).min(1).max(MOST_POINTS),
      lines: z
        .array(z.strictObject({ label, values: z.array(z.number().nullable()).max(MOST_POINTS) }))
        .min(1)
        .max(20),
    })
    .refine(
      ({ x, lines }) => lines.every(({ values }) => values.length === x.length),
      'lines as long as x are expected',
    ),
});

export type CurvesRequest = z.input<typeof curvesRequestSchema>;

/** Which figures; with `curves` these, which no sample belongs to. */
export type FigureRequest = z.input<typeof figureRequestSchema> & { curves?: CurvesRequest['curves'] };

/** A style as forms show it. */
const styleSchema = z.object({
  id: z.string(),
  label: z.string(),
  columnMm: z.number(),
  pageMm: z.number(),
});

/** What figures a sample has. */
export const figureListSchema = z.object({
  panels: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      /** Why this sample does not have it; null where it can be drawn. */
      reason: z.string().nullable(),
      /** Analyses that would have to be made for it. */
      needs: z.array(z.string()),
    }),
  ),
  /** Panels of a page, row by row. */
  pages: z.array(z.object({ id: z.string(), title: z.string(), rows: z.array(z.array(z.string())) })),
  /** Of the panels of a page that is composed, in the order in which they are chosen. */
  letters: z.array(z.string()),
  styles: z.array(styleSchema),
  /**
   * Analyses that panels need, with the settings that figures make them with, whether that takes minutes, and the settings,
   * as text, of the report that is drawn from.
   */
  analyses: z.array(
    z.object({
      name: z.string(),
      heading: z.string(),
      settings: z.unknown(),
      takesMinutes: z.boolean(),
      drawnFrom: z.string().nullable(),
    }),
  ),
});

export type FigureList = z.output<typeof figureListSchema>;

/** One figure as it will be. */
export const figurePreviewSchema = z.object({
  /** A whole SVG file; null where the sample does not have the figure. */
  svg: z.string().nullable(),
  widthMm: z.number().default(0),
  heightMm: z.number().default(0),
  /** Markdown. */
  caption: z.string().default(''),
  /** Makes it again on a command line. */
  command: z.string().default(''),
  skipped: z.array(z.object({ id: z.string(), reason: z.string(), needs: z.array(z.string()) })),
});

export type FigurePreview = z.output<typeof figurePreviewSchema>;

/** Numbers with commas between them, of a query. */
const numbersOf = (text: unknown) => (typeof text === 'string' ? text.split(',').map(Number) : text);

export const thumbnailQuerySchema = z.strictObject({
  id: z.string().max(40),
  style: z.string().max(40).default('nature'),
  pixels: z.coerce.number().int().min(16).max(2000).default(240),
  mode: z.coerce.number().pipe(panelOptionsSchema.shape.mode.unwrap()).default(USUAL_OPTIONS.mode),
  angles: z.preprocess(numbersOf, panelOptionsSchema.shape.angles),
});

/** Name of a dropped picture. */
export const memoryQuerySchema = z.strictObject({ name: z.string().min(1).max(255) });

/** What a picture shows, and where that is. */
export const figurePlaceSchema = z.object({
  /** Panel, page (`page 4`) or `view`. */
  figure: z.string(),
  /** Of a panel or page, where they are not as usual. */
  options: panelOptionsSchema.partial(),
  /** Of a view, see `fieldViewSchema`. */
  view: z.string().nullable(),
  style: z.string(),
  /** Settings, as text, of the reports that it was drawn from, by their analyses. */
  reports: z.record(z.string(), z.string()),
  /** As the picture names them. */
  projectName: z.string(),
  sampleNumber: z.int(),
  contentHash: z.string(),
  /** ProjectInfo.key of a project that has the sample, and the sample's number there; null where none is known. */
  found: z.object({ project: z.string(), sample: z.int() }).nullable(),
});

export type FigurePlace = z.output<typeof figurePlaceSchema>;
