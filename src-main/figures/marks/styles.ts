import type { Colour } from './marks.ts';

/** How a journal, or a slide, wants its figures. Lengths of text and lines in points, others in millimetres. */
export interface FigureStyle {
  id: string;
  label: string;
  /** Widths of one column and of the page, and the largest height. */
  columnMm: number;
  pageMm: number;
  heightMm: number;
  /** Sizes of the names of axes and of numbers. */
  text: number;
  number: number;
  letter: { size: number; form: (letter: string) => string };
  /** Of axes and ticks, and of curves. */
  axis: number;
  curve: number;
  tick: number;
  ground: Colour;
  ink: Colour;
  /** Of lines that stay behind the data. */
  pale: Colour;
  /** Map of numbers without a sign; cividis survives a printer without colours. */
  sequential: 'viridis' | 'cividis';
  /** Curves and marks, told apart by every common colour vision (Okabe & Ito 2008). */
  palette: Palette;
}

/** Colours by what they mean in the figures of Hu & Tanaka 2025. */
export interface Palette {
  unpinned: Colour;
  string: Colour;
  square: Colour;
  angleStrings: Colour;
  allStrings: Colour;
  /** Particles that are excited, that are pinned, of the union of hidden strings. */
  excited: Colour;
  pinned: Colour;
  union: Colour;
  /** Points that are not what a plot is about. */
  other: Colour;
  /** Arrows. */
  arrow: Colour;
  /** Discs of particles that only show where they are, from the first species on. */
  discs: readonly Colour[];
  /** Ground of a plot where a modulus is negative, and where the lowest modes are QLMs only. */
  negative: Colour;
  qlmGround: Colour;
}

/** Curves have a contrast of 3 or more with their ground (WCAG 2.1, 1.4.11), which Okabe & Ito's own do not all have on white. */
const LIGHT: Palette = {
  unpinned: '#3398d8',
  string: '#c8322b',
  square: '#a88400',
  angleStrings: '#0072b2',
  allStrings: '#d96a00',
  excited: '#2bb3d6',
  pinned: '#f0c808',
  union: '#cc3a9b',
  other: '#878f98',
  arrow: '#1f3b73',
  discs: ['#c9d3dd', '#e3e8ed', '#d9d2e6'],
  negative: '#f6dcd6',
  qlmGround: '#d6e9f8',
};

const DARK: Palette = {
  ...LIGHT,
  unpinned: '#56b4e9',
  square: '#e3b505',
  allStrings: '#ee7f0e',
  angleStrings: '#6fb7e9',
  arrow: '#b9d3ff',
  discs: ['#3d4856', '#4f5b6b', '#544d66'],
  negative: '#4a2a25',
  qlmGround: '#1f3a52',
};

/** In the order of lightness, so that greys tell them apart. */
const APS: Palette = { ...LIGHT, string: '#7a1712', allStrings: '#b05400' };

const NATURE: FigureStyle = {
  id: 'nature',
  label: 'Nature',
  columnMm: 89,
  pageMm: 183,
  heightMm: 170,
  text: 7,
  number: 6,
  letter: { size: 8, form: (letter) => letter },
  axis: 0.5,
  curve: 1,
  tick: 2.2,
  ground: '#ffffff',
  ink: '#000000',
  pale: '#c9ced4',
  sequential: 'viridis',
  palette: LIGHT,
};

const SLIDE: FigureStyle = {
  ...NATURE,
  id: 'slide',
  label: 'slide 16:9, light',
  columnMm: 120,
  pageMm: 254,
  heightMm: 142.9,
  text: 14,
  number: 12,
  letter: { size: 18, form: (letter) => letter },
  axis: 1,
  curve: 2,
  tick: 4,
};

/** Every style, in the order in which they are offered: a new one is an entry here. */
export const STYLES: readonly FigureStyle[] = [
  NATURE,
  {
    ...NATURE,
    id: 'aps',
    label: 'APS',
    columnMm: 86,
    pageMm: 178,
    heightMm: 220,
    // Capital letters are at least 2 mm high.
    text: 8,
    number: 8,
    letter: { size: 9, form: (letter) => `(${letter})` },
    sequential: 'cividis',
    palette: APS,
  },
  SLIDE,
  {
    ...SLIDE,
    id: 'slide-dark',
    label: 'slide 16:9, dark',
    ground: '#14181f',
    ink: '#f2f5f8',
    pale: '#4a5563',
    palette: DARK,
  },
  {
    ...NATURE,
    id: 'plain',
    label: 'plain',
    columnMm: 100,
    pageMm: 200,
    heightMm: 260,
    text: 9,
    number: 8,
    letter: { size: 11, form: (letter) => letter },
    axis: 0.6,
    curve: 1.2,
    tick: 3,
  },
];

/** The style of a name; undefined where there is none. */
export function styleNamed(id: string): FigureStyle | undefined {
  return STYLES.find((style) => style.id === id);
}

/** The same; throws where there is none: what is asked for was checked before. */
export function requireStyle(id: string): FigureStyle {
  const style = styleNamed(id);
  if (style === undefined) throw new Error(`there is no style '${id}'`);
  return style;
}
