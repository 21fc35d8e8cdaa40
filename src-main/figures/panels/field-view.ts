import { magnitudes } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { quoted } from '../../../native-workers/text/quoted.ts';
import { isModeArray } from '../../library/mode-arrays.ts';
import { colourMap } from '../marks/colours.ts';
import { CAPITAL_HEIGHT } from '../marks/faces.ts';
import type { FigureMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import type { ColourKey } from '../plot/colour-bar.ts';
import { type FieldPlot, fieldPlot, type Highlight } from '../plot/field.ts';
import type { FieldView } from '../plot/placement.ts';
import { logRangeOf } from '../plot/ticks.ts';
import { atAngle, type FigureSample, type NamedScalar } from '../sample/figure-sample.ts';
import type { DataColumn, PanelDrawing, PanelRequest } from '../sample/panel.ts';
import type { SeenView } from '../view/field-view.ts';
import { type NamedVectors, requireMode, scalarOfView, vectorsOfView } from '../view/view-fields.ts';
import { memberColumn, particleColumns, vectorColumns } from './columns.ts';
import { captionOfArrows, keyFor } from './fields.ts';
import { centreOfKeyCore, squareOf } from './key-core.ts';
import { drawModulus } from './modulus.ts';
import { modeText } from './sample-text.ts';
import { drawScatterView } from './scatter-view.ts';

/** Between two fields, of the size of numbers. */
const GAP = 1.6;
/** Height of the line that names the arrows of a field, of the size of its text. */
const TITLE = 1.7;

function colourKey(scalar: NamedScalar, view: SeenView, style: FigureStyle): ColourKey {
  const { values } = scalar;
  const usual = keyFor(scalar, values, style);
  const { scale = 'linear' } = view;
  const range = view.range ?? (scale === 'log' ? logRangeOf(values) : usual.range);
  let [below, above] = [false, false];
  for (const value of values) {
    below ||= value < range.low;
    above ||= value > range.high;
  }
  const map = view.map ?? (scalar.signed ? 'balance' : style.sequential);
  return { ...usual, range, scale, colours: colourMap(map, view.reversed === '1'), beyond: { below, above } };
}

/** What stands out in a view. */
function highlightsOf(sample: FigureSample, view: SeenView, { palette, ink }: FigureStyle): Highlight[] {
  const { marks = ['string', 'square'], pinned = [], theta = { degrees: 0 } } = view;
  const { core, keyCore } = sample.report;
  const strings = sample.arrays.reports.mechanics?.strings ?? null;
  const ofStrings = marks.find((mark) => mark === 'excited' || mark === 'strings' || mark === 'long-strings');
  if (ofStrings !== undefined && strings === null)
    throw new BadInput(
      `${quoted(ofStrings)} are of a report of 'keycore mechanics' with strings, which the sample does not have (--compute makes one)`,
      { field: 'marks' },
    );
  const found: Highlight[] = [];
  const add = (indices: readonly number[], look: Omit<Highlight, 'indices'>) => {
    if (indices.length > 0) found.push({ indices, ...look });
  };
  if (marks.includes('excited') && strings !== null) {
    const string = sample.indices(keyCore.stringIds);
    const lengths = magnitudes(atAngle(sample.response(string), theta.degrees));
    const excited = [...lengths.keys()].filter((index) => lengths[index] > strings.cutoff && !string.includes(index));
    add(excited, { colour: palette.excited, form: 'disc', label: `excited at θ = ${Math.round(theta.degrees)}°` });
  }
  if (marks.includes('strings'))
    add(sample.indices(strings?.unionIds ?? []), { colour: palette.excited, form: 'ring', label: 'hidden strings' });
  if (marks.includes('long-strings'))
    add(sample.indices(strings?.longIds ?? []), { colour: palette.excited, form: 'ring', label: 'long strings' });
  if (marks.includes('core')) add(sample.indices(core.clusterIds), { colour: ink, form: 'ring', label: 'core' });
  if (marks.includes('string'))
    add(sample.indices(keyCore.stringIds), { colour: palette.string, form: 'ring', label: 'key-core string' });
  add(sample.indices(pinned), { colour: palette.pinned, form: 'disc', label: 'pinned' });
  return found;
}

/** Topological charges that are marked; null for none. */
function chargesOfView(sample: FigureSample, { charges: field, lattice = 'grid', mode = 0 }: SeenView) {
  if (field === undefined) return null;
  requireMode(sample, mode);
  return sample.charges(field, mode)[lattice].defects;
}

function placementOf(sample: FigureSample, { centre, extent }: SeenView): FieldView {
  return { centre: centre ?? centreOfKeyCore(sample), side: extent ?? null };
}

function titleMarks(title: string, style: FigureStyle): FigureMark {
  const size = style.number;
  return { kind: 'text', x: 0, y: CAPITAL_HEIGHT * size, text: title, size, colour: style.ink, anchor: 'start' };
}

/** One field, or two beside each other of one size, with one bar of colours and one legend. */
function fieldMarks(plots: readonly FieldPlot[], titles: readonly string[], { sample, width, style }: PanelRequest) {
  const { box, positions, species } = sample.arrays;
  const particles = { box, positions, species, radii: sample.radii };
  const first = plots[0];
  const second = plots.at(1);
  if (second === undefined) return fieldPlot(first, particles, width, style);
  const gap = GAP * style.number;
  const top = TITLE * style.number;
  // The bar of the right one takes as much as its numbers need, which follows from how high the fields are.
  let each = (width - gap) / 2.25;
  let right = fieldPlot({ ...second, explains: 'colours' }, particles, width - gap - each, style);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    each = (each + right.inside) / 2;
    right = fieldPlot({ ...second, explains: 'colours' }, particles, width - gap - each, style);
  }
  const left = fieldPlot({ ...first, explains: 'marks' }, particles, each, style);
  const marks: FigureMark[] = [left, right].map(({ marks }, at) => ({
    kind: 'group',
    x: at * (each + gap),
    y: 0,
    marks: [titleMarks(titles[at], style), { kind: 'group', x: 0, y: top, marks }],
  }));
  const areShortened = left.areShortened || right.areShortened;
  return { marks, height: top + Math.max(left.height, right.height), areShortened };
}

/** What a caption calls it. */
const calledIn = ({ label, distinction }: NamedScalar) =>
  distinction === undefined ? label : `${label}, ${distinction}`;

function captionOf(sample: FigureSample, view: SeenView, scalar: NamedScalar | null, arrows: readonly NamedVectors[]) {
  const { mode = 0 } = view;
  const isOfMode = [scalar, ...arrows].some((field) => field !== null && isModeArray(field.name));
  const colours = scalar === null ? 'Discs: species.' : `Colours: ${calledIn(scalar)}.`;
  const shown =
    arrows.length === 0
      ? ''
      : ` Arrows: ${arrows.map(({ label }) => label).join(' (left), ')}${arrows.length > 1 ? ' (right)' : ''}.`;
  return `${colours}${shown}${isOfMode && mode < sample.report.modes.length ? ` ${modeText(sample, mode)[0].toUpperCase()}${modeText(sample, mode).slice(1)}.` : ''}`;
}

/** What a window shows of a sample. Throws `BadInput` for what the sample does not have. */
export function drawFieldView(request: PanelRequest, view: SeenView): PanelDrawing {
  if (view.plot === 'modulus') return drawModulus(request, view.pinned ?? []);
  if (view.plot === 'scatter') {
    requireMode(request.sample, view.mode ?? 0);
    return drawScatterView(request, view.mode ?? 0, view.scale ?? 'linear');
  }
  const { sample, style } = request;
  const scalar = scalarOfView(sample, view);
  const names = [view.arrows ?? 'none', ...(view.beside === undefined ? [] : [view.beside])];
  const vectors = names.map((name) => vectorsOfView(sample, name, view));
  const highlights = highlightsOf(sample, view, style);
  const marks = view.marks ?? ['string', 'square'];
  const charges = chargesOfView(sample, view);
  const plots = vectors.map((field): FieldPlot => {
    return {
      view: placementOf(sample, view),
      ...(scalar === null ? {} : { scalar: { values: scalar.values, key: colourKey(scalar, view, style) } }),
      ...(field === null ? {} : { arrows: { vectors: field.vectors, factor: view.length?.factor ?? 1 } }),
      highlights,
      square: marks.includes('square') ? squareOf(sample) : null,
      ...(charges === null ? {} : { charges }),
    };
  });
  const titles = vectors.map((field) => field?.label ?? 'no arrows');
  const drawn = fieldMarks(plots, titles, request);
  const arrows = vectors.filter((field) => field !== null);
  const data: DataColumn[] = [
    ...particleColumns(sample),
    ...(scalar === null ? [] : [{ name: scalar.name, unit: scalar.unit, values: scalar.values }]),
    ...[...new Map(arrows.map((field) => [field.name, field])).values()].flatMap((field) =>
      vectorColumns(field.name, field.unit, field.vectors),
    ),
    ...highlights.map(({ label, indices }) => memberColumn(label, sample.particles, indices)),
  ];
  const caption = captionOfArrows(captionOf(sample, view, scalar, arrows), drawn.areShortened);
  return { marks: drawn.marks, height: drawn.height, caption, data };
}
