import type {
  ExportField,
  ExportInfo,
  ExportQuery,
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
  TrajectoryQuery,
} from '../../src-main/api/contract.ts';
import type { AnalysisName, ReportOf, SettingsOf } from '../../native-workers/analyses/table.ts';
import type {
  AnalysisCheck,
  AnalysisForm,
  ListedReport,
  SampleReportInfo,
} from '../../src-main/api/analysis-contract.ts';
import type { FigureList, FigurePlace, FigurePreview, FigureRequest } from '../../src-main/api/figures-contract.ts';
import type { GlossaryInfo } from '../../src-main/api/glossary-contract.ts';
import type { KnownProjectInfo } from '../../src-main/api/known-projects-contract.ts';
import type { OwnModel } from '../../src-main/api/models-contract.ts';
import type { MovieRequest } from '../../src-main/api/movies-contract.ts';
import type { ImportPreview } from '../../src-main/api/previews-contract.ts';
import type { Place, PlaceAnswer } from '../../src-main/api/place-contract.ts';
import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import type { SettingsCheck, SimulationForm, SimulationRequest } from '../../src-main/api/simulation-contract.ts';
import { ndjson } from './ndjson.ts';
import { type Arrays, readSafetensors } from './safetensors.ts';
import { RequestFailure, failureOf, HostUnreachable } from './failures.ts';
import type { Urgency } from './samples-ahead.ts';
import { session } from './session.ts';

export { RequestFailure, HostUnreachable } from './failures.ts';

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
  const id = /^projects\/([\w-]+)/.exec(path)?.[1] ?? '';
  const now = renamed.get(id);
  return now === undefined ? path : presentPath(path.replace(id, now));
}

async function sendOnce(path: string, init: RequestInit) {
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

export async function send(path: string, init: RequestInit = {}) {
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

export async function json<T>(path: string, init?: RequestInit) {
  return (await (await send(path, init)).json()) as T;
}

/** The one member of an answer that is wanted. */
export async function member<T>(name: string, path: string, init?: RequestInit) {
  return (await json<Record<string, T>>(path, init))[name];
}

const POST = { method: 'POST' };
export const DELETE = { method: 'DELETE' };

export function post(body: unknown): RequestInit {
  return { ...POST, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export async function arraysOf(response: Response) {
  return readSafetensors(await response.arrayBuffer());
}

/** A path with a query; what is undefined is left out. */
export function withQuery(path: string, parameters: object) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given as [string, string][]).toString()}`;
}

const aheadOf = (urgency?: Urgency) => (urgency === 'ahead' ? 1 : undefined);

/** Arrays by name of what has a path. */
async function arrays(path: string, names: readonly string[], urgency?: Urgency) {
  return arraysOf(await send(withQuery(`${path}/arrays`, { names: names.join(','), ahead: aheadOf(urgency) })));
}

/** A sample of an open project. */
export interface SampleAddress {
  project: string;
  number: number;
}

// The names in these paths are letters, digits, - and _, as the main side makes them.
export const ofSample = ({ project, number }: SampleAddress) => `projects/${project}/samples/${number}`;
const ofJob = (project: string, job: string) => `projects/${project}/jobs/${job}`;

export const host = () => json<HostInfo>('host');
export const glossary = () => json<GlossaryInfo>('glossary');
export const folder = (path: string) => json<FolderListing>(withQuery('folder', { path }));
export const projects = () => member<ProjectInfo[]>('projects', 'projects');
export const openProject = (request: OpenRequest) => json<ProjectInfo>('projects', post(request));
/** Opens a copy of a project that was dropped on the page, whose path a browser does not tell. */
export const receiveProject = (file: File) =>
  json<ProjectInfo>(withQuery('projects/received', { name: file.name }), { ...POST, body: file });
/** Projects that the user has opened before, and those in the user's data. */
export const knownProjects = () => member<KnownProjectInfo[]>('projects', 'projects/known');
export const forgetKnown = (id: string) => json<object>(`known/${id}`, DELETE);
/** Where a window of this user was last, and what the user has to be told. */
export const lastPlace = () => json<PlaceAnswer>('place');
/** What the text of a link means; refused where it names no place. */
export const readPlace = (text: string) => json<Place>(`place/read?${text}`);
/** Keeps where this window is; also while the page is being left. */
export const keepPlace = (text: string) => json<object>(`place?${text}`, { ...POST, keepalive: true });
export const project = (id: string) => json<ProjectInfo>(`projects/${id}`);
export const closeProject = (project: string) => json<object>(`projects/${project}`, DELETE);
export const saveProject = (project: string, request: FileRequest) =>
  json<ProjectInfo>(`projects/${project}/save`, post(request));
export const samples = (project: string) => member<SampleRow[]>('samples', `projects/${project}/samples`);
export const sample = (address: SampleAddress, urgency?: Urgency) =>
  json<SampleDetail>(withQuery(ofSample(address), { ahead: aheadOf(urgency) }));
/** Arrays of a sample by name; see the contract for their names. */
export const sampleArrays = (address: SampleAddress, names: readonly string[], urgency?: Urgency) =>
  arrays(ofSample(address), names, urgency);
export const modeArrays = (address: SampleAddress, mode: number, names: readonly string[], urgency?: Urgency) =>
  arrays(`${ofSample(address)}/modes/${mode}`, names, urgency);
/** Works out the displacements of all reported modes of a sample. */
export const computeModes = (address: SampleAddress) => json<SampleDetail>(`${ofSample(address)}/modes`, POST);

/** Settings of an analysis; of one that is only known by what the host calls it, nothing is known. */
export type SettingsNamed<Name> = Name extends AnalysisName ? SettingsOf<Name> : object;
type ReportNamed<Name> = Name extends AnalysisName ? ReportOf<Name> : unknown;

/** Starts the job of an analysis; 409 where somebody has to confirm what it costs. */
export const startAnalysis = <Name extends string>(
  address: SampleAddress,
  name: Name,
  settings: SettingsNamed<Name>,
  confirmed: boolean,
) =>
  member<JobInfo>(
    'job',
    withQuery(`${ofSample(address)}/${name}`, { confirmed: confirmed || undefined }),
    post(settings),
  );

/** The report of an analysis with these settings, or the last one; null where there is none. */
export const sampleReport = <Name extends string>(
  address: SampleAddress,
  name: Name,
  settings?: SettingsNamed<Name>,
  signal: AbortSignal | null = null,
) =>
  json<SampleReportInfo<ReportNamed<Name>> | null>(
    // Of what is undefined there is no JSON.
    withQuery(`${ofSample(address)}/${name}`, { settings: JSON.stringify(settings) }),
    { signal },
  );

/** What the form of an analysis is drawn from, and what is wrong with settings of it. */
export const analysisForm = (name: string) => json<AnalysisForm>(`analyses/${name}/form`);
export const checkAnalysis = (name: string, settings: object) =>
  json<AnalysisCheck>(`analyses/${name}/check`, post(settings));
/** All reports of an analysis on a sample, newest first. */
export const sampleReports = (address: SampleAddress, name: string) =>
  member<ListedReport[]>('reports', `${ofSample(address)}/${name}/reports`);
/** The report of this key; null where it is gone. */
export const sampleReportOfKey = (address: SampleAddress, name: string, report: string) =>
  json<SampleReportInfo<unknown> | null>(withQuery(`${ofSample(address)}/${name}`, { report }));
/** An array of a report: of its key or, of what is computed at once, of its settings. */
export async function arrayOfReport(
  address: SampleAddress,
  name: string,
  which: { report: string } | { settings: string },
  array: string,
) {
  const query = withQuery(`${ofSample(address)}/${name}/arrays`, { ...which, names: array });
  const found = (await arraysOf(await send(query))).get(array);
  if (found === undefined) throw new Error(`the answer holds no array ${array}`);
  return found;
}

/** Analyses a sample and waits for the report; what is kept already comes at once. `confirmed`: whatever it costs. */
export async function analyse<Name extends AnalysisName>(
  address: SampleAddress,
  name: Name,
  settings: SettingsNamed<Name>,
  signal: AbortSignal,
  confirmed = false,
): Promise<SampleReportInfo<ReportNamed<Name>>> {
  let job = await startAnalysis(address, name, settings, confirmed);
  for await (const event of await jobEvents(address.project, job.id, 0, signal)) job = event.job;
  if (job.error !== null) throw new RequestFailure(ANALYSIS_FAILED, job.error);
  const report = await sampleReport(address, name, settings, signal);
  if (report === null)
    throw new RequestFailure(ANALYSIS_FAILED, { kind: 'cancelled', message: 'The analysis ended without a report.' });
  return report;
}

/** Traces of the run that made a sample; none of one that was read. */
export const traces = async (address: SampleAddress) => arraysOf(await send(`${ofSample(address)}/traces`));

/** Arrays of a report that is computed at once. */
export const reportArrays = async (address: SampleAddress, name: AnalysisName) =>
  arraysOf(await send(`${ofSample(address)}/${name}/arrays`));
/** G(θ) with these particles pinned. */
export const response = (address: SampleAddress, pinned: readonly number[], signal: AbortSignal) =>
  json<StrainResponse>(`${ofSample(address)}/response`, { ...post({ pinned }), signal });
/** Non-affine displacements per unit strain with these particles pinned, for the four unit gradients: 4 × N × 2. */
export async function responseFields(address: SampleAddress, pinned: readonly number[], signal: AbortSignal) {
  const answer = await send(`${ofSample(address)}/response/fields`, { ...post({ pinned }), signal });
  const units = (await arraysOf(answer)).get('nonAffine');
  if (units === undefined) throw new Error('the answer holds no array nonAffine');
  return units;
}
/** What a movie of a sample is painted from. */
export async function movie(address: SampleAddress, request: MovieRequest, signal: AbortSignal): Promise<Arrays> {
  return arraysOf(await send(`${ofSample(address)}/movie`, { ...post(request), signal }));
}
/** User-defined models that were given to this run of Keycore, or that samples of a project have. */
export const ownModels = (project: string) => member<OwnModel[]>('models', `projects/${project}/models`);
/** Remembers the model that a JSON value defines; refused with what is wrong with it. `name` says where it came from. */
export const giveModel = (name: string, definition: unknown) =>
  member<OwnModel>('model', withQuery('models', { name }), post(definition));
export const simulationForm = () => json<SimulationForm>('simulations/form');
export const checkSimulation = (settings: unknown) => json<SettingsCheck>('simulations/check', post(settings));
export const startSimulation = (project: string, request: SimulationRequest) =>
  member<JobInfo>('job', `projects/${project}/simulations`, post(request));
/** Jobs of which there are pictures. */
export const liveJobs = (project: string) => member<string[]>('jobs', `projects/${project}/simulations`);
/** The picture of a running simulation with a number above `after`; null where there was none for a while. */
export async function liveFrame(project: string, job: string, after: number, signal: AbortSignal) {
  const response = await send(withQuery(`${ofJob(project, job)}/live`, { after }), { signal });
  return response.status === 204 ? null : arraysOf(response);
}
export const jobs = (project: string) => member<JobInfo[]>('jobs', `projects/${project}/jobs`);
export const cancelJob = (project: string, job: string) => json<JobInfo>(ofJob(project, job), DELETE);
/** Takes an unfinished job up again. */
export const resumeJob = (project: string, job: string) =>
  member<JobInfo>('job', `${ofJob(project, job)}/resume`, POST);

/** A file to be imported: as it is (streamed by the browser), by the grant of one, or as the host keeps it. */
export type ImportContent = File | { grant: string } | { preview: string };

const sending = (content: ImportContent) => (content instanceof File ? { ...POST, body: content } : post(content));

export const importFile = (project: string, query: ImportQuery, content: ImportContent) =>
  member<JobInfo>('job', withQuery(`projects/${project}/imports`, query), sending(content));

const previews = (project: string) => `projects/${project}/previews`;

/** What is recognised in a file, which the host keeps for its import. */
export const previewFile = (project: string, query: ImportQuery, content: ImportContent, signal: AbortSignal) =>
  json<ImportPreview>(withQuery(previews(project), query), { ...sending(content), signal });
/** The same with other answers of a file that is kept. */
export const previewAgain = (project: string, preview: string, query: ImportQuery, signal: AbortSignal) =>
  json<ImportPreview>(withQuery(`${previews(project)}/${preview}`, query), { ...POST, signal });
/** Nothing will be imported of a file; also while the page is being left. */
export const discardPreview = (preview: string) => json<object>(`previews/${preview}`, { ...DELETE, keepalive: true });

/** What is written of a sample: itself with fields, or a mode that oscillates. */
export type ExportChoice = { what: 'export'; query: ExportQuery } | { what: 'trajectory'; query: TrajectoryQuery };

const exportPath = (address: SampleAddress, { what, query }: ExportChoice) =>
  withQuery(`${ofSample(address)}/${what}`, query);

/** Fields that an export of a sample can have. */
export const exportFields = (address: SampleAddress) =>
  member<ExportField[]>('fields', `${ofSample(address)}/export/fields`);

/** Writes a sample to a file that the desktop host has granted. */
export const exportTo = (address: SampleAddress, choice: ExportChoice, target: FileRequest) =>
  json<ExportInfo>(exportPath(address, choice), post(target));

/** A sample as a file of another format, with the columns for which that has no place and what else to know of it. */
export async function exported(address: SampleAddress, choice: ExportChoice) {
  const response = await send(exportPath(address, choice));
  const listIn = (header: string) => JSON.parse(decodeURIComponent(response.headers.get(header) ?? '[]')) as string[];
  return { content: await response.blob(), omitted: listIn('keycore-omitted'), remarks: listIn('keycore-remarks') };
}

const ofFigures = (address: SampleAddress) => `${ofSample(address)}/figures`;

/** Panels, pages and styles of figures of a sample. */
export const figureList = (address: SampleAddress, signal: AbortSignal) =>
  json<FigureList>(ofFigures(address), { signal });

/** Styles of figures. */
export const figureStyles = () => member<FigureList['styles']>('styles', 'figures/styles');

/** A small picture of a panel, as a file; null where the sample does not have it. */
export async function figureThumbnail(
  address: SampleAddress,
  query: { id: string; style: string; pixels: number; mode: number; angles: string },
  signal: AbortSignal,
): Promise<Blob | null> {
  const response = await send(withQuery(`${ofFigures(address)}/thumbnail`, query), { signal });
  return response.status === 204 ? null : response.blob();
}

/** Where figures of a request are drawn: those of a sample, or curves that none belongs to. */
const drawing = (address: SampleAddress | null, { curves }: FigureRequest) =>
  address === null || curves !== undefined ? 'figures/curves' : ofFigures(address);

/** One figure as it will be. */
export const figurePreview = (address: SampleAddress | null, request: FigureRequest, signal: AbortSignal) =>
  json<FigurePreview>(`${drawing(address, request)}/preview`, { ...post(request), signal });

/** The command line that makes a figure. */
export const figureCommand = (address: SampleAddress, request: FigureRequest) =>
  member<string>('command', `${ofFigures(address)}/command`, post(request));

/** Figures as a file, several in one archive, with its name. */
export async function figureFile(
  address: SampleAddress | null,
  request: FigureRequest,
): Promise<{ content: Blob; name: string }> {
  return namedFile(await send(drawing(address, request), post(request)));
}

/** A download with its name. */
export async function namedFile(response: Response) {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { content: await response.blob(), name: decodeURIComponent(encoded ?? 'keycore.zip') };
}

/** What a picture shows, by what it says of itself. */
export const figurePlace = (file: File) =>
  json<FigurePlace>(withQuery('figures/memory', { name: file.name }), { ...POST, body: file });

/** The events of a stream after number `after`, as they come, once the connection stands; they end when it does. */
async function events<T>(path: string, after: number, signal: AbortSignal) {
  return streamed<T>(await send(withQuery(path, { after }), { signal }));
}

/** How far a job is; ends with the job. */
export const jobEvents = (project: string, job: string, after: number, signal: AbortSignal) =>
  events<JobEvent>(`${ofJob(project, job)}/progress`, after, signal);
/** What changes in a project after revision `after`. */
export const changes = (project: string, after: number, signal: AbortSignal) =>
  events<ProjectChange>(`projects/${project}/changes`, after, signal);
