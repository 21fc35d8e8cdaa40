import type { Path, Shape } from '../design/plot/shapes.ts';
import { idsOf, rangesOf } from '../client/place-link.ts';
import { dial } from '../viewer/dial.svelte.ts';
import type { FieldParts, LegendItem, LegendSymbol, VectorLayerPart } from '../viewer/field-parts.ts';
import type { ScalarDrawing } from '../viewer/layers.ts';
import { discSymbol, ringSymbol } from '../viewer/legend.ts';
import { rings } from '../viewer/marks/marks.ts';
import { picture } from '../viewer/picture.svelte.ts';
import { view } from '../viewer/view.svelte.ts';
import { chargeMarks } from './charge-marks.ts';
import { charges } from './charges.svelte.ts';
import { followDial } from './follow-dial.svelte.ts';
import { MECHANICS_SCALARS } from './mechanics-layers.svelte.ts';
import { mechanics } from './mechanics.svelte.ts';
import PaneTitle from './PaneTitle.svelte';
import { pinMarks } from './pin-marks.ts';
import { pins } from './pins.svelte.ts';
import { type DrawnStrain, PROTOCOLS } from './protocols.ts';
import { combined } from './strain-response.ts';

const EXCITED = '--mark-excited';
const PINNED = '--mark-pinned';
/** Degrees that a key turns the shear by. */
const TURN_STEP = 5;

/** Maps of a window of frequencies, whose names end with its ends. */
const SPECTRAL_MAP = 'made:dT:';
const SPECTRAL: ScalarDrawing = {
  map: 'magma',
  scale: 'log',
  about: 'Reduced transverse density of states of the particle in a window of frequencies',
};

function vectorLayer({ name, label, about, gradient }: DrawnStrain): VectorLayerPart {
  return {
    name,
    label,
    about,
    title: () => (gradient === null ? `x(θ), θ = ${dial.degrees.toFixed(0)}°` : label),
    field: () => (gradient === null ? mechanics.turning : mechanics.units && combined(mechanics.units, gradient)),
  };
}

/** Edge of the symbols of charges and pins in the legend, CSS pixels. */
const SIGN_PX = 13;

/** A stroke through the origin, to a point from the one opposite. */
function through(x: number, y: number) {
  return [
    [-x, -y],
    [x, y],
  ] as const;
}

/** A disc with strokes on it, about the origin. */
function signSymbol(colour: string, radius: number, strokes: readonly Path['points'][], fill?: string): LegendSymbol {
  const stroke = { colour, width: 1.95 };
  const disc: Shape = { kind: 'circle', x: 0, y: 0, radius, stroke, ...(fill && { fill }) };
  return { size: SIGN_PX, shapes: [disc, ...strokes.map((points): Shape => ({ kind: 'path', points, stroke }))] };
}

const ACROSS = through(2.84375, 0);
const CHARGES = {
  label: 'charges',
  term: 'topological-charge',
  symbols: [
    signSymbol('--charge-positive', 5.28125, [ACROSS, through(0, 2.84375)], '--charge-ground'),
    signSymbol('--charge-negative', 5.28125, [ACROSS], '--charge-ground'),
  ],
};
const PINS = {
  label: 'pinned',
  term: 'pinning',
  symbols: [signSymbol(PINNED, 4.875, [through(3.4125, 3.4125), through(3.4125, -3.4125)])],
};

/** What the legend says of the hidden strings, where any particle of one is marked. */
function stringsItems(): LegendItem[] {
  const { open, strings, hidden } = mechanics;
  if (!open || strings === 'none' || hidden.length === 0) return [];
  if (strings !== 'angle')
    return [{ label: 'hidden strings', term: 'hidden-string', symbols: [ringSymbol(EXCITED, 2)] }];
  const pictureLabel = `excited at θ = ${dial.degrees.toFixed(0)}°`;
  return [{ label: 'excited at θ', pictureLabel, term: 'hidden-string', symbols: [discSymbol(EXCITED)] }];
}

/** The particles of hidden strings that are outlined whatever the angle, by index. */
function outlinedStrings(): Iterable<number> {
  if (!mechanics.open) return [];
  if (mechanics.strings === 'union') return mechanics.hidden;
  return mechanics.strings === 'long' ? view.indices(mechanics.report?.strings?.longIds ?? []) : [];
}

/** How figures call the particles of the strings that are marked. */
const STRING_MARKS = { none: [], angle: ['excited'], union: ['strings'], long: ['long-strings'] } as const;

/** Response, strings, pins and charges, as the view of a figure names them. */
function figureParts() {
  const { open, strings, withPins, stringCutoff } = mechanics;
  const others: Record<string, string> = { theta: String(Number(dial.degrees.toFixed(1))) };
  if (pins.ids.length > 0) others['pinned'] = rangesOf(pins.ids);
  if (!withPins) others['free'] = '1';
  if (charges.shown !== null && charges.field !== null) {
    others['charges'] = charges.field;
    others['lattice'] = charges.lattice;
  }
  return { marks: open && stringCutoff !== null ? STRING_MARKS[strings] : [], others };
}

function showFigureParts(given: URLSearchParams) {
  dial.playing = false;
  dial.degrees = Number(given.get('theta') ?? 0);
  pins.ids = idsOf(given.get('pinned') ?? '').filter((id) => view.indexOf.has(id));
  mechanics.withPins = given.get('free') !== '1';
  const marks = given.get('marks')?.split(',') ?? [];
  const string = (Object.keys(STRING_MARKS) as (keyof typeof STRING_MARKS)[]).find((name) =>
    STRING_MARKS[name].some((mark) => marks.includes(mark)),
  );
  mechanics.open = string !== undefined || given.get('arrows')?.startsWith('x:') === true;
  if (mechanics.open) mechanics.strings = string ?? 'none';
  const field = given.get('charges');
  charges.field = field === 'u' || field === 'uT' || field === 'uL' ? field : null;
  charges.lattice = given.get('lattice') === 'triangles' ? 'triangles' : 'grid';
}

/** Response to strain, hidden strings, pins and topological charges in the field. */
export const fieldOfMechanics: FieldParts = {
  scalars: MECHANICS_SCALARS,
  drawing: (name) => (name.startsWith(SPECTRAL_MAP) ? SPECTRAL : undefined),
  vectors: {
    heading: 'Non-affine displacement',
    available: () => (view.detail?.report.sample.negativeModes ?? 0) === 0,
    layers: PROTOCOLS.map(vectorLayer),
  },
  marks: [
    {
      depth: 'below',
      draw: (ground) => rings(ground, outlinedStrings(), { colour: picture.colours(EXCITED), width: 2, offset: -1 }),
    },
    {
      depth: 'above',
      draw: (ground) => pinMarks(ground, view.indices(pins.ids), picture.colours(PINNED)),
    },
    {
      depth: 'top',
      draw: ({ cell }) => chargeMarks(cell, view.focus, charges.shown?.defects ?? [], picture.colours),
    },
  ],
  discs: () => {
    const { keyCoreTurning, stringCutoff, hidden, strings, open } = mechanics;
    if (keyCoreTurning === null || stringCutoff === null || strings !== 'angle' || !open) return null;
    return { field: keyCoreTurning, cutoff: stringCutoff, candidates: hidden, colour: EXCITED };
  },
  legend: {
    outlines: stringsItems,
    sets: () => [...(charges.shown === null ? [] : [CHARGES]), ...(pins.ids.length === 0 ? [] : [PINS])],
  },
  tool: {
    isOn: () => pins.tool,
    toggle: () => (pins.tool = !pins.tool),
    icon: 'pin',
    label: 'Pin tool',
    title: 'Pin particles by clicking them (P)',
    hint: 'Click pins and unpins, shift-drag draws a lasso. P or Esc leaves.',
    keyHint: 'P pins',
    colour: PINNED,
    pick: (id, time) => pins.toggle(id, time),
    lasso: (ids, time) => pins.add(ids, time),
  },
  particleAction: {
    icon: 'pin',
    label: (id) => (pins.has.has(id) ? 'Pinned' : 'Pin'),
    title: 'Pin this particle: it then moves affinely and no further',
    isOn: (id) => pins.has.has(id),
    act: (id, time) => {
      mechanics.open = true;
      pins.toggle(id, time);
    },
  },
  figure: { tell: figureParts, show: showFigureParts },
  paneTitle: PaneTitle,
  keys: {
    toggles: { p: () => (pins.tool = !pins.tool), t: () => followDial.play() },
    acts: {
      '.': () => followDial.turnTo(Math.round(dial.degrees) + TURN_STEP),
      ',': () => followDial.turnTo(Math.round(dial.degrees) - TURN_STEP),
    },
  },
};
