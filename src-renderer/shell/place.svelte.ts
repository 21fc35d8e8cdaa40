import { untrack } from 'svelte';
import type { Place } from '../../src-main/api/place-contract.ts';
import { pins } from '../mechanics/pins.svelte.ts';
import { fieldCamera } from '../viewer/field-camera.svelte.ts';
import { view } from '../viewer/view.svelte.ts';
import * as api from '../client/api.ts';
import { markedOf, markedText, placeText } from '../client/place-link.ts';
import { messages } from '../state/messages.svelte.ts';
import { sideRoom } from '../state/side-room.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';

/** The last of what changes in quick succession is kept. A browser lets an address change 200 times in 30 s. */
const REST_MS = 160;

/** Shows a sample as it was left: room, camera, picked and pinned particles, selection. Of the rest it is as opened. */
export function showAsLeft({ room, focus, camera, picked, marked, pinned }: Place): void {
  sideRoom.name = room;
  if (focus !== undefined && camera !== undefined) {
    view.focus = focus;
    fieldCamera.frame(camera);
  }
  const { ids, indexOf } = view;
  if (ids === null) return;
  view.picked = picked === undefined ? null : (indexOf.get(picked) ?? null);
  if (marked !== undefined) {
    const inside = markedOf(marked, ids);
    const count = inside.reduce((sum, is) => sum + is, 0);
    if (count > 0) view.selection = { inside, count };
  }
  pins.ids = (pinned ?? []).filter((id) => indexOf.has(id));
}

/** Where the window is, as a text; null before anything is open. */
function currentPlace() {
  const { project, detail, mode } = workspace;
  if (project === null || project.key === '') return null;
  const { ids, picked, selection } = view;
  const room = sideRoom.name;
  if (detail === null || ids === null) return placeText({ project: project.key, room });
  const isMoved = !fieldCamera.isAsOpened;
  return placeText({
    project: project.key,
    sample: detail.number,
    mode,
    room,
    focus: isMoved ? view.focus : null,
    camera: isMoved ? fieldCamera.framed : null,
    picked: picked === null ? null : ids[picked],
    marked: selection === null ? null : markedText(selection.inside, ids),
    pinned: [...pins.ids],
  });
}

/**
 * Keeps where the window is: in its address, so that a reload and a copied link lead there, and on the main side, so that
 * the next start does. Call it where effects can be made.
 */
export function followPlace(): void {
  /** What was kept last. */
  let kept: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const place = $derived(currentPlace());

  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    const now = untrack(() => place);
    if (now === null) return;
    if (workspace.busy === 'start') {
      // What is shown is still on its way to where it was left.
      timer = setTimeout(keep, REST_MS);
      return;
    }
    // The desktop window has no address to copy.
    if (window.keycore === undefined) history.replaceState(null, '', `#${now}`);
    if (now === kept) return;
    kept = now;
    api.keepPlace(now).catch((error: unknown) => {
      kept = null;
      // It is kept when the host is back; that it is away is said elsewhere.
      if (!(error instanceof api.HostUnreachable)) messages.report(error);
    });
  };
  const shown = $derived(
    workspace.project === null ? null : `${workspace.project.key} ${workspace.detail?.number ?? ''}`,
  );

  $effect(() => {
    if (place === null) return;
    untrack(() => (timer ??= setTimeout(keep, REST_MS)));
  });
  // Another sample is kept at once: a page that is loaded again right then shows it.
  $effect(() => {
    if (shown !== null) untrack(keep);
  });
  $effect(() => {
    const gone = new AbortController();
    // Of several windows, the one that was looked at last is where the user was.
    const focused = () => {
      kept = null;
      keep();
    };
    const left = () => {
      if (document.hidden && timer !== undefined) keep();
    };
    window.addEventListener('focus', focused, { signal: gone.signal });
    document.addEventListener('visibilitychange', left, { signal: gone.signal });
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  });
}
