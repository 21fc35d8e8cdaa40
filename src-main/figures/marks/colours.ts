import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateViridis,
} from 'd3-scale-chromatic';
import type { MapId } from './map-ids.ts';
import type { Colour } from './marks.ts';
import type { FigureStyle } from './styles.ts';

/** Colours of a map from its low end to its high end, at equal distances. */
export type ColourScale = readonly Colour[];

/** Steps of a map: their difference is not seen, and discs of one step are written together. */
const STEPS = 96;

function hex(channels: readonly number[]): Colour {
  return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** `#rrggbb` or `rgb(r, g, b)`. */
function channelsOf(text: string) {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (digits !== null) return digits.slice(1).map((channel) => Number.parseInt(channel, 16));
  return (text.match(/\d+(\.\d+)?/g) ?? []).slice(0, 3).map(Number);
}

function table(at: (t: number) => string): ColourScale {
  return Array.from({ length: STEPS }, (_, step) => hex(channelsOf(at(step / (STEPS - 1)))));
}

/**
 * Blue, through a pale green-grey at zero, to red-orange, as the paper draws divergence: both ends have nearly the
 * same lightness (0.48 and 0.52 of OKLab), so that neither sign looks stronger.
 */
const ENDS = { low: [27, 94, 170], middle: [222, 230, 222], high: [178, 62, 20] } as const;

const between = (from: readonly number[], to: readonly number[], share: number) =>
  from.map((channel, at) => channel + share * (to[at] - channel));

const DIVERGING: ColourScale = Array.from({ length: STEPS + 1 }, (_, step) => {
  const t = (2 * step) / STEPS - 1;
  return hex(t < 0 ? between(ENDS.middle, ENDS.low, -t) : between(ENDS.middle, ENDS.high, t));
});

const MAPS: Record<MapId, ColourScale> = {
  viridis: table(interpolateViridis),
  magma: table(interpolateMagma),
  inferno: table(interpolateInferno),
  plasma: table(interpolatePlasma),
  cividis: table(interpolateCividis),
  balance: DIVERGING,
};

/** The map of numbers of one sign, or of both signs about zero. */
export function colourScale(style: FigureStyle, signed: boolean): ColourScale {
  return MAPS[signed ? 'balance' : style.sequential];
}

/** The map of a name, from its low end up, or from its high end down. */
export function colourMap(id: MapId, reversed: boolean): ColourScale {
  return reversed ? MAPS[id].toReversed() : MAPS[id];
}

/** The step of a map for a place from 0 to 1; those beyond have the end's, and what lies nowhere the middle's. */
export function stepAt(place: number, scale: ColourScale): number {
  const t = Number.isNaN(place) ? 0.5 : place;
  return Math.round((scale.length - 1) * Math.min(1, Math.max(0, t)));
}

/** The step of a map for a value between its ends. */
export function stepOf(value: number, low: number, high: number, scale: ColourScale): number {
  return stepAt((value - low) / (high - low), scale);
}
