import type { QuestionInfo } from '../../src-main/api/glossary-contract.ts';
import { mechanics } from '../mechanics/mechanics.svelte.ts';
import { pins } from '../mechanics/pins.svelte.ts';
import { simulationForm } from '../simulate/simulation-form.svelte.ts';
import { panels } from '../state/panels.svelte.ts';
import { showMode } from '../state/open-mode.ts';
import { showSample } from '../state/open-sample.ts';
import { sideRoom } from '../state/side-room.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { centreOnMode, recentre } from '../viewer/field-moves.ts';
import { view } from '../viewer/view.svelte.ts';
import { commands } from './commands.svelte.ts';

type Action = NonNullable<QuestionInfo['action']>['does'];

/** Opens a room, with the panel that it is in. */
export function showRoom(room: typeof sideRoom.name): void {
  sideRoom.name = room;
  if (!panels.shows('right')) panels.toggle('right');
}

/** The first sample whose lowest mode is a QLM: the open one where it has one. */
function firstQlm() {
  const qlms = workspace.samples.filter(({ verdict }) => verdict === 'qlm').map(({ number }) => number);
  const open = workspace.detail?.number;
  return qlms.find((number) => number === open) ?? qlms.at(0);
}

interface Deed {
  /** Whether the open sample has what it takes. */
  can: () => boolean;
  act: () => void | Promise<void>;
}

/** What the buttons below the answers of the help do. */
export const HELP_ACTIONS: Readonly<Record<Action, Deed>> = {
  'play-mode': {
    can: () => workspace.hasModes,
    act: async () => {
      sideRoom.name = 'field';
      await showMode(0);
      view.playing = true;
    },
  },
  'show-qlm': {
    can: () => firstQlm() !== undefined,
    act: async () => {
      const number = firstQlm();
      if (number !== undefined && number !== workspace.detail?.number) await showSample(number);
      await showMode(0);
      if (sideRoom.name === 'figures') sideRoom.name = 'field';
      centreOnMode();
    },
  },
  'show-rings': {
    can: () => view.core.length > 0,
    act: async () => {
      showRoom('field');
      await showMode(0);
      view.showCore = view.showString = view.showSquare = true;
      recentre();
    },
  },
  'show-colours': {
    can: () => view.scalars.some(({ name }) => name === 'vibrability'),
    act: () => {
      showRoom('field');
      view.scalar = 'vibrability';
    },
  },
  'pin-key-core': {
    can: () => mechanics.keyCoreIds.length > 0,
    act: () => {
      showRoom('mechanics');
      pins.set(mechanics.keyCoreIds, performance.now());
    },
  },
  'open-figures': { can: () => workspace.detail !== null, act: () => showRoom('figures') },
  import: { can: () => workspace.project !== null, act: () => commands.import() },
  'new-samples': { can: () => workspace.project !== null, act: () => simulationForm.show() },
};
