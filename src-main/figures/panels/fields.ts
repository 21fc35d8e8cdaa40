import { DISPLACEMENT_UNIT } from '../../library/mode-arrays.ts';
import { figureLabel } from '../marks/label-parts.ts';
import type { Colour } from '../marks/marks.ts';
import { colourScale } from '../marks/colours.ts';
import type { FigureSample, NamedScalar } from '../sample/figure-sample.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { DataColumn, Panel, PanelDrawing, PanelRequest } from '../sample/panel.ts';
import type { ColourKey } from '../plot/colour-bar.ts';
import { type FieldPlot, fieldPlot, type Highlight } from '../plot/field.ts';
import { centreOfParticles, type FieldView } from '../plot/placement.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { rangeAbout } from '../plot/ticks.ts';
import { memberColumn, particleColumns, vectorColumns } from './columns.ts';
import { ENLARGED, centreOfKeyCore, noKeyCore, squareOf } from './key-core.ts';
import { modeText } from './sample-text.ts';

export const DISPLACEMENT = figureLabel(DISPLACEMENT_UNIT);

/** Said of fields of the whole cell. */
export const SHORTENED = 'The longest arrows are shortened to show the far field.';

/** A caption that says that arrows are shortened, where they are. */
export function captionOfArrows(caption: string, areShortened: boolean): string {
  return !areShortened || caption.endsWith(SHORTENED) ? caption : `${caption} The longest arrows are shortened.`;
}

/** Draws a field of a sample with a caption and its numbers. */
export function drawField(
  { sample, width, style }: PanelRequest,
  plot: FieldPlot,
  { caption, data }: { caption: string; data: readonly DataColumn[] },
): PanelDrawing {
  const { box, positions, species } = sample.arrays;
  const particles = { box, positions, species, radii: sample.radii };
  const { marks, height, areShortened } = fieldPlot(plot, particles, width, style);
  return {
    marks,
    height,
    caption: captionOfArrows(caption, areShortened),
    data: [...particleColumns(sample), ...data],
  };
}

/** The whole cell about the key core, or a square of a side about it. */
export function viewOf(sample: FigureSample, side: number | null): FieldView {
  return { centre: centreOfKeyCore(sample), side };
}

/** Share of the values below which the colours of a map end: few exceptions do not make all others alike. */
const PERCENTILE = 0.998;

/** Colours for values: from zero, or about it, to what nearly all of them lie below. */
export function keyFor(
  { label, unit, signed }: Pick<NamedScalar, 'label' | 'unit' | 'signed'>,
  values: ArrayLike<number>,
  style: FigureStyle,
): ColourKey {
  const sizes = Float64Array.from(values, Math.abs).filter(Number.isFinite).sort();
  const largest = sizes.at(-1) ?? 1;
  const high = sizes[Math.min(sizes.length - 1, Math.floor(PERCENTILE * sizes.length))] || largest || 1;
  const colours = colourScale(style, signed);
  // What is negative only, as energies are, has both its ends.
  if (!signed && Array.from(values).some((value) => value < 0))
    return { label, unit, range: rangeAbout(Array.from(values), 0), colours, beyond: { below: false, above: false } };
  return {
    label,
    unit,
    range: { low: signed ? -high : 0, high },
    colours,
    beyond: { below: signed && largest > high, above: largest > high },
  };
}

export const PARTS = {
  u: { label: 'u', name: 'eigenvector u' },
  uT: { label: 'u_T', name: 'transverse part u_T' },
  uL: { label: 'u_L', name: 'longitudinal part u_L' },
} as const;

type Part = keyof typeof PARTS;

export function vectorsOf(sample: FigureSample, part: Part, mode: number): Float64Array {
  return part === 'u' ? sample.displacement(mode) : sample.fields(mode)[part];
}

export const noModes = ({ modes }: FigureSample) => (modes > 0 ? null : 'no displacements of modes are stored');

/** The arrows of a mode, or of a part of it, over the whole cell. */
export function modePanel(id: string, part: Part): Panel {
  const { name } = PARTS[part];
  return {
    id,
    title: part === 'u' ? 'Eigenvector field' : `${name[0].toUpperCase()}${name.slice(1).replace(' u_', ', u_')}`,
    needs: [],
    missing: noModes,
    draw(request) {
      const { sample, options } = request;
      const { mode } = options;
      const vectors = vectorsOf(sample, part, mode);
      const { transverse, longitudinal } = sample.report.modes[mode];
      const share =
        part === 'u' ? '' : ` ‖u_T‖² = ${figureNumber(transverse, 3)}, ‖u_L‖² = ${figureNumber(longitudinal, 3)}.`;
      return drawField(
        request,
        { view: viewOf(sample, null), withoutDiscs: true, arrows: { vectors } },
        {
          caption: `${name[0].toUpperCase()}${name.slice(1)} of ${modeText(sample, mode)}.${share} ${SHORTENED}`,
          data: vectorColumns(part, DISPLACEMENT, vectors),
        },
      );
    },
  };
}

export const noVibrability = ({ arrays, report }: FigureSample) =>
  arrays.vibrability === null ? (report.vibrability.reason ?? 'the sample has no Ψ') : null;

const PSI_UNIT = 'σ²/ε';
/** Of colour bars. */
export const PSI = { label: 'Ψ', unit: PSI_UNIT, signed: false };
export const REDUCED_DENSITY = { label: 'D_i^T/ω', unit: 'mσ²/ε', signed: false };
const DIVERGENCE = { label: '∇·u^{np}', unit: 'σ m^{−1/2}', signed: true };

/** Ψ of every particle; `side`: of a square about the key core, with the particles above a threshold painted. */
export function vibrabilityPanel(
  id: string,
  { side, mark }: { side: number | null; mark: 'none' | 'core' | 'key-core' },
): Panel {
  return {
    id,
    title:
      mark === 'none' ? 'Vibrability Ψ' : mark === 'core' ? 'Vibrability Ψ and the core' : 'Key-core string and square',
    needs: [],
    missing: (sample) => noVibrability(sample) ?? (mark === 'none' ? null : noKeyCore(sample)),
    draw(request) {
      const { sample, style } = request;
      const { core, keyCore, vibrability } = sample.report;
      const values = sample.arrays.vibrability ?? new Float64Array(sample.particles);
      const chosen = mark === 'core' ? core.clusterIds : mark === 'key-core' ? keyCore.stringIds : [];
      const indices = sample.indices(chosen);
      const threshold = mark === 'core' ? core.threshold : keyCore.fraction * (vibrability.max ?? 0);
      const highlights: Highlight[] =
        mark === 'none' || indices.length === 0
          ? []
          : [
              {
                indices,
                // The maps of Ψ end in yellow.
                colour: style.palette.string,
                form: 'disc',
                label: mark === 'core' ? `Ψ > ${figureNumber(threshold)}` : 'key-core string',
              },
            ];
      const words = {
        none: `Vibrability Ψ; largest ${figureNumber(vibrability.max ?? 0, 3)}.`,
        core:
          indices.length === 0
            ? `Ψ about the key core; the core is empty: no cluster of particles has Ψ > ${figureNumber(threshold)}, the largest is ${figureNumber(vibrability.max ?? 0, 3)}.`
            : `Ψ about the key core; the ${indices.length} particles of the core, Ψ > ${figureNumber(threshold)}, are red.`,
        'key-core': `The key-core string, ${indices.length} particles with Ψ > ${figureNumber(keyCore.fraction)} max Ψ = ${figureNumber(threshold, 3)}, red${keyCore.squareIds === null ? `; no square: ${keyCore.reason ?? 'none found'}` : ', and the key-core square (outlined)'}.`,
      };
      return drawField(
        request,
        {
          view: viewOf(sample, side),
          scalar: { values, key: keyFor(PSI, values, style) },
          highlights,
          square: mark === 'key-core' ? squareOf(sample) : null,
        },
        {
          caption: words[mark],
          data: [
            { name: 'psi', unit: PSI_UNIT, values },
            ...(mark === 'none'
              ? []
              : [memberColumn(mark === 'core' ? 'core' : 'key_core', sample.particles, indices)]),
          ],
        },
      );
    },
  };
}

/** ∇·u^np in colours and u^np as arrows; of the middle of a QLM, or of the whole cell. */
export function divergencePanel(
  id: string,
  {
    title,
    side,
    centre,
  }: { title: string; side: number | null; centre?: (sample: FigureSample) => readonly number[] | null },
): Panel {
  return {
    id,
    title,
    needs: [],
    missing: (sample) =>
      noModes(sample) ??
      (centre === undefined ? noKeyCore(sample) : centre(sample) === null ? 'the sample has no such vacancy' : null),
    draw(request) {
      const { sample, style, options } = request;
      const { divUNp, uNp } = sample.fields(options.mode);
      const about = centre?.(sample) ?? null;
      const view =
        about === null
          ? viewOf(sample, side)
          : { centre: centreOfParticles(sample.arrays.box, sample.arrays.positions, about), side };
      return drawField(
        request,
        {
          view,
          scalar: { values: divUNp, key: keyFor(DIVERGENCE, divUNp, style) },
          arrows: { vectors: uNp },
          ...(about === null
            ? {}
            : { highlights: [{ indices: about, colour: style.palette.pinned, form: 'disc', label: 'key core' }] }),
        },
        {
          caption: `Divergence ∇·u^{np} of the net projection (arrows) of ${modeText(sample, options.mode)}: blue negative, orange positive.`,
          data: [
            { name: 'div_unp', unit: DIVERGENCE.unit, values: divUNp },
            ...vectorColumns('unp', DISPLACEMENT, uNp),
          ],
        },
      );
    },
  };
}

/** The eigenvector about the key core, over discs. */
export function enlargedModePanel(id: string): Panel {
  return {
    id,
    title: 'Eigenvector at the key core',
    needs: [],
    missing: (sample) => noModes(sample) ?? noKeyCore(sample),
    draw(request) {
      const { sample, options } = request;
      const vectors = sample.displacement(options.mode);
      return drawField(
        request,
        {
          view: viewOf(sample, ENLARGED),
          arrows: { vectors },
          highlights: [keyCoreDiscs(sample, request.style.palette.pinned)],
        },
        {
          caption: `Eigenvector u of ${modeText(sample, options.mode)} at the key core (yellow).`,
          data: vectorColumns('u', DISPLACEMENT, vectors),
        },
      );
    },
  };
}

export function keyCoreDiscs(sample: FigureSample, colour: Colour): Highlight {
  return { indices: sample.indices(sample.report.keyCore.stringIds), colour, form: 'disc', label: 'key-core string' };
}
