import { tick } from 'svelte';
import type { OpenRequest, ProjectInfo, FileRequest } from '../../src-main/api/contract.ts';
import type { Place } from '../../src-main/api/place-contract.ts';
import * as api from '../client/api.ts';
import { isUnderWay } from './jobs.svelte.ts';
import { forgetModes } from './open-mode.ts';
import { forgetDeleted, isWindowEmpty, showFirstSample, showSample } from './open-sample.ts';
import { attempt, messages } from './messages.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** Projects that this page has opened itself. */
const openedHere = new Set<string>();

/** Opens another project in place of this one; what is shown stays until it has opened. */
export async function switchProject(request: OpenRequest | File): Promise<boolean> {
  await workspace.starting;
  workspace.busy = 'project';
  const opened = await attempt(async () => {
    await changeTo(await (request instanceof File ? api.receiveProject(request) : api.openProject(request)));
  });
  workspace.busy = null;
  return opened;
}

/**
 * Adds something to the open project, or to Untitled where nothing can be added to that one: Untitled is then shown,
 * once `add` has succeeded, and it is said why. Gives the project that has got it and what `add` gave; throws what it
 * throws.
 * @param what what is added, as the subject of a sentence: "start.dump", "The new samples"
 */
export async function addToProject<T>(
  what: string,
  add: (project: ProjectInfo) => Promise<T>,
): Promise<{ project: string; value: T }> {
  await workspace.starting;
  const former = workspace.project;
  if (former?.mode === 'write') return { project: former.id, value: await add(former) };
  const untitled = await api.openProject({ untitled: true });
  let value: T;
  try {
    value = await add(untitled);
  } catch (error) {
    await api.closeProject(untitled.id);
    throw error;
  }
  await changeTo(untitled);
  if (former !== null) {
    const why = former.example ? 'is an example and stays as it is' : 'is read-only';
    messages.add(`‘${former.name}’ ${why}: ${what} went to ${untitled.name}.`, 'notice');
  }
  // What follows the project in the window has taken it up then.
  await tick();
  return { project: untitled.id, value };
}

export async function saveProjectAs(request: FileRequest): Promise<boolean> {
  const { project } = workspace;
  if (project === null) return false;
  return attempt(async () => {
    workspace.project = await api.saveProject(project.id, request);
  });
}

/** Closes the project and goes back to Untitled. */
export async function closeProject(): Promise<void> {
  const { project } = workspace;
  if (project === null) return;
  const closed = await leave(project, () => api.closeProject(project.id));
  if (!closed) workspace.project = project;
}

/** The project was closed by another tab. */
export async function closedElsewhere(): Promise<void> {
  const { project } = workspace;
  if (project === null) return;
  await leave(project);
  messages.add(`‘${project.name}’ was closed in another window.`, 'notice');
}

/** The host was started again: what is shown belongs to the same project under another id. */
export function reopened(project: ProjectInfo | api.RequestFailure): void {
  const former = workspace.project;
  if (former === null) return;
  if (project instanceof api.RequestFailure) {
    const notice = `‘${former.name}’ cannot be opened again: ${project.message}`;
    void leave(former).then(() => messages.add(notice, 'notice'));
    return;
  }
  api.projectBecame(former.id, project.id);
  if (openedHere.delete(former.id)) openedHere.add(project.id);
  forgetModes();
  workspace.project = project;
  // Anything may have been added meanwhile.
  void refreshSamples();
}

/** Reads the sample list again, after something was added to it; shows sample `then` if given. */
export async function refreshSamples(then?: number): Promise<void> {
  const { project } = workspace;
  if (project === null) return;
  await attempt(async () => {
    const samples = await api.samples(project.id);
    if (workspace.project?.id !== project.id) return;
    workspace.samples = samples;
    workspace.project = { ...workspace.project, samples: samples.length };
  });
  const beside = forgetDeleted();
  // An empty window shows the first that comes, unless one that was asked for is on its way.
  const shown = then ?? (isWindowEmpty() ? (beside ?? workspace.samples.at(0)?.number) : undefined);
  if (shown !== undefined) await showSample(shown);
}

/** Reads name, place and right to write again. */
export async function refreshProject(): Promise<void> {
  const { project } = workspace;
  if (project === null) return;
  await attempt(async () => {
    const now = await api.project(project.id);
    if (workspace.project?.id === project.id) workspace.project = now;
  });
}

/** Shows an open project in place of another, with the sample of a place or its first; throws what requests throw. */
export async function showProject(project: ProjectInfo, place: Place | null = null): Promise<void> {
  const samples = await api.samples(project.id);
  if (workspace.project?.id !== project.id) {
    // They are about the project that was shown.
    messages.forgetNotices();
    for (const notice of project.notices) messages.add(`‘${project.name}’: ${notice}`, 'notice');
    workspace.opened += 1;
  }
  workspace.project = project;
  workspace.samples = samples;
  forgetModes();
  if (place?.sample !== undefined && !samples.some(({ number }) => number === place.sample))
    messages.add(`There is no sample ${place.sample} in ‘${project.name}’ any more.`, 'notice');
  await showFirstSample(project.id, place);
}

/** Shows a project that was opened for it. */
async function changeTo(project: ProjectInfo) {
  const former = workspace.project;
  const isShown = former?.id === project.id;
  if (isShown) await api.closeProject(project.id);
  await showProject(project);
  if (isShown) return;
  // Each opening is given back once. One that was found open belongs to what opened it.
  if (former !== null && openedHere.delete(former.id)) await giveBack(former.id);
  openedHere.add(project.id);
}

/** Closes a project that this page opened, unless jobs of it still run. */
async function giveBack(project: string) {
  if (!(await api.jobs(project)).some(isUnderWay)) await api.closeProject(project);
}

/** Shows Untitled in place of a project, which is closed before where that is still to be done; whether it succeeded. */
async function leave({ id }: ProjectInfo, close?: () => Promise<unknown>) {
  openedHere.delete(id);
  workspace.busy = 'project';
  // Nobody listens any more when it goes.
  workspace.project = null;
  const left = await attempt(async () => {
    await close?.();
    await showUntitled();
  });
  workspace.busy = null;
  return left;
}

async function showUntitled() {
  const project = await api.openProject({ untitled: true });
  openedHere.add(project.id);
  await showProject(project);
}
