import { history } from '../state/history.svelte.ts';
import { theme } from '../design/theme.svelte.ts';
import type { Arrays } from '../client/safetensors.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { arrowScale } from './arrows/arrows.ts';
import type { Selection } from './geometry/brush.ts';
import { type ColourMapId, colourTable } from './colour/colour-maps.ts';
import { fieldParts, roomScalar } from './field-parts.ts';
import { scalarLayers, SPECIES_LAYER, vectorLayers } from './layers.ts';
import { centreOf, type Point, toCartesian } from './geometry/periodic.ts';
import { middleOfMode } from './geometry/mode-middle.ts';
import { pickingGrid } from './geometry/picking-grid.ts';
import { isWave } from './plane-wave.ts';
import { type Range, rangeOf, type Scale } from '../design/plot/ranges.ts';
import { VectorView } from './vector-view.svelte.ts';

/** The user's changes to how a scalar is drawn; what is absent is the layer's default. */
interface ScalarStyle {
  map?: ColourMapId;
  scale?: Scale;
  reversed?: boolean;
  /** All values instead of the robust percentiles. */
  full?: boolean;
  /** Ends typed in by hand. */
  range?: Range | null;
}

/** The largest swing at a slider's middle, σ. */
const SWING = 0.35;

/** The particles the user has chosen. */
export interface Chosen {
  picked: number | null;
  selection: Selection | null;
}

/** How a room has its own arrays drawn. */
function roomDrawing(name: string) {
  return fieldParts('drawing')
    .map((drawing) => drawing(name))
    .find((drawing) => drawing !== undefined);
}

/** What was chosen before the selection that is being made. */
let beforePreview: Chosen | null = null;
let wantedScalar = $state('vibrability');

/** What the field shows and how. One for the window. */
class View {
  /** The arrows of the field, and those of the one beside it. */
  readonly arrows = new VectorView('u');
  readonly besideArrows = new VectorView(null);
  /** Two fields side by side, moved by one camera. */
  split = $state(false);
  styles = $state<Record<string, ScalarStyle>>({});
  showCore = $state(true);
  showString = $state(true);
  showSquare = $state(true);
  showCell = $state(true);
  /** Outlines of the key core also where the chosen mode is a plane wave, which they do not belong to. */
  outlinesOnWaves = $state(false);
  /** Factors on the default lengths. */
  arrowFactor = $state(1);
  swingFactor = $state(1);
  playing = $state(false);
  hovered = $state<number | null>(null);
  picked = $state<number | null>(null);
  selection = $state.raw<Selection | null>(null);
  /** Point of the sample at the origin of the picture. */
  focus = $state.raw<Point>({ x: 0, y: 0 });

  readonly detail = $derived(workspace.detail);
  readonly cell = $derived.by(() => {
    if (workspace.detail === null) return null;
    const [lx, ly, xy] = workspace.detail.report.sample.box;
    return { lx, ly, xy };
  });
  readonly positions = $derived(workspace.sampleArrays.get('positions') ?? null);
  readonly ids = $derived(workspace.sampleArrays.get('ids') ?? null);
  readonly species = $derived(workspace.sampleArrays.get('species') ?? null);
  readonly radii = $derived.by(() => {
    const own = workspace.sampleArrays.get('diameters');
    if (own !== undefined) return Float32Array.from(own, (diameter) => diameter / 2);
    const diameters = workspace.detail?.diameters ?? [];
    return Float32Array.from(this.species ?? [], (kind) => diameters[kind] / 2);
  });
  readonly grid = $derived(
    this.cell === null || this.positions === null ? null : pickingGrid(this.cell, this.positions),
  );
  /** Index of each particle id. */
  readonly indexOf = $derived(new Map(Array.from(this.ids ?? [], (id, index) => [id, index])));

  readonly scalars = $derived([
    ...scalarLayers(this.detail?.arrays ?? [], roomDrawing).filter(({ name }) => this.values(name) !== null),
    ...fieldParts('scalars')
      .flat()
      .filter(({ has }) => has())
      .map(({ array, drawing }) => ({ ...array, ...drawing })),
  ]);
  readonly vectors = $derived(vectorLayers(this.detail?.arrays ?? []));
  /** The chosen scalar, or what the sample has in its place; null colours by species. */
  readonly layer = $derived.by(() => {
    if (wantedScalar === SPECIES_LAYER) return null;
    return this.scalars.find(({ name }) => name === wantedScalar) ?? this.scalars.at(0) ?? null;
  });
  readonly layerValues = $derived(this.layer === null ? null : this.values(this.layer.name));
  readonly style = $derived.by(() => {
    if (this.layer === null) return null;
    const { name, map, scale } = this.layer;
    return { map, scale, reversed: false, full: false, range: null, ...this.styles[name] };
  });
  readonly range = $derived.by(() => {
    if (this.layer === null || this.style === null || this.layerValues === null) return null;
    const { range, scale, full } = this.style;
    const spread = roomScalar(this.layer.name)?.spread?.() ?? this.layerValues;
    return range ?? rangeOf(spread, scale, this.layer.signed, full);
  });
  readonly table = $derived(
    this.style === null ? null : colourTable(this.style.map, theme.resolved, this.style.reversed),
  );

  /** What the animation displaces the particles by: those of the mode, unless a room has others. */
  readonly displacements = $derived(
    fieldParts('displacements')
      .map((ofRoom) => ofRoom())
      .find((found) => found !== null) ??
      workspace.modeArrays.get('u') ??
      null,
  );
  /** What the particles are displaced by while they swing; nothing else has to follow the mode. */
  readonly swinging = $derived(this.playing ? this.displacements : null);
  /** A of x + A·u·sin(ωt). */
  readonly amplitude = $derived.by(() => {
    if (this.displacements === null) return 0;
    return (SWING * this.swingFactor) / arrowScale(this.displacements).reference;
  });

  readonly core = $derived(this.indices(this.detail?.report.core.clusterIds ?? []));
  /** Whether the core is most of the sample, and no defect: outlined it would hide everything else. */
  readonly coreIsMost = $derived(this.core.length > (this.ids?.length ?? 0) / 2);
  readonly string = $derived(this.indices(this.detail?.report.keyCore.stringIds ?? []));
  readonly square = $derived(this.indices(this.detail?.report.keyCore.squareIds ?? []));
  /** Particles that nothing holds; drawn pale. */
  readonly loose = $derived(this.indices(this.detail?.report.loose?.ids ?? []));
  /** Those of them that are outlined: none where nothing is held. */
  readonly looseOutlines = $derived(this.loose.length < (this.ids?.length ?? 0) ? this.loose : []);
  /** Whether the chosen mode is a plane wave: outlines of the key core would be taken for its own. */
  readonly onWave = $derived.by(() => {
    const { report } = this.detail ?? {};
    return isWave(report?.modes[workspace.mode]?.phononShare, report?.qlm?.limits);
  });
  /** Particles of core, string and square that are outlined. */
  readonly outlines = $derived.by(() => {
    const outlined = this.outlinesOnWaves || !this.onWave;
    return {
      core: outlined && this.showCore && !this.coreIsMost ? this.core : [],
      string: outlined && this.showString ? this.string : [],
      square: outlined && this.showSquare ? this.square : [],
    };
  });
  /** Voronoi neighbours of the picked particle. */
  readonly neighbours = $derived.by(() => {
    const start = workspace.sampleArrays.get('neighbours/start');
    const list = workspace.sampleArrays.get('neighbours/index');
    if (this.picked === null || start === undefined || list === undefined) return [];
    return Array.from(list.subarray(start[this.picked], start[this.picked + 1]));
  });

  get scalar(): string {
    return this.layer?.name ?? SPECIES_LAYER;
  }

  set scalar(name: string) {
    wantedScalar = name;
  }

  values(name: string) {
    return workspace.sampleArrays.get(name) ?? workspace.modeArrays.get(name) ?? roomScalar(name)?.values() ?? null;
  }

  /** Works out ahead what the colours of a mode will need, so that it is there when the mode is chosen. */
  prepare(arrays: Arrays): void {
    const { layer, style } = this;
    if (layer === null || style === null) return;
    const values = arrays.get(layer.name);
    if (values !== undefined) rangeOf(values, style.scale, layer.signed, style.full);
  }

  /** Exchanges the arrows of the field with those of the one beside it. */
  flip(): void {
    [this.arrows.name, this.besideArrows.name] = [this.besideArrows.name, this.arrows.name];
  }

  setStyle(change: ScalarStyle): void {
    if (this.layer === null) return;
    this.styles[this.layer.name] = { ...this.styles[this.layer.name], ...change };
  }

  /** Brings the key core (or the core, or the middle of the cell) to the origin of the picture. */
  focusOnCore(): void {
    if (this.cell === null || this.positions === null) return;
    const around = [this.string, this.square, this.core].find((indices) => indices.length > 0);
    this.focus =
      around === undefined ? toCartesian(this.cell, { x: 0.5, y: 0.5 }) : centreOf(this.cell, this.positions, around);
  }

  /** Brings what moves most by these displacements to the origin of the picture; by default those of the chosen mode. */
  focusOnMode(displacements: ArrayLike<number> | undefined = workspace.modeArrays.get('u')): void {
    if (this.cell === null || this.positions === null || displacements === undefined) return;
    this.focus = middleOfMode(this.cell, this.positions, displacements);
  }

  /** Shows a selection that is still being made. */
  preview(selection: Selection | null): void {
    beforePreview ??= chosen();
    this.selection = selection;
  }

  /** Picks a particle, selects particles, or both, as a step that can be undone. */
  choose(change: Partial<Chosen>): void {
    const before = beforePreview ?? chosen();
    beforePreview = null;
    const after = { ...chosen(), ...change };
    show(after);
    if (after.picked === before.picked && after.selection === before.selection) return;
    history.record({ undo: () => show(before), redo: () => show(after) });
  }

  /** Forgets what belonged to the particles of the last sample. */
  forgetParticles(): void {
    history.clear();
    beforePreview = null;
    this.hovered = null;
    show({ picked: null, selection: null });
    this.playing = false;
  }

  /** Forgets what was typed for the samples of the last project; how things are drawn stays. */
  forgetProject(): void {
    this.styles = Object.fromEntries(
      Object.entries(this.styles).map(([layer, style]) => [layer, { ...style, range: null }]),
    );
  }

  /** The particles of these ids that there are, by index. */
  indices(ids: readonly number[]): number[] {
    return ids.flatMap((id) => this.indexOf.get(id) ?? []);
  }
}

export const view = new View();

function chosen() {
  return { picked: view.picked, selection: view.selection };
}

function show({ picked, selection }: Chosen) {
  view.picked = picked;
  view.selection = selection;
}
