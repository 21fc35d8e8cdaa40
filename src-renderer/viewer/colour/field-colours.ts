import { SPECIES_TOKENS } from '../../design/species-colours.ts';
import type { Theme } from '../../design/themes.ts';
import { parseColour } from './colour-maps.ts';
import type { Rgb } from './rgb.ts';

/** The field's colours as tokens.css has them for the theme of the moment. */
export interface FieldColours {
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
  cell: Rgb;
  string: Rgb;
  square: Rgb;
  species: Rgb[];
  /** Any other token of a colour, for what rooms draw. */
  of: (token: string) => Rgb;
}

const known = new Map<Theme, FieldColours>();

/** The tokens of the theme the page has now. */
export function fieldColours(theme: Theme): FieldColours {
  const colours = known.get(theme) ?? readTokens();
  known.set(theme, colours);
  return colours;
}

/** A function of a name that is asked once for each. */
function remembered(read: (name: string) => Rgb): (name: string) => Rgb {
  const colours = new Map<string, Rgb>();
  return (name) => {
    const colour = colours.get(name) ?? read(name);
    colours.set(name, colour);
    return colour;
  };
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
    palePicked: token('--mark-picked-pale'),
    darkPicked: token('--mark-picked-dark'),
    of: remembered(token),
  };
}
