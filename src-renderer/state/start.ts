import type { Place } from '../../src-main/api/place-contract.ts';
import * as api from '../client/api.ts';
import { forgetLink, takeLink } from '../client/opened-link.ts';
import { requestOf } from '../client/place-link.ts';
import { session } from '../client/session.ts';
import { reopened, showProject } from './open-project.ts';
import { attempt, messages } from './messages.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** Opens the page: signs in and shows what its link names, else what was shown last, else the first example. */
export function start(): Promise<void> {
  workspace.starting = begin();
  return workspace.starting;
}

async function begin() {
  workspace.busy = 'start';
  messages.away = null;
  const link = takeLink();
  session.reopening = () =>
    workspace.project === null ? null : { request: requestOf(workspace.project.key), done: reopened };
  await attempt(async () => {
    await session.signIn();
    workspace.host = await api.host();
    const { place, notices } = await api.lastPlace();
    const linked = link === null ? null : await understood(link);
    forgetLink();
    workspace.firstStart = place === null && linked === null;
    const shown = (await showPlace(linked)) || (await showPlace(place));
    const shipped = workspace.host.shippedSamples.at(0);
    if (!shown) await showProject(await api.openProject(shipped ? { shipped: shipped.id } : { untitled: true }));
    for (const notice of notices) messages.add(notice, 'notice');
  });
  workspace.busy = null;
}

async function understood(link: string) {
  try {
    return await api.readPlace(link);
  } catch (error) {
    if (!(error instanceof api.RequestFailure) || error.status !== 400) throw error;
    messages.add('What stands in the address names no place in Keycore; the window begins where you were last.');
    return null;
  }
}

/** Shows what was shown at a place; false where there is none, or none any more, which is said. */
async function showPlace(place: Place | null) {
  if (place === null) return false;
  const open = (await api.projects()).find(({ key }) => key === place.project);
  try {
    await showProject(open ?? (await api.openProject(requestOf(place.project))), place);
    return true;
  } catch (error) {
    if (!(error instanceof api.RequestFailure) || error.status === 401) throw error;
    messages.add(`What was shown here cannot be opened: ${error.message}`);
    return false;
  }
}
