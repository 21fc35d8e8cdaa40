import { formatRgb, interpolate, modeOklab, modeOklch, modeRgb, parseHex, parseRgbLegacy, useMode } from 'culori/fn';
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateViridis,
} from 'd3-scale-chromatic';
import { remembered } from '../../design/remembered.ts';
import type { Theme } from '../../design/themes.ts';
import { positionIn, type Range, type Scale } from '../../design/plot/ranges.ts';
import type { Rgb } from './rgb.ts';

/** Colours of a map, 256 × RGB. */
type ColourTable = Uint8Array;

const STEPS = 256;

interface ColourMap {
  label: string;
  /** sRGB text (`rgb(…)` or `#rrggbb`) at 0 ≤ t ≤ 1. */
  at(t: number, theme: Theme): string;
}

for (const mode of [modeRgb, modeOklab, modeOklch]) useMode(mode);

/**
 * Blue – green-grey – orange, in Björn Ottosson's OKLab: equal steps look equal. The centre recedes into the background of
 * either theme; both ends have the same lightness, so neither sign looks stronger, and blue and orange stay apart for
 * every common colour vision.
 */
const DIVERGING = {
  dark: interpolate(['oklch(0.78 0.13 245)', 'oklch(0.36 0.022 150)', 'oklch(0.78 0.15 55)'], 'oklab'),
  light: interpolate(['oklch(0.45 0.15 255)', 'oklch(0.88 0.018 150)', 'oklch(0.5 0.15 45)'], 'oklab'),
};

/** Every colour map there is. All are perceptually even; Blue – orange diverges, with its centre at zero. */
export const COLOUR_MAPS = {
  viridis: { label: 'Viridis', at: interpolateViridis },
  magma: { label: 'Magma', at: interpolateMagma },
  inferno: { label: 'Inferno', at: interpolateInferno },
  plasma: { label: 'Plasma', at: interpolatePlasma },
  cividis: { label: 'Cividis', at: interpolateCividis },
  balance: { label: 'Blue – orange', at: (t, theme) => formatRgb(DIVERGING[theme](t)) },
} satisfies Record<string, ColourMap>;

export type ColourMapId = keyof typeof COLOUR_MAPS;

export function isColourMapId(name: string): name is ColourMapId {
  return Object.hasOwn(COLOUR_MAPS, name);
}

/** `rgb(r, g, b)` or `#rrggbb` to three bytes; throws RangeError on anything else. */
export function parseColour(text: string): Rgb {
  const colour = parseHex(text) ?? parseRgbLegacy(text);
  if (colour === undefined) throw new RangeError(`${text} is no colour of the form #rrggbb or rgb(r, g, b)`);
  return [255 * colour.r, 255 * colour.g, 255 * colour.b];
}

const tableOf = remembered((map: ColourMap, theme: Theme, reversed: boolean): ColourTable => {
  const table = new Uint8Array(3 * STEPS);
  for (let step = 0; step < STEPS; step += 1) {
    const t = step / (STEPS - 1);
    table.set(parseColour(map.at(reversed ? 1 - t : t, theme)), 3 * step);
  }
  return table;
});

/** The 256 colours of a map, low to high (high to low when `reversed`). */
export function colourTable(id: ColourMapId, theme: Theme, reversed = false): ColourTable {
  return tableOf(COLOUR_MAPS[id], theme, reversed);
}

/**
 * RGBA bytes (N × 4, opaque) of values: those beyond the range get the end's colour, NaN gets `missing`. Into `colours`,
 * where they are given.
 */
export function colourise(
  values: ArrayLike<number>,
  range: Range,
  scale: Scale,
  table: ColourTable,
  missing: Rgb,
  colours = new Uint8Array(4 * values.length),
): Uint8Array {
  const position = positionIn(range, scale);
  for (let i = 0; i < values.length; i += 1) {
    const at = position(values[i]);
    if (Number.isNaN(at)) colours.set(missing, 4 * i);
    else {
      const step = 3 * Math.round((STEPS - 1) * Math.min(1, Math.max(0, at)));
      colours[4 * i] = table[step];
      colours[4 * i + 1] = table[step + 1];
      colours[4 * i + 2] = table[step + 2];
    }
    colours[4 * i + 3] = 255;
  }
  return colours;
}

/** Whether most of the RGBA colours are nearer to white than to black, by Rec. 709 luma of up to a thousand of them. */
export function isBright(colours: Uint8Array): boolean {
  const count = colours.length / 4;
  const step = Math.max(1, Math.floor(count / 1000));
  let bright = 0;
  let seen = 0;
  for (let i = 0; i < count; i += step) {
    seen += 1;
    const luma = 0.2126 * colours[4 * i] + 0.7152 * colours[4 * i + 1] + 0.0722 * colours[4 * i + 2];
    if (luma > 127.5) bright += 1;
  }
  return bright > seen / 2;
}

/** Colours of a table at equal distances, from the low end to the high end, for a gradient that looks like it. */
export function gradientColours(table: ColourTable): string[] {
  const colours: string[] = [];
  for (let step = 0; step < STEPS; step += 15)
    colours.push(`rgb(${table[3 * step]} ${table[3 * step + 1]} ${table[3 * step + 2]})`);
  return colours;
}
