import type { Component } from 'svelte';
import BrowsePanel from '../browse/room/BrowsePanel.svelte';
import BrowseStage from '../browse/room/BrowseStage.svelte';
import AnalysesPanel from '../analyses/AnalysesPanel.svelte';
import { FIELDS_OF_ANALYSES } from '../analyses/fields-of-analyses.ts';
import FiguresPanel from '../figures/FiguresPanel.svelte';
import FiguresStage from '../figures/FiguresStage.svelte';
import { fieldOfMechanics } from '../mechanics/field-of-mechanics.ts';
import MechanicsPanel from '../mechanics/MechanicsPanel.svelte';
import { TURNING } from '../mechanics/protocols.ts';
import type { sideRoom } from '../state/side-room.svelte.ts';
import { registerFieldParts } from '../viewer/field-parts.ts';
import { view } from '../viewer/view.svelte.ts';
import FieldPanel from './FieldPanel.svelte';

/** A tab of the right panel. */
interface SideTab {
  room: typeof sideRoom.name;
  label: string;
  Panel: Component;
  /** Lies in place of the field. */
  Stage?: Component;
  /** The stage lies over the list of samples and modes, too. */
  wide?: boolean;
}

/** The tabs of the right panel, in their order. */
export const SIDE_TABS: readonly SideTab[] = [
  { room: 'field', label: 'Field', Panel: FieldPanel },
  { room: 'mechanics', label: 'Mechanics', Panel: MechanicsPanel },
  { room: 'analyses', label: 'Analyses', Panel: AnalysesPanel },
  { room: 'figures', label: 'Figures', Panel: FiguresPanel, Stage: FiguresStage },
  { room: 'browse', label: 'Browse', Panel: BrowsePanel, Stage: BrowseStage, wide: true },
];

/** Gives the viewer what the rooms add to the field, in the order in which it is listed; once, before the window is mounted. */
export function registerRooms(): void {
  registerFieldParts([fieldOfMechanics, ...FIELDS_OF_ANALYSES]);
  view.besideArrows.name = TURNING;
}
