import { expect } from 'vitest';
import { jobInfoSchema, projectInfoSchema, type JobInfo } from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';

/** Sends JSON to a route. */
export async function send({ api }: Session, path: string, body: unknown): Promise<Response> {
  return api.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Opens a project of the session's folder and gives its route. */
export async function openedIn(session: Session, path: string): Promise<string> {
  const opened = await send(session, '/api/projects', { path });
  return `/api/projects/${projectInfoSchema.parse(await opened.json()).id}`;
}

/** The job that an answer tells of. */
export async function jobOf(answer: Response): Promise<JobInfo> {
  expect(answer.status).toBe(202);
  return jobInfoSchema.parse(((await answer.json()) as { job: unknown }).job);
}

/** A session with one project open. */
export interface ProjectSession {
  session: Session;
  /** Routes of the project and of its first sample. */
  project: string;
  sample: string;
  post: (path: string, body: unknown) => Promise<Response>;
  get: (path: string) => Promise<Response>;
  /** Waits for the job of an answer and gives its last state. */
  ended: (answer: Response) => Promise<JobInfo>;
}

/** Begins a session on a folder and opens a project in it. */
export async function startProjectSession(folder: string, userData: string, path: string): Promise<ProjectSession> {
  const session = startSession({ host: 'test', root: folder, userData });
  const project = await openedIn(session, path);
  return {
    session,
    project,
    sample: `${project}/samples/1`,
    post: async (route, body) => send(session, route, body),
    get: async (route) => session.api.request(route),
    async ended(answer) {
      const { id } = await jobOf(answer);
      const progress = await session.api.request(`${project}/jobs/${id}/progress`);
      const lines = (await progress.text()).trim().split('\n');
      return jobInfoSchema.parse((JSON.parse(lines.at(-1) ?? '') as { job: unknown }).job);
    },
  };
}
