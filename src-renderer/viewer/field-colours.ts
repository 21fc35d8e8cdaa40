import { parseColour } from './colour-maps.ts';

type Rgb = [number, number, number];

/** The field's colours as tokens.css has them for the theme of the moment. */
export interface FieldColours {
  background: Rgb;
  ink: Rgb;
  casing: Rgb;
  cell: Rgb;
  missing: Rgb;
  species: Rgb[];
  core: Rgb;
  string: Rgb;
  square: Rgb;
  picked: Rgb;
}

export function fieldColours(): FieldColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => parseColour(style.getPropertyValue(name));
  return {
    background: token('--field-background'),
    ink: token('--field-ink'),
    casing: token('--field-casing'),
    cell: token('--field-cell'),
    missing: token('--field-missing'),
    species: [token('--species-a'), token('--species-b'), token('--species-c')],
    core: token('--mark-core'),
    string: token('--mark-string'),
    square: token('--mark-square'),
    picked: token('--mark-picked'),
  };
}
