import type { Theme } from '../../design/themes.ts';
import { parseColour } from './colour-maps.ts';
import type { Rgb } from './rgb.ts';

/** The colour of a token (`--field-cell`), as tokens.css has it in a theme. */
export type FieldColours = (token: string) => Rgb;

const known = new Map<Theme, FieldColours>();

/** The colours of the theme that the page has now; each token is read once. */
export function fieldColours(theme: Theme): FieldColours {
  const colours = known.get(theme) ?? tokenColours();
  known.set(theme, colours);
  return colours;
}

function tokenColours(): FieldColours {
  const style = getComputedStyle(document.documentElement);
  // A canvas reads every way to write a colour (the build shortens ours) and gives it back as #rrggbb.
  const context = document.createElement('canvas').getContext('2d');
  const read = (token: string): Rgb => {
    const text = style.getPropertyValue(token).trim();
    if (context === null) return parseColour(text);
    context.fillStyle = text;
    return parseColour(context.fillStyle);
  };
  const colours = new Map<string, Rgb>();
  return (token) => {
    const colour = colours.get(token) ?? read(token);
    colours.set(token, colour);
    return colour;
  };
}
