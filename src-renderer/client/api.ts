import type {
  ExportInfo,
  FileRequest,
  FolderListing,
  HostInfo,
  ImportQuery,
  JobEvent,
  JobInfo,
  OpenRequest,
  ProjectChange,
  ProjectInfo,
  SampleDetail,
  SampleRow,
} from '../../src-main/api/contract.ts';
import type { AnalysisName, ReportOf, SettingsOf } from '../../native-workers/analyses/table.ts';
import type { SampleReportInfo } from '../../src-main/api/analysis-contract.ts';
import type { KnownProjectInfo } from '../../src-main/api/known-projects-contract.ts';
import type { Place, PlaceAnswer } from '../../src-main/api/place-contract.ts';
import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import type { SettingsCheck, SimulationForm } from '../../src-main/api/simulation-contract.ts';
import { ndjson } from './ndjson.ts';
import { type NumericArray, readSafetensors } from './safetensors.ts';
import { RequestFailure, failureOf, HostUnreachable } from './failures.ts';
import type { Urgency } from './samples-ahead.ts';
import { session } from './session.ts';

export { AnotherProgram, RequestFailure, HostUnreachable } from './failures.ts';

/** Status of what a job says of its failure: that of input that cannot be worked on. */
const ANALYSIS_FAILED = 422;

/** Ids of projects of an earlier run of the host, and what the same project is called now. */
const renamed = new Map<string, string>();

/** From here on requests about a project go to the one that it became when the host was started again. */
export function projectBecame(former: string, now: string): void {
  renamed.set(former, now);
}

/** The path as the present host knows it. */
function presentPath(path: string): string {
  const id = /^projects\/([\w-]+)/.exec(path)?.[1];
  if (id === undefined) return path;
  let now = id;
  for (let next = renamed.get(now); next !== undefined; next = renamed.get(now)) now = next;
  return path.replace(id, now);
}

async function sendOnce(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const token = await session.token();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(`/api/${presentPath(path)}`, { ...init, headers, redirect: 'error' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    session.doubt();
    throw new HostUnreachable(error);
  }
  session.check(response, token);
  return response;
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let response = await sendOnce(path, init);
  // The host was started again and knows our token no more: with a new one, once.
  if (response.status === 401 && window.keycore === undefined) response = await sendOnce(path, init);
  if (!response.ok) throw await failureOf(response);
  return response;
}

/** The events of a stream, for as long as it lasts: until then it shows that the host is there. */
async function* streamed<T>(response: Response): AsyncGenerator<T> {
  if (response.body === null) return;
  const end = session.witness();
  try {
    yield* ndjson<T>(response.body);
  } finally {
    end();
  }
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await send(path, init)).json()) as T;
}

/** The one member of an answer that is wanted. */
async function member<T>(name: string, path: string, init?: RequestInit): Promise<T> {
  return (await json<Record<string, T>>(path, init))[name];
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function arraysOf(response: Response) {
  const read = readSafetensors(await response.arrayBuffer());
  return new Map<string, NumericArray>(Array.from(read, ([name, { values }]) => [name, values]));
}

/** The path of a project, or of something in it. */
const within = (...parts: readonly [project: string, ...(string | number)[]]) =>
  ['projects', ...parts].map((part) => encodeURIComponent(part)).join('/');

/** A path with a query; what is undefined is left out. */
function withQuery(path: string, parameters: object): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given as [string, string][]).toString()}`;
}

const aheadOf = (urgency: Urgency) => (urgency === 'ahead' ? 1 : undefined);

async function arrays(path: string, names: readonly string[], urgency: Urgency = 'now') {
  return arraysOf(await send(withQuery(`${path}/arrays`, { names: names.join(','), ahead: aheadOf(urgency) })));
}

export const host = () => json<HostInfo>('host');
export const folder = (path: string) => json<FolderListing>(withQuery('folder', { path }));
export const projects = () => member<ProjectInfo[]>('projects', 'projects');
export const openProject = (request: OpenRequest) => json<ProjectInfo>('projects', post(request));
/** Opens a copy of a project that was dropped on the page, whose path a browser does not tell. */
export const receiveProject = (file: File) =>
  json<ProjectInfo>(withQuery('projects/received', { name: file.name }), { method: 'POST', body: file });
/** Projects that the user has opened before, and those in the user's data. */
export const knownProjects = () => member<KnownProjectInfo[]>('projects', 'projects/known');
export const forgetKnown = (id: string) => json<object>(within('known', id), { method: 'DELETE' });
/** Where a window of this user was last, and what the user has to be told. */
export const lastPlace = () => json<PlaceAnswer>('place');
/** What the text of a link means; refused where it names no place. */
export const readPlace = (text: string) => json<Place>(`place/read?${text}`);
/** Keeps where this window is; also while the page is being left. */
export const keepPlace = (text: string) => json<object>(`place?${text}`, { method: 'POST', keepalive: true });
export const project = (id: string) => json<ProjectInfo>(within(id));
export const closeProject = (project: string) => json<object>(within(project), { method: 'DELETE' });
export const saveProject = (project: string, request: FileRequest) =>
  json<ProjectInfo>(within(project, 'save'), post(request));
export const samples = (project: string) => member<SampleRow[]>('samples', within(project, 'samples'));
const ofSample = (project: string, number: number, ...parts: readonly (string | number)[]) =>
  within(project, 'samples', number, ...parts);
export const sample = (project: string, number: number, urgency: Urgency = 'now') =>
  json<SampleDetail>(withQuery(ofSample(project, number), { ahead: aheadOf(urgency) }));
/** Arrays of a sample by name; see the contract for their names. */
export const sampleArrays = (project: string, number: number, names: readonly string[], urgency?: Urgency) =>
  arrays(ofSample(project, number), names, urgency);
export const modeArrays = (
  project: string,
  number: number,
  mode: number,
  names: readonly string[],
  urgency?: Urgency,
) => arrays(ofSample(project, number, 'modes', mode), names, urgency);
/** Works out the displacements of all reported modes of a sample. */
export const computeModes = (project: string, number: number) =>
  json<SampleDetail>(ofSample(project, number, 'modes'), { method: 'POST' });

/** Starts the job of an analysis by its name; 409 where somebody has to confirm what it costs. */
export const startAnalysisNamed = (
  project: string,
  number: number,
  name: string,
  settings: object,
  { confirmed = false } = {},
) =>
  member<JobInfo>(
    'job',
    withQuery(ofSample(project, number, name), { confirmed: confirmed || undefined }),
    post(settings),
  );

/** The same, with settings that fit the analysis. */
export const startAnalysis: <Name extends AnalysisName>(
  project: string,
  number: number,
  name: Name,
  settings: SettingsOf<Name>,
  options?: { confirmed?: boolean },
) => Promise<JobInfo> = startAnalysisNamed;

/** The report of an analysis with these settings, or the last one; null where there is none. */
export const reportNamed = (
  project: string,
  number: number,
  name: string,
  settings?: object,
  signal: AbortSignal | null = null,
) =>
  json<SampleReportInfo<unknown> | null>(
    // Of what is undefined there is no JSON.
    withQuery(ofSample(project, number, name), { settings: JSON.stringify(settings) }),
    { signal },
  );

/** The same, with the type of its report. */
export const sampleReport = <Name extends AnalysisName>(
  project: string,
  number: number,
  name: Name,
  settings?: SettingsOf<Name>,
  signal: AbortSignal | null = null,
) => reportNamed(project, number, name, settings, signal) as Promise<SampleReportInfo<ReportOf<Name>> | null>;

/** Analyses a sample and waits for the report; what is kept already comes at once. */
export async function analyse<Name extends AnalysisName>(
  project: string,
  number: number,
  name: Name,
  settings: SettingsOf<Name>,
  signal: AbortSignal,
): Promise<SampleReportInfo<ReportOf<Name>>> {
  let job = await startAnalysis(project, number, name, settings);
  for await (const event of jobEvents(project, job.id, 0, signal)) job = event.job;
  const { error } = job;
  if (error !== null) throw new RequestFailure(ANALYSIS_FAILED, error);
  const report = await sampleReport(project, number, name, settings, signal);
  if (report === null)
    throw new RequestFailure(ANALYSIS_FAILED, { kind: 'cancelled', message: 'The analysis ended without a report.' });
  return report;
}

/** Arrays of a report that is computed at once. */
export const reportArrays = async (project: string, number: number, name: AnalysisName) =>
  arraysOf(await send(ofSample(project, number, name, 'arrays')));
/** G(θ) with these particles pinned. */
export const response = (project: string, number: number, pinned: readonly number[], signal: AbortSignal) =>
  json<StrainResponse>(ofSample(project, number, 'response'), { ...post({ pinned }), signal });
/** Non-affine displacements per unit strain with these particles pinned, for the four unit gradients: 4 × N × 2. */
export async function responseFields(project: string, number: number, pinned: readonly number[], signal: AbortSignal) {
  const path = ofSample(project, number, 'response', 'fields');
  const units = (await arraysOf(await send(path, { ...post({ pinned }), signal }))).get('nonAffine');
  if (units === undefined) throw new Error('the answer holds no array nonAffine');
  return units;
}
export const simulationForm = () => json<SimulationForm>('simulations/form');
export const checkSimulation = (settings: unknown) => json<SettingsCheck>('simulations/check', post(settings));
export const startSimulation = (project: string, request: { settings: unknown; untilQlm?: number }) =>
  member<JobInfo>('job', within(project, 'simulations'), post(request));
/** Jobs of which there are pictures. */
export const liveJobs = (project: string) => member<string[]>('jobs', within(project, 'simulations'));
/** The picture of a running simulation with a number above `after`; null where there was none for a while. */
export async function liveFrame(project: string, job: string, after: number, signal: AbortSignal) {
  const response = await send(withQuery(within(project, 'jobs', job, 'live'), { after }), { signal });
  return response.status === 204 ? null : arraysOf(response);
}
export const jobs = (project: string) => member<JobInfo[]>('jobs', within(project, 'jobs'));
export const cancelJob = (project: string, job: string) =>
  json<JobInfo>(within(project, 'jobs', job), { method: 'DELETE' });

/** Sends a file as it is (streamed by the browser), or the grant of one. */
export const importFile = (project: string, query: ImportQuery, content: File | { grant: string }) =>
  member<JobInfo>(
    'job',
    withQuery(within(project, 'imports'), query),
    content instanceof File ? { method: 'POST', body: content } : post(content),
  );

/** Takes an unfinished job up again. */
export const resumeJob = (project: string, job: string) =>
  member<JobInfo>('job', within(project, 'jobs', job, 'resume'), { method: 'POST' });

/** A format of HostInfo.exportFormats, and how many of the lowest modes are written with the sample. */
export interface ExportChoice {
  format: string;
  modes: number;
}

const exportPath = (project: string, sample: number, choice: ExportChoice) =>
  withQuery(ofSample(project, sample, 'export'), choice);

/** Writes a sample to a file that the desktop host has granted. */
export const exportTo = (project: string, sample: number, choice: ExportChoice, target: FileRequest) =>
  json<ExportInfo>(exportPath(project, sample, choice), post(target));

/** A sample as a file of another format, with the columns for which that has no place. */
export async function exported(project: string, sample: number, choice: ExportChoice) {
  const response = await send(exportPath(project, sample, choice));
  const omitted = response.headers.get('keycore-omitted');
  return {
    content: await response.blob(),
    omitted: omitted === null ? [] : (JSON.parse(decodeURIComponent(omitted)) as string[]),
  };
}

/** The events of a job from after `seq` on, as they come; ends with the job, or when the connection does. */
export async function* jobEvents(project: string, job: string, after: number, signal: AbortSignal) {
  yield* streamed<JobEvent>(await send(withQuery(within(project, 'jobs', job, 'progress'), { after }), { signal }));
}

/** What changes in a project after revision `after`, as it happens, once the connection stands; ends when it does. */
export async function changes(project: string, after: number, signal: AbortSignal) {
  return streamed<ProjectChange>(await send(withQuery(within(project, 'changes'), { after }), { signal }));
}
