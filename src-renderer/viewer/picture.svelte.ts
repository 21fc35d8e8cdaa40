import { SPECIES_TOKENS } from '../design/species-colours.ts';
import { theme } from '../design/theme.svelte.ts';
import { colourise, isBright } from './colour/colour-maps.ts';
import { fieldColours } from './colour/field-colours.ts';
import { fieldParts, roomScalar } from './field-parts.ts';
import { fieldMarks } from './marks/field-marks.ts';
import { placeImages } from './geometry/periodic.ts';
import { view } from './view.svelte.ts';

/** Width of the band of ghosts beyond the cell, σ. */
const GHOST_MARGIN = 5;
/** Opacity (of 255) of particles outside the selection. */
const UNSELECTED = 56;
/** The same of particles that nothing holds. */
const LOOSE = 120;

/** What is drawn, computed from what is open and how it is viewed: places, colours and outlines. */
class Picture {
  /** Takes the field's picture, with so many pixels to each CSS pixel; null where nothing can be drawn. */
  snapshot = $state.raw<((ratio: number) => HTMLCanvasElement) | null>(null);
  readonly colours = $derived(fieldColours(theme.resolved));
  readonly placement = $derived(
    view.cell === null || view.positions === null
      ? null
      : placeImages(view.cell, view.positions, view.focus, GHOST_MARGIN),
  );
  /** Memory for colours that change frame by frame; none for those that do not. */
  readonly #turningBytes = $derived(
    (roomScalar(view.scalar)?.spread ?? null) === null ? undefined : new Uint8Array(2 * (view.positions?.length ?? 0)),
  );
  /** RGBA of every particle. */
  readonly discs = $derived.by(() => {
    const { layerValues, range, style, table, species, selection, loose } = view;
    const rgba =
      layerValues === null || range === null || style === null || table === null
        ? this.#bySpecies(species ?? [])
        : colourise(layerValues, range, style.scale, table, this.colours('--field-missing'), this.#turningBytes);
    const missing = this.colours('--field-missing');
    // What has a colour of its own keeps it, paler; where nothing is held, paleness would tell nothing apart.
    const opacity = loose.length < (view.ids?.length ?? 0) ? LOOSE : 255;
    for (const i of loose) {
      if (Number.isNaN(layerValues?.[i] ?? 0)) rgba.set(missing, 4 * i);
      rgba[4 * i + 3] = opacity;
    }
    selection?.inside.forEach((inside, i) => {
      if (inside === 0) rgba[4 * i + 3] = UNSELECTED;
    });
    // A new view, so that memory used again counts as a change.
    return rgba.subarray();
  });
  /** Whether dark ink shows on the discs; arrows and the core's rings follow it, whatever the theme. */
  readonly brightDiscs = $derived(isBright(this.discs));
  readonly marks = $derived.by(() => {
    const ground = this.#ground;
    if (ground === null) return [];
    const outlined = {
      ...view.outlines,
      cell: view.showCell,
      loose: view.looseOutlines,
      picked: view.picked,
      neighbours: view.neighbours,
      hovered: view.hovered,
    };
    const ofRooms = fieldParts('marks').flat();
    return fieldMarks(ground, outlined, this.colours, this.brightDiscs, (depth) =>
      ofRooms.filter((part) => part.depth === depth).flatMap(({ draw }) => draw(ground)),
    );
  });
  readonly #ground = $derived(
    view.cell === null || this.placement === null
      ? null
      : { cell: view.cell, placement: this.placement, radii: view.radii, displacements: view.swinging },
  );

  #bySpecies(species: ArrayLike<number>) {
    const palette = SPECIES_TOKENS.map(this.colours);
    const rgba = new Uint8Array(4 * species.length);
    for (let i = 0; i < species.length; i += 1) rgba.set([...palette[species[i] % palette.length], 255], 4 * i);
    return rgba;
  }
}

export const picture = new Picture();
