import { speciesToken } from '../design/species-colours.ts';
import type { Shape } from '../design/plot/shapes.ts';
import { looseAbout, looseWord } from './loose-words.ts';
import { fieldParts, type LegendItem, type LegendSymbol } from './field-parts.ts';
import { picture } from './picture.svelte.ts';
import { view } from './view.svelte.ts';

/** Radius of a disc of the legend, CSS pixels. */
const RADIUS = 5.5;

/** A ring whose outer edge is the outline of a disc, or the middle of whose line has another radius. */
function ring(colour: string, width: number, radius = RADIUS - width / 2): Shape {
  return { kind: 'circle', x: 0, y: 0, radius, stroke: { colour, width } };
}

/** A ring of this width inside the outline of a disc. */
export function ringSymbol(colour: string, width: number): LegendSymbol {
  return symbolOf(ring(colour, width));
}

export function discSymbol(colour: string): LegendSymbol {
  return symbolOf({ kind: 'circle', x: 0, y: 0, radius: RADIUS, fill: colour });
}

function symbolOf(...shapes: readonly Shape[]): LegendSymbol {
  return { size: 2 * RADIUS, shapes };
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

/** A pale disc in a thin ring. */
const LOOSE_DISC: readonly Shape[] = [
  { kind: 'circle', x: 0, y: 0, radius: RADIUS, fill: '--field-missing' },
  ring('--mark-loose', 1.2),
];

/** What is drawn in the field besides the scalar and the arrows, in the order of the legend. */
export function legendItems(): LegendItem[] {
  const items: LegendItem[] = [];
  const add = (label: string, symbol: LegendSymbol, term?: string) =>
    items.push({ label, symbols: [symbol], ...(term !== undefined && { term }) });
  if (view.layer === null)
    view.detail?.speciesNames.forEach((name, kind) => add(name, discSymbol(speciesToken(kind)), 'species'));
  const loose = view.detail?.report.loose;
  if (loose !== undefined && view.loose.length > 0)
    items.push({
      label: `${view.loose.length} ${looseWord(loose)}`,
      about: looseAbout(loose),
      term: 'rattler',
      symbols: [symbolOf(...LOOSE_DISC)],
    });
  const { core, string, square } = view.outlines;
  if (core.length > 0) {
    // As in the field: one ink with a casing of the other.
    const [ink, about] = picture.brightDiscs
      ? ['--field-dark-ink', '--field-pale-ink']
      : ['--field-pale-ink', '--field-dark-ink'];
    add('core', symbolOf(ring(ink, 2), ring(about, 1, RADIUS + 0.5)), 'core');
  }
  if (string.length > 0) add('string', ringSymbol('--mark-string', 3), 'string');
  if (square.length > 0) add('square', squareSymbol('--mark-square', 2.5), 'square');
  items.push(...fieldParts('legend').flatMap(({ outlines }) => outlines()));
  if (view.selection !== null) {
    // With a line of one pixel about it and one inside it, as the field has it.
    const dark = '--field-dark-ink';
    add('selected', symbolOf(ring('--mark-selected', 2), ring(dark, 1, RADIUS + 0.5), ring(dark, 1, RADIUS - 2.5)));
  }
  items.push(...fieldParts('legend').flatMap(({ sets }) => sets()));
  return items;
}
