/** A colour of sRGB, `#rrggbb`. */
export type Colour = `#${string}`;

/** How a line is drawn; lengths in points. */
export interface MarkStroke {
  colour: Colour;
  width: number;
  /** Lengths of dashes and gaps; none draws a solid line. */
  dash?: readonly number[];
}

interface Painted {
  /** None leaves the inside free. */
  fill?: Colour;
  stroke?: MarkStroke;
  /** 0 to 1, of the whole mark. */
  opacity?: number;
}

/** Lines through points, each a list x0, y0, x1, y1, …, or the outlines of areas where they are closed. */
export interface LinesMark extends Painted {
  kind: 'lines';
  parts: readonly ArrayLike<number>[];
  closed?: boolean;
}

/** Circles of one paint. */
export interface CirclesMark extends Painted {
  kind: 'circles';
  /** x0, y0, x1, y1, … of the centres. */
  centres: ArrayLike<number>;
  /** Of all, or of each. */
  radius: number | ArrayLike<number>;
}

export interface RectangleMark extends Painted {
  kind: 'rectangle';
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One line of text; an index is written `u_L` or `D_{ij}`, an exponent `m^{−1/2}`. */
export interface TextMark {
  kind: 'text';
  /** Of the anchor, on the baseline. */
  x: number;
  y: number;
  text: string;
  /** Points. */
  size: number;
  colour: Colour;
  anchor: 'start' | 'middle' | 'end';
  bold?: boolean;
  /** Degrees, counter-clockwise about (x, y). */
  turned?: number;
}

/** Too many marks for a vector file: written into it as a picture of pixels. What lies outside of it is cut off. */
export interface RasterMark {
  kind: 'raster';
  x: number;
  y: number;
  width: number;
  height: number;
  /** In the coordinates in which the place is given. */
  marks: readonly FigureMark[];
  /** The picture, a PNG file, once `withPictures` has drawn it. */
  png?: Uint8Array;
}

/** Marks that are moved together, and cut off at the edge of a rectangle where one is given (in their own coordinates). */
export interface GroupMark {
  kind: 'group';
  x: number;
  y: number;
  clip?: { x: number; y: number; width: number; height: number };
  marks: readonly FigureMark[];
}

/**
 * What figures are made of, in points of 1/72 inch, y downwards. SVG, PDF and PNG are written from the same marks.
 */
export type FigureMark = LinesMark | CirclesMark | RectangleMark | TextMark | RasterMark | GroupMark;

/** Marks with the size of what they fill, in points. */
export interface Drawing {
  width: number;
  height: number;
  marks: readonly FigureMark[];
}

export const POINTS_PER_MM = 72 / 25.4;
