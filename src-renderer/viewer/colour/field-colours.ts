import { SPECIES_TOKENS } from '../../design/species-colours.ts';
import { parseColour, type Theme } from './colour-maps.ts';
import type { ChargeColours } from '../../mechanics/charge-marks.ts';
import type { MarkColours } from '../marks/field-marks.ts';

type Rgb = [number, number, number];

/** The field's colours as tokens.css has them for the theme of the moment. */
export interface FieldColours extends Omit<MarkColours, 'core' | 'hovered' | 'picked'> {
  /** Under bright and under dark discs. */
  background: Rgb;
  shade: Rgb;
  /** Arrows and casings on dark and on bright discs. */
  paleInk: Rgb;
  darkInk: Rgb;
  /** The picked particle and its neighbours on dark and on bright discs. */
  palePicked: Rgb;
  darkPicked: Rgb;
  /** Ring of what is selected. */
  selected: Rgb;
  missing: Rgb;
  charges: ChargeColours;
  species: Rgb[];
}

const known = new Map<Theme, FieldColours>();

/** The tokens of the theme the page has now. */
export function fieldColours(theme: Theme): FieldColours {
  const colours = known.get(theme) ?? readTokens();
  known.set(theme, colours);
  return colours;
}

function readTokens(): FieldColours {
  const style = getComputedStyle(document.documentElement);
  // A canvas reads every way to write a colour (the build shortens ours) and gives it back as #rrggbb.
  const context = document.createElement('canvas').getContext('2d');
  const token = (name: string) => {
    const text = style.getPropertyValue(name).trim();
    if (context === null) return parseColour(text);
    context.fillStyle = text;
    return parseColour(context.fillStyle);
  };
  return {
    background: token('--field-background'),
    shade: token('--field-shade'),
    paleInk: token('--field-pale-ink'),
    darkInk: token('--field-dark-ink'),
    cell: token('--field-cell'),
    missing: token('--field-missing'),
    selected: token('--mark-selected'),
    species: SPECIES_TOKENS.map(token),
    string: token('--mark-string'),
    square: token('--mark-square'),
    pinned: token('--mark-pinned'),
    excited: token('--mark-excited'),
    charges: {
      positive: token('--charge-positive'),
      negative: token('--charge-negative'),
      ground: token('--charge-ground'),
    },
    palePicked: token('--mark-picked-pale'),
    darkPicked: token('--mark-picked-dark'),
  };
}
