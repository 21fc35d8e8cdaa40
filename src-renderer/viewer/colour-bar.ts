import type { ColourBar } from '../design/plot/colour-bar.ts';
import { exceeded } from '../design/plot/ranges.ts';
import { gradientColours } from './colour/colour-maps.ts';
import { view } from './view.svelte.ts';

/** The colour bar of the scalar that colours the particles, with its label and unit; null where species do. */
export function shownColourBar(): (ColourBar & { label: string; unit: string | null }) | null {
  const { layer, layerValues, style, range, table } = view;
  if (layer === null || layerValues === null || style === null || range === null || table === null) return null;
  return {
    label: layer.label,
    unit: layer.unit,
    range,
    scale: style.scale,
    colours: gradientColours(table),
    // Pointed ends say that there are values beyond.
    beyond: exceeded(layerValues, range),
  };
}
