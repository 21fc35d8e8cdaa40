import { type Box, nearestImage } from '../../../native-workers/configuration/configuration.ts';
import { stepAt } from '../marks/colours.ts';
import { CAPITAL_HEIGHT } from '../marks/faces.ts';
import type { Colour, FigureMark } from '../marks/marks.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { arrowMarks, lengthAbove } from './arrows.ts';
import { type ColourKey, colourBar } from './colour-bar.ts';
import { legend, type LegendEntry, outlineOf } from './legend.ts';
import {
  centreOfParticles,
  type FieldView,
  placed,
  type PlacedImages,
  placedPoint,
  type PlanePoint,
} from './placement.ts';
import { positionOn } from './ticks.ts';

/** What is known of the particles of a sample for drawing them. */
export interface DrawnParticles {
  box: Box;
  /** 2N */
  positions: Float64Array;
  /** Radius of each disc, σ. */
  radii: Float64Array;
  species: Uint8Array;
}

/** Particles that stand out. */
export interface Highlight {
  indices: readonly number[];
  colour: Colour;
  /** `disc` paints them, `ring` is drawn round them. */
  form: 'disc' | 'ring';
  label: string;
}

/** A field of the particles. */
export interface FieldPlot {
  view: FieldView;
  /** Colours of discs by a number of each particle; without it discs only show where particles are. */
  scalar?: { values: ArrayLike<number>; key: ColourKey };
  /** No discs at all, where a whole sample is shown by its arrows. */
  withoutDiscs?: boolean;
  /** What stands beside and below: the bar of the colours only, or all but that; of fields side by side. */
  explains?: 'all' | 'colours' | 'marks';
  /** 2N; `factor`: on the lengths that they have by themselves; `isFaint`: so that marks over them are seen. */
  arrows?: { vectors: Float64Array; factor?: number; isFaint?: true };
  highlights?: readonly Highlight[];
  /** Particles whose centres are joined by a closed line, in order. */
  square?: readonly number[] | null;
  /** Topological charges; places as those of the particles. */
  charges?: readonly (PlanePoint & { charge: number })[];
}

/** Discs of more particles are drawn as a picture of pixels. */
export const MOST_VECTOR_DISCS = 20_000;

/**
 * How long arrows are drawn: the length that a share of all vectors of the field is shorter than, and the largest, in mean
 * spacings. Where the whole cell is shown, the far field of a QLM is seen, and the arrows of its core end at the largest
 * length; where the core is shown, its own arrows differ.
 */
const ARROWS = {
  whole: { share: 0.9, length: 1.4, most: 3 },
  enlarged: { share: 0.998, length: 1.5, most: 3 },
};

/** Arrows over discs that are coloured by a number: light ones where most discs are dark. */
const ON_DISCS = { dark: '#14284f', light: '#ffffff' } as const;
/** Mean of the discs' lightness (0 to 255) below which they are dark. */
const DARK_DISCS = 90;

/** Opacity of arrows that only show where something else is. */
const FAINT = 0.45;

/** Of the radius of a particle: discs that touch stay apart on paper. */
const DISC = 0.92;

/** Discs of one colour together. */
function discMarks(
  { index, places }: PlacedImages,
  particles: DrawnParticles,
  colourOf: (particle: number) => Colour,
  scale: number,
): FigureMark[] {
  const byColour = new Map<Colour, { centres: number[]; radii: number[] }>();
  index.forEach((particle, at) => {
    const colour = colourOf(particle);
    let group = byColour.get(colour);
    if (group === undefined) byColour.set(colour, (group = { centres: [], radii: [] }));
    group.centres.push(scale * places[2 * at], -scale * places[2 * at + 1]);
    group.radii.push(DISC * scale * particles.radii[particle]);
  });
  return Array.from(byColour, ([fill, { centres, radii }]): FigureMark => ({
    kind: 'circles',
    centres,
    radius: radii,
    fill,
  }));
}

/** The ink that shows on the discs. Discs of a map are as light or dark on any ground. */
function inkOn(index: readonly number[], colourOf: (particle: number) => Colour): Colour {
  let sum = 0;
  for (const particle of index) {
    const rgb = Number.parseInt(colourOf(particle).slice(1), 16);
    // Weights of red, green and blue in the lightness that is seen (Rec. 709).
    sum += 0.2126 * (rgb >> 16) + 0.7152 * ((rgb >> 8) & 255) + 0.0722 * (rgb & 255);
  }
  return sum < DARK_DISCS * index.length ? ON_DISCS.light : ON_DISCS.dark;
}

/** A bar of a round length, and its name at its right. */
function scaleBarMarks(pointsPerSigma: number, room: number, style: FigureStyle): FigureMark[] {
  const rough = room / pointsPerSigma;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const length = [5, 2, 1].map((multiple) => multiple * decade).find((each) => each <= rough) ?? decade;
  const long = length * pointsPerSigma;
  const y = 0.7 * style.number;
  return [
    { kind: 'lines', parts: [[0, y, long, y]], stroke: { colour: style.ink, width: 2.4 * style.axis } },
    {
      kind: 'text',
      x: long + 0.5 * style.number,
      y: y + (CAPITAL_HEIGHT / 2) * style.number,
      text: `${figureNumber(length)} σ`,
      size: style.number,
      colour: style.ink,
      anchor: 'start',
    },
  ];
}

function highlightMarks(
  placement: PlacedImages,
  particles: DrawnParticles,
  highlight: Highlight,
  scale: number,
  style: FigureStyle,
): FigureMark[] {
  const wanted = new Set(highlight.indices);
  const centres: number[] = [];
  const radii: number[] = [];
  placement.index.forEach((particle, at) => {
    if (!wanted.has(particle)) return;
    centres.push(scale * placement.places[2 * at], -scale * placement.places[2 * at + 1]);
    radii.push(DISC * scale * particles.radii[particle]);
  });
  if (centres.length === 0) return [];
  const { colour, form } = highlight;
  const line = Math.max(style.axis, Math.min(style.curve, 0.16 * scale));
  return [
    form === 'disc'
      ? {
          kind: 'circles',
          centres,
          radius: radii,
          fill: colour,
          stroke: { colour: style.ink, width: 0.5 * style.axis },
        }
      : {
          kind: 'circles',
          centres,
          radius: radii.map((radius) => Math.max(radius, 1.2)),
          stroke: { colour, width: line },
        },
  ];
}

/** The closed line through some particles, once: their middle where it is nearest to that of the view, they about it. */
function squareMarks(
  square: readonly number[],
  { box, positions }: DrawnParticles,
  centre: PlanePoint,
  scale: number,
  style: FigureStyle,
): FigureMark[] {
  const { x, y } = centreOfParticles(box, positions, square);
  const middle = placedPoint(box, { x, y }, centre);
  const points = square.flatMap((particle) => {
    const [dx, dy] = nearestImage(box, positions[2 * particle] - x, positions[2 * particle + 1] - y);
    return [scale * (middle.x + dx), -scale * (middle.y + dy)];
  });
  const line = (colour: Colour, width: number): FigureMark => {
    return { kind: 'lines', parts: [points], closed: true, stroke: { colour, width: width * style.curve } };
  };
  // Seen on discs of any colour.
  return [line(style.ground, 2.4), line(style.ink, 1.2)];
}

/** Saddles as triangles, vortices as discs. */
function chargeMarks(charges: NonNullable<FieldPlot['charges']>, scale: number, style: FigureStyle): FigureMark[] {
  const radius = 0.4 * style.number;
  const of = (positive: boolean) => charges.filter(({ charge }) => charge > 0 === positive);
  const stroke = { colour: style.ground, width: 0.6 * style.axis };
  const [vortices, saddles] = [of(true), of(false)];
  return [
    ...(vortices.length === 0
      ? []
      : [
          {
            kind: 'circles',
            centres: vortices.flatMap(({ x, y }) => [scale * x, -scale * y]),
            radius,
            fill: style.palette.string,
            stroke,
          } satisfies FigureMark,
        ]),
    ...(saddles.length === 0
      ? []
      : [
          {
            kind: 'lines',
            parts: saddles.map(({ x, y }) => outlineOf('triangle', scale * x, -scale * y, radius)),
            closed: true,
            fill: style.palette.angleStrings,
            stroke,
          } satisfies FigureMark,
        ]),
  ];
}

const chargeEntries = ({ palette }: FigureStyle): LegendEntry[] => [
  { label: 'charge +1', colour: palette.string, form: 'disc' },
  { label: 'charge −1', colour: palette.angleStrings, form: 'triangle' },
];

/** The colour of each particle: of its number, or of its species. */
function colouring(
  scalar: FieldPlot['scalar'],
  { species }: DrawnParticles,
  style: FigureStyle,
): (particle: number) => Colour {
  const { discs } = style.palette;
  if (scalar === undefined) return (particle) => discs[species[particle] % discs.length];
  const { values, key } = scalar;
  const place = positionOn(key.range, key.scale ?? 'linear');
  return (particle) =>
    Number.isNaN(values[particle]) ? style.pale : key.colours[stepAt(place(values[particle]), key.colours)];
}

/**
 * The field, with what explains it: a colour bar at its right, a scale bar and a legend below. Height follows from the
 * width; `inside` is the width of the field itself, `areShortened` whether arrows are shorter than their vectors say.
 */
export function fieldPlot(
  plot: FieldPlot,
  particles: DrawnParticles,
  width: number,
  style: FigureStyle,
): { marks: FigureMark[]; height: number; inside: number; areShortened: boolean } {
  const { scalar, arrows, highlights = [], square = null, charges = [], explains = 'all' } = plot;
  const placement = placed(particles.box, particles.positions, plot.view);
  const { half, outline } = placement;
  const gap = 0.8 * style.number;
  // The numbers of the bar follow from its height, which follows from the width that they leave: once more is enough.
  let barWidth = 0;
  const hasBar = scalar !== undefined && explains !== 'marks';
  if (hasBar)
    for (const attempt of [0, 1, 2])
      barWidth = Math.max(
        attempt === 2 ? barWidth : 0,
        colourBar(scalar.key, ((width - barWidth) * half.y) / half.x, style).width + gap,
      );
  const inside = width - barWidth;
  const scale = inside / (2 * half.x);
  const height = 2 * half.y * scale;
  const colourOf = colouring(scalar, particles, style);
  const discs = plot.withoutDiscs === true ? [] : discMarks(placement, particles, colourOf, scale);
  const clip = { x: -inside / 2, y: -height / 2, width: inside, height };
  const content: FigureMark[] =
    placement.index.length > MOST_VECTOR_DISCS && discs.length > 0
      ? [{ kind: 'raster', ...clip, marks: discs }]
      : [...discs];
  for (const highlight of highlights.filter(({ form }) => form === 'disc'))
    content.push(...highlightMarks(placement, particles, highlight, scale, style));
  let areShortened = false;
  if (arrows !== undefined) {
    const places = placement.places.map((value, at) => (at % 2 === 0 ? scale : -scale) * value);
    const vectors = new Float64Array(2 * placement.index.length);
    placement.index.forEach((particle, at) => {
      vectors[2 * at] = arrows.vectors[2 * particle];
      vectors[2 * at + 1] = arrows.vectors[2 * particle + 1];
    });
    const spacing = Math.sqrt((particles.box.lx * particles.box.ly) / particles.radii.length);
    const { factor = 1 } = arrows;
    const look = ARROWS[outline === null ? 'enlarged' : 'whole'];
    const drawn = arrowMarks(places, vectors, {
      scale: (factor * look.length * spacing * scale) / lengthAbove(arrows.vectors, look.share),
      most: Math.max(1, factor) * look.most * spacing * scale,
      colour: scalar === undefined ? style.palette.arrow : inkOn(placement.index, colourOf),
      ...(arrows.isFaint === true && { opacity: FAINT }),
    });
    content.push(...drawn.marks);
    areShortened = drawn.areShortened;
  }
  for (const highlight of highlights.filter(({ form }) => form === 'ring'))
    content.push(...highlightMarks(placement, particles, highlight, scale, style));
  if (square !== null) content.push(...squareMarks(square, particles, plot.view.centre, scale, style));
  const placedCharges = charges.map(({ x, y, charge }) => ({
    ...placedPoint(particles.box, { x, y }, plot.view.centre),
    charge,
  }));
  content.push(...chargeMarks(placedCharges, scale, style));

  const edge: FigureMark =
    outline === null || particles.box.xy === 0
      ? { kind: 'rectangle', ...clip, stroke: { colour: style.ink, width: style.axis } }
      : {
          kind: 'lines',
          parts: [outline.flatMap(({ x, y }) => [scale * x, -scale * y])],
          closed: true,
          stroke: { colour: style.ink, width: style.axis },
        };
  const marks: FigureMark[] = [
    { kind: 'group', x: inside / 2, y: height / 2, clip, marks: content },
    { kind: 'group', x: inside / 2, y: height / 2, marks: [edge] },
  ];
  if (hasBar)
    marks.push({
      kind: 'group',
      x: inside + gap,
      y: 0,
      marks: colourBar(scalar.key, height, style).marks,
    });
  if (explains === 'colours') return { marks, height, inside, areShortened };
  const below = height + 0.5 * style.number;
  const bar = scaleBarMarks(scale, inside / 4, style);
  const entries = [
    ...highlights.map(({ label, colour, form }): LegendEntry => ({ label, colour, form })),
    ...(square === null ? [] : [{ label: 'key-core square', colour: style.ink, form: 'line' } satisfies LegendEntry]),
    ...(charges.length === 0 ? [] : chargeEntries(style)),
  ];
  // Beside the scale bar where all of it fits there, else below it.
  const beside = legend(entries, Infinity, style);
  const used = 5 * style.number + inside / 4;
  const isBeside = used + beside.width <= width;
  const key = isBeside ? beside : legend(entries, width, style);
  const keyTop = isBeside ? below : below + 1.5 * style.number;
  marks.push(
    { kind: 'group', x: 0, y: below, marks: bar },
    { kind: 'group', x: isBeside ? used : 0, y: keyTop, marks: key.marks },
  );
  return { marks, height: Math.max(below + 1.4 * style.number, keyTop + key.height), inside, areShortened };
}
