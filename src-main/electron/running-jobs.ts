import { z } from 'zod';
import { jobInfoSchema, type ProjectInfo, projectInfoSchema } from '../api/contract.ts';
import { type ApiHandler, ORIGIN } from './scheme.ts';

const projectsSchema = z.object({ projects: z.array(projectInfoSchema) });
const jobsSchema = z.object({ jobs: z.array(jobInfoSchema) });

async function ask<Answer>(api: ApiHandler, route: string, schema: z.ZodType<Answer>) {
  const response = await api.fetch(new Request(`${ORIGIN}${route}`));
  if (!response.ok) throw new Error(`${route} answered ${response.status}: ${await response.text()}`);
  return schema.parse(await response.json());
}

/** The projects that are open, as the page sees them. */
export async function openProjects(api: ApiHandler): Promise<ProjectInfo[]> {
  return (await ask(api, '/api/projects', projectsSchema)).projects;
}

/** Titles of the jobs, in any open project, that quitting would stop. */
export async function runningJobs(api: ApiHandler): Promise<string[]> {
  const projects = await openProjects(api);
  const lists = await Promise.all(
    projects.map(({ id }) => ask(api, `/api/projects/${encodeURIComponent(id)}/jobs`, jobsSchema)),
  );
  return lists
    .flatMap(({ jobs }) => jobs)
    .filter(({ state }) => state === 'queued' || state === 'running')
    .map(({ title }) => title);
}
