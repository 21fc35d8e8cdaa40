import type { Component } from 'svelte';
import type { ArrayInfo } from '../../src-main/api/contract.ts';
import type { IconName } from '../design/Icon.svelte';
import type { Shape } from '../design/plot/shapes.ts';
import type { TurningField, VectorField } from './arrows/turning-field.ts';
import type { ScalarDrawing } from './layers.ts';
import type { Depth, Mark, MarkGround } from './marks/marks.ts';

/** A scalar that a room computes in the page and that can colour the particles. */
export interface ScalarPart {
  /** As an array of the API. */
  array: ArrayInfo;
  drawing: ScalarDrawing;
  /** Whether there are values; does not follow the dial. */
  has: () => boolean;
  /** N values; null where there are none. */
  values: () => Float64Array | null;
  /** Of values that change with the dial, frame by frame: what the range of their colours is found from; else null. */
  spread: (() => Float64Array | null) | null;
}

/** A vector field that a room computes in the page. */
export interface VectorLayerPart {
  name: string;
  label: string;
  /** A sentence for the tooltip. */
  about: string;
  /** What the legend calls its arrows; labels as the API writes them. */
  title: () => string;
  /** Null while it is not there yet. */
  field: () => VectorField | null;
}

/** Vector fields of a room, under one heading of the list of arrows. */
interface VectorPart {
  heading: string;
  /** Whether the open sample can have them. */
  available: () => boolean;
  layers: readonly VectorLayerPart[];
}

/** Outlines over the particles, with what the legend says of them. */
interface MarkPart {
  depth: Depth;
  draw: (ground: MarkGround) => readonly Mark[];
}

/** Discs over the particles whose displacement by a turning field is above a cutoff at the angle of the dial. */
interface TurningDiscs {
  field: TurningField;
  /** |x_i(θ)| above which a particle is drawn, in the unit of the field. */
  cutoff: number;
  /** Indices of the particles that are above it at some angle. */
  candidates: Int32Array;
  /** Token of their colour. */
  colour: string;
}

/** A symbol of the legend: shapes about the origin, and the edge of the square that it takes, CSS pixels. */
export interface LegendSymbol {
  size: number;
  shapes: readonly Shape[];
}

/** An item of the legend: what it is called on the page, and in an exported picture where that says more. */
export interface LegendItem {
  label: string;
  pictureLabel?: string;
  /** A sentence for the tooltip. */
  about?: string;
  /** Its entry in the glossary. */
  term?: string;
  /** Side by side; colours are tokens. */
  symbols: readonly LegendSymbol[];
}

/** Another meaning of clicks and shift-drags in the field, while it is switched on. */
interface FieldTool {
  isOn: () => boolean;
  toggle: () => void;
  icon: IconName;
  label: string;
  title: string;
  /** What the field says while the tool is on. */
  hint: string;
  /** What the field's description says of its key. */
  keyHint: string;
  /** Token of the colour of its lasso and its hint. */
  colour: string;
  /** A particle was clicked; `time`: the event's timeStamp. */
  pick: (id: number, time: number) => void;
  lasso: (ids: readonly number[], time: number) => void;
}

/** Something that can be done to a particle whose numbers are shown. */
interface ParticleAction {
  icon: IconName;
  label: (id: number) => string;
  title: string;
  isOn: (id: number) => boolean;
  act: (id: number, time: number) => void;
}

/** What a room adds to the view that a figure of the field is drawn from, by the names of the main side's schema. */
interface FigurePart {
  tell: () => { marks: readonly string[]; others: Readonly<Record<string, string>> };
  /** Shows what such a view says. */
  show: (view: URLSearchParams) => void;
}

/** The field of vectors that a pane shows. */
export interface ShownVectors {
  name: string | null;
  readonly field: VectorField | null;
  readonly title: string | null;
}

/**
 * What a room adds to the field: plain objects that the viewer draws, lists and answers without knowing the room. The
 * functions are called where their reactive state is followed.
 */
export interface FieldParts {
  scalars?: readonly ScalarPart[];
  vectors?: VectorPart;
  /** How arrays of the API that belong to the room are drawn; undefined for all others. */
  drawing?: (name: string) => ScalarDrawing | undefined;
  /** What the particles swing with in place of the mode, N × 2; null leaves it to the mode. */
  displacements?: () => ArrayLike<number> | null;
  marks?: readonly MarkPart[];
  discs?: () => TurningDiscs | null;
  /** Items of the legend after the outlines of the key core, and after the selection. */
  legend?: { outlines: () => readonly LegendItem[]; sets: () => readonly LegendItem[] };
  tool?: FieldTool;
  particleAction?: ParticleAction;
  /** Lies over the upper edge of each pane. */
  paneTitle?: Component<{ vectors: ShownVectors }>;
  figure?: FigurePart;
  /** Keys (letters small) that switch something, and keys that do something at each press. */
  keys?: { toggles: Readonly<Record<string, () => void>>; acts: Readonly<Record<string, () => void>> };
}

let registered: readonly FieldParts[] = [];

/** Gives the viewer what the rooms add to the field; once, before the window is mounted. */
export function registerFieldParts(parts: readonly FieldParts[]): void {
  registered = parts;
}

/** Everything of one kind that the rooms have added, in their order. */
export function fieldParts<Kind extends keyof FieldParts>(kind: Kind): NonNullable<FieldParts[Kind]>[] {
  return registered.map((parts) => parts[kind]).filter((part) => part !== undefined);
}

/** The scalar of this name that a room computes. */
export function roomScalar(name: string): ScalarPart | undefined {
  return fieldParts('scalars')
    .flat()
    .find(({ array }) => array.name === name);
}
