import { Hono } from 'hono';
import { z } from 'zod';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { ANALYSES, analysisNamed } from '../../native-workers/analyses/table.ts';
import { estimateTask } from '../../native-workers/tasks/analysis.contract.ts';
import { type OpenReport, outputReport } from '../library/sample-reports.ts';
import {
  analysisCheckSchema,
  confirmationSchema,
  listedReportSchema,
  reportArrayInfo,
  type ReportQuery,
  reportQuerySchema,
  sampleReportSchema,
  startQuerySchema,
} from './analysis-contract.ts';
import { checkAnalysisSettings, describeAnalysisForm } from './analysis-form.ts';
import { AnalysisJobs, runOnSample } from './analysis-job.ts';
import { arrayResponse, namedArray } from './array-stream.ts';
import { displacementArrays, namesQuerySchema, unknownArray, warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { jobInfoSchema } from './contract.ts';
import { ApiFailure } from './failure.ts';
import { DISPLACEMENT_UNIT } from '../library/mode-arrays.ts';
import { described } from './route-description.ts';
import { type OpenSample, openSample } from './samples.ts';
import { malformed, validated } from './validated.ts';

/** Settings of a query, checked; throws `BadInput` for what does not fit together. */
function settingsFromText(analysis: Analysis, text: string) {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new ApiFailure('bad-request', 'settings: expected JSON');
  }
  const parsed = analysis.settings.safeParse(given);
  if (!parsed.success) throw malformed(parsed.error);
  analysis.check?.(parsed.data);
  return parsed.data;
}

/** The report that a request means: that of a key, of its settings, the last, or one that is computed at once. */
async function reportOf(
  context: ApiContext,
  sample: OpenSample,
  analysis: Analysis,
  { settings: text, report: key }: ReportQuery,
) {
  const { handle, facts } = sample;
  const { number } = facts.numbers;
  if (key !== undefined && analysis.policy === 'kept') return context.reports.byKey(handle, number, analysis, key);
  if (analysis.policy === 'immediate') {
    const settings = settingsFromText(analysis, text ?? '{}');
    return outputReport(analysis, await runOnSample(context, sample, analysis, settings));
  }
  if (text === undefined) return context.reports.last(handle, number, analysis);
  return context.reports.find(handle, number, analysis, settingsFromText(analysis, text));
}

/** The analysis of this name; throws 404. */
function namedAnalysis(name: string): Analysis {
  const found = analysisNamed(name);
  if (found !== undefined) return found;
  const names = ANALYSES.map((analysis) => analysis.name).join(', ');
  throw new ApiFailure('not-found', `there is no analysis '${name.slice(0, 100)}'; there are: ${names}`);
}

/** Whether an array is a displacement like that of a mode, of which parts can be made. */
function isDisplacement({ kind, unit }: { kind: string; unit: string | null }) {
  return kind === 'vector' && unit === DISPLACEMENT_UNIT;
}

/** An array of a report, with what it holds; throws 404. */
function arrayOf({ arrays, read }: OpenReport, name: string) {
  const array = arrays.find((each) => each.name === name);
  if (array !== undefined) return { ...array, data: read(name) };
  throw unknownArray(
    name,
    arrays.map((each) => each.name),
  );
}

/** Arrays of a report; all of them where `names` is left out. */
const arraysQuerySchema = reportQuerySchema.extend(namesQuerySchema.partial().shape);

/** What is made of one of them. */
const partsQuerySchema = namesQuerySchema.extend(reportQuerySchema.shape);

/**
 * The routes of every analysis of the table, under …/samples/:sample/NAME: POST starts the job that makes a report
 * (`?confirmed=true` where its cost has to be confirmed), GET gives a report, GET …/reports all there are, GET …/arrays its arrays, and GET
 * …/arrays/:array/parts what is made of one that is a displacement. What is computed at once has no job. Beside them,
 * what a window draws the form of an analysis from: GET /analyses/:analysis/form, POST …/check.
 */
export function analysisRoutes(context: ApiContext) {
  const app = new Hono();
  const jobs = new AnalysisJobs(context);
  const requireReport = async (sample: OpenSample, analysis: Analysis, query: ReportQuery) => {
    const report = await reportOf(context, sample, analysis, query);
    if (report === null) throw new ApiFailure('not-found', `this sample does not have ${analysis.kept}`);
    return report;
  };
  app
    .get(
      '/analyses/:analysis/form',
      described('', 'AnalysisForm: JSON Schema of its settings and of its report, and the defaults'),
      (c) => c.json(describeAnalysisForm(namedAnalysis(c.req.param('analysis')))),
    )
    .post(
      '/analyses/:analysis/check',
      described('settings of the analysis', 'AnalysisCheck: what is wrong with them'),
      validated('json', z.unknown()),
      (c) => {
        const analysis = namedAnalysis(c.req.param('analysis'));
        return c.json(analysisCheckSchema.parse(checkAnalysisSettings(analysis, c.req.valid('json'))));
      },
    );
  for (const analysis of ANALYSES) {
    const path = `/projects/:project/samples/:sample/${analysis.name}`;
    const isKept = analysis.policy === 'kept';
    const asksConfirmation = analysis.asksConfirmation === true;
    if (isKept)
      app.get(
        `${path}/reports`,
        described('', '`{ reports: ListedReport[] }`: all that there are of the sample, newest first'),
        (c) => {
          const { handle, facts } = openSample(context, c);
          const reports = context.reports.list(handle, facts.numbers.number, analysis);
          return c.json({ reports: z.array(listedReportSchema).parse(reports) });
        },
      );
    if (isKept)
      app.post(
        path,
        described(
          `its settings${asksConfirmation ? '; query `confirmed=true`' : ''}`,
          `202 \`{ job: JobInfo }\`: the job that makes and keeps the report, the running one of the same settings, or one that recalls what is kept${asksConfirmation ? '; 409 Confirmation where its cost has to be confirmed' : ''}`,
        ),
        validated('query', startQuerySchema),
        validated('json', analysis.settings),
        async (c) => {
          const sample = openSample(context, c);
          const { handle, facts } = sample;
          const settings = c.req.valid('json');
          analysis.check?.(settings);
          const isConfirmed = c.req.valid('query').confirmed === 'true';
          const isMade =
            jobs.running(sample, analysis, settings) !== undefined ||
            context.reports.find(handle, facts.numbers.number, analysis, settings) !== null;
          if (asksConfirmation && !isConfirmed && !isMade) {
            const estimate = await context.warm.run(warmSource(sample), estimateTask, {
              analysis: analysis.name,
              settings,
            });
            if (estimate.needsConfirmation) {
              const error = { kind: 'bad-input', message: estimate.message };
              return c.json(confirmationSchema.parse({ error, estimate }), 409);
            }
          }
          const job = jobs.start(sample, analysis, settings);
          return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
        },
      );
    const answer = sampleReportSchema(analysis.report);
    app
      .get(
        path,
        described(
          `query \`settings=JSON\`${isKept ? ' or `report=KEY`' : ''}`,
          `SampleReportInfo of ${analysis.kept}, or null: the last one, or that of the settings${isKept ? ' or key' : '; computed at once'}`,
        ),
        validated('query', reportQuerySchema),
        async (c) => {
          const asked = openSample(context, c);
          const found = await reportOf(context, asked, analysis, c.req.valid('query'));
          if (found === null) return c.json(null);
          const { key, storedAt, report, arrays, notKept } = found;
          const infos = arrays.flatMap((array) => reportArrayInfo(analysis, array) ?? []);
          const text = analysis.text(report, asked.facts.report.provenance.source);
          return c.json(answer.parse({ key, storedAt, report, text, arrays: infos, notKept }));
        },
      )
      .get(
        `${path}/arrays`,
        described('query `names`, `settings=JSON`', 'arrays of the report; all of them without `names`'),
        validated('query', arraysQuerySchema),
        async (c) => {
          const asked = openSample(context, c);
          const { names, ...query } = c.req.valid('query');
          const found = await requireReport(asked, analysis, query);
          const wanted = names ?? found.arrays.map(({ name }) => name);
          return arrayResponse(wanted.map((name) => namedArray(arrayOf(found, name))));
        },
      );
    if (isKept && analysis.arrays.some(isDisplacement))
      app.get(
        `${path}/arrays/:array/parts`,
        described('query `names`, `settings=JSON`', 'what is made of that array as of the displacement of a mode'),
        validated('query', partsQuerySchema),
        async (c) => {
          const asked = openSample(context, c);
          const { names, ...query } = c.req.valid('query');
          const found = await requireReport(asked, analysis, query);
          const array = arrayOf(found, c.req.param('array'));
          const { name, data } = array;
          if (!isDisplacement(array) || !(data instanceof Float64Array))
            throw new ApiFailure('bad-request', `the array '${name.slice(0, 100)}' is no displacement of a mode`);
          const source = { name: `${analysis.name} ${found.key} ${name}`, displacement: () => data.slice() };
          return arrayResponse(await displacementArrays(names, source, asked, context));
        },
      );
  }
  return app;
}
