import { workspace } from '../state/workspace.svelte.ts';
import { isColourMapId } from './colour/colour-maps.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import { fieldParts } from './field-parts.ts';
import { SPECIES_LAYER } from './layers.ts';
import { view } from './view.svelte.ts';

/** Digits that show on paper. */
const short = (value: number) => String(Number(value.toPrecision(6)));

/** Outlines by their names in a view. */
const OUTLINES = { core: 'showCore', string: 'showString', square: 'showSquare' } as const;

/**
 * What the field shows and how, as the text of a query: a figure of it is drawn from that, and remembers it (the main
 * side's `fieldViewSchema` says what may stand in it).
 */
export function figureViewText(): string {
  const { layer, style, range, arrows, besideArrows, split, outlines, arrowFactor, focus } = view;
  const { viewport, now } = fieldCamera;
  const parts: Record<string, string> = {
    mode: String(workspace.mode),
    colour: layer?.name ?? SPECIES_LAYER,
    arrows: arrows.field === null ? 'none' : (arrows.name ?? 'none'),
    centre: [focus.x + now.x, focus.y + now.y].map(short).join(','),
    extent: [viewport.width / now.zoom, viewport.height / now.zoom].map(short).join(','),
  };
  if (split) parts['beside'] = besideArrows.field === null ? 'none' : (besideArrows.name ?? 'none');
  if (layer !== null && style !== null && range !== null) {
    parts['map'] = style.map;
    parts['scale'] = style.scale;
    if (range.low < range.high) parts['range'] = [range.low, range.high].map(short).join(',');
    if (style.reversed) parts['reversed'] = '1';
  }
  if (arrowFactor !== 1) parts['length'] = short(arrowFactor);
  const marks: string[] = Object.keys(OUTLINES).filter((name) => outlines[name as keyof typeof OUTLINES].length > 0);
  for (const part of fieldParts('figure')) {
    const { marks: more, others } = part.tell();
    marks.push(...more);
    Object.assign(parts, others);
  }
  parts['marks'] = marks.join(',');
  return new URLSearchParams(parts).toString();
}

/** Two numbers of a text; undefined where it holds none. */
function pair(text: string | null): [number, number] | undefined {
  const numbers = text?.split(',').map(Number) ?? [];
  return numbers.length === 2 && numbers.every(Number.isFinite) ? [numbers[0], numbers[1]] : undefined;
}

/** Shows the field as a figure of it does; the mode is the caller's affair. */
export function showFigureView(text: string): void {
  const given = new URLSearchParams(text);
  const colour = given.get('colour') ?? view.scalar;
  view.scalar = colour;
  const map = given.get('map') ?? '';
  const range = pair(given.get('range'));
  // By its name: a room's scalar may come a moment later.
  view.styles[colour] = {
    ...view.styles[colour],
    ...(isColourMapId(map) && { map }),
    scale: given.get('scale') === 'log' ? 'log' : 'linear',
    reversed: given.get('reversed') === '1',
    range: range === undefined ? null : { low: range[0], high: range[1] },
  };
  const named = (name: string | null) => (name === null || name === 'none' ? null : name);
  view.arrows.name = named(given.get('arrows'));
  view.split = given.has('beside');
  if (view.split) view.besideArrows.name = named(given.get('beside'));
  view.arrowFactor = Number(given.get('length') ?? 1);
  const marks = given.get('marks')?.split(',') ?? [];
  for (const [name, shown] of Object.entries(OUTLINES)) view[shown] = marks.includes(name);
  for (const part of fieldParts('figure')) part.show(given);
  const centre = pair(given.get('centre'));
  const extent = pair(given.get('extent'));
  if (centre === undefined || extent === undefined) return;
  view.focus = { x: centre[0], y: centre[1] };
  fieldCamera.showExtent({ x: extent[0], y: extent[1] });
}
