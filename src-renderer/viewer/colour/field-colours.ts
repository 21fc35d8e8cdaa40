import type { Theme } from '../../design/themes.ts';
import { parseColour } from './colour-maps.ts';
import type { FieldColours, Rgb } from './rgb.ts';

const known = new Map<string, Rgb>();

/** The colours of the theme that the page has now; each token is read once. */
export function fieldColours(theme: Theme): FieldColours {
  return (token) => {
    const key = `${theme} ${token}`;
    const colour = known.get(key) ?? tokenColour(token);
    known.set(key, colour);
    return colour;
  };
}

function tokenColour(token: string) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  // A canvas reads every way to write a colour (the build shortens ours) and gives it back as #rrggbb.
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return parseColour(text);
  context.fillStyle = text;
  return parseColour(context.fillStyle);
}
