import { speciesToken } from '../design/species-colours.ts';
import type { Shape } from '../design/plot/shapes.ts';
import { fieldParts, type LegendItem, type LegendSymbol } from './field-parts.ts';
import { picture } from './picture.svelte.ts';
import { view } from './view.svelte.ts';

/** Radius of a disc of the legend, CSS pixels. */
const RADIUS = 5.5;

/** A ring of this width inside the outline of a disc. */
export function ringSymbol(colour: string, width: number): LegendSymbol {
  return symbolOf({ kind: 'circle', x: 0, y: 0, radius: RADIUS - width / 2, stroke: { colour, width } });
}

export function discSymbol(colour: string): LegendSymbol {
  return symbolOf({ kind: 'circle', x: 0, y: 0, radius: RADIUS, fill: colour });
}

function symbolOf(...shapes: readonly Shape[]): LegendSymbol {
  return { size: 2 * RADIUS, shapes };
}

/** A line of one pixel about a ring, or inside it, as the field has it. */
function casing(colour: string, radius: number): Shape {
  return { kind: 'circle', x: 0, y: 0, radius, stroke: { colour, width: 1 } };
}

function squareSymbol(colour: string, width: number) {
  const edge = 2 * RADIUS - width;
  return symbolOf({
    kind: 'rectangle',
    x: -edge / 2,
    y: -edge / 2,
    width: edge,
    height: edge,
    stroke: { colour, width },
  });
}

function one(label: string, symbol: LegendSymbol): LegendItem {
  return { label, symbols: [symbol] };
}

/** What is drawn in the field besides the scalar and the arrows, in the order of the legend. */
export function legendItems(): LegendItem[] {
  const items: LegendItem[] = [];
  if (view.layer === null)
    (view.detail?.speciesNames ?? []).forEach((name, kind) => items.push(one(name, discSymbol(speciesToken(kind)))));
  const { core, string, square } = view.outlines;
  if (core.length > 0) {
    // As in the field: one ink with a casing of the other.
    const [ink, about] = picture.brightDiscs
      ? ['--field-dark-ink', '--field-pale-ink']
      : ['--field-pale-ink', '--field-dark-ink'];
    items.push(one('core', symbolOf(...ringSymbol(ink, 2).shapes, casing(about, RADIUS + 0.5))));
  }
  if (string.length > 0) items.push(one('string', ringSymbol('--mark-string', 3)));
  if (square.length > 0) items.push(one('square', squareSymbol('--mark-square', 2.5)));
  items.push(...fieldParts('legend').flatMap(({ outlines }) => outlines()));
  if (view.selection !== null) {
    const { shapes: ring } = ringSymbol('--mark-selected', 2);
    const dark = '--field-dark-ink';
    items.push(one('selected', symbolOf(...ring, casing(dark, RADIUS + 0.5), casing(dark, RADIUS - 2.5))));
  }
  items.push(...fieldParts('legend').flatMap(({ sets }) => sets()));
  return items;
}
