import { tick } from 'svelte';
import type { FigurePlace } from '../../src-main/api/figures-contract.ts';
import * as api from '../client/api.ts';
import { idsOf, requestOf } from '../client/place-link.ts';
import { figureOptions } from '../figures/figure-options.svelte.ts';
import { figureRoom } from '../figures/figures.svelte.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { showMode } from '../state/open-mode.ts';
import { switchProject } from '../state/open-project.ts';
import { showSample } from '../state/open-sample.ts';
import { sideRoom } from '../state/side-room.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { pins } from '../mechanics/pins.svelte.ts';
import { view as viewer } from '../viewer/view.svelte.ts';
import { showFigureView } from '../viewer/figure-view.ts';

/** Opens the sample of a figure; false where that did not succeed. */
async function openSampleOf({ project, sample }: NonNullable<FigurePlace['found']>) {
  if (workspace.project?.key !== project && !(await switchProject(requestOf(project)))) return false;
  if (workspace.detail?.number !== sample) await showSample(sample);
  // What follows the sample in the window has taken it up then.
  await tick();
  return workspace.detail?.number === sample;
}

/** Chooses the mode of a figure; false, and a word, where its displacements are not at hand. */
async function chooseMode(mode: number) {
  const { modesAtHand = 0 } = workspace.detail ?? {};
  if (mode >= modesAtHand && modesAtHand > 0) {
    messages.add(
      `The figure is of mode ${mode}; displacements of modes 0 to ${modesAtHand - 1} are at hand. Compute further modes, and drop it again.`,
      'notice',
    );
    return false;
  }
  if (workspace.hasModes && mode !== workspace.mode) await showMode(mode);
  return true;
}

/** Shows what a figure shows. */
async function show({ figure, view, style, options, reports }: FigurePlace) {
  if (view === null) {
    if (!(await chooseMode(options.mode ?? 0))) return;
    const page = /^page (.+)$/.exec(figure)?.[1];
    figureRoom.show(page === undefined ? { kind: 'panel', id: figure } : { kind: 'page', id: page }, reports);
    figureOptions.style = style;
    figureOptions.angles = options.angles ?? [45, 90];
    sideRoom.name = 'figures';
    return;
  }
  const given = new URLSearchParams(view);
  const plot = given.get('plot');
  sideRoom.name = plot === 'modulus' ? 'mechanics' : 'field';
  if (!(await chooseMode(Number(given.get('mode') ?? 0)))) return;
  if (plot === null) showFigureView(view);
  else if (plot === 'modulus') showPins(given);
}

/** Pins what a plot of G(θ) has pinned. */
function showPins(given: URLSearchParams) {
  pins.ids = idsOf(given.get('pinned') ?? '').filter((id) => viewer.indexOf.has(id));
}

/** Figures that were dropped on the window: their sample is opened as they show it. */
class DroppedFigures {
  /** The last whose sample was not found: it is looked for again when a project is opened. */
  #waiting: File | null = null;

  async take(file: File): Promise<void> {
    await attempt(async () => {
      const place = await api.figurePlace(file);
      if (place.found === null) {
        this.#waiting = file;
        messages.add(
          `${file.name} shows sample ${place.sampleNumber} of ‘${place.projectName}’, which is in no project that Keycore knows here. Open that project, and the figure is shown.`,
          'notice',
        );
        return;
      }
      this.#waiting = null;
      if (await openSampleOf(place.found)) await show(place);
    });
  }

  /** Shows the figure that waits for its project, if that is the one that was opened. */
  async tryAgain(): Promise<void> {
    const file = this.#waiting;
    if (file === null) return;
    const place = await api.figurePlace(file).catch(() => null);
    if (place === null || place.found === null || this.#waiting !== file) return;
    this.#waiting = null;
    if (await openSampleOf(place.found)) await show(place);
  }
}

export const droppedFigures = new DroppedFigures();
