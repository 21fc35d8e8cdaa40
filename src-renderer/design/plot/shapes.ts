/** Stroke of a shape; `colour` is a token (`--text`) or a CSS colour. */
export interface Stroke {
  colour: string;
  /** CSS pixels. */
  width: number;
  /** Lengths of dashes and gaps, CSS pixels; none draws a solid line. */
  dash?: readonly number[];
}

interface Painted {
  /** A token or a CSS colour; none leaves the inside free. */
  fill?: string;
  stroke?: Stroke;
  opacity?: number;
}

export interface Circle extends Painted {
  kind: 'circle';
  x: number;
  y: number;
  radius: number;
}

export interface Rectangle extends Painted {
  kind: 'rectangle';
  x: number;
  y: number;
  width: number;
  height: number;
  /** Told where the pointer rests on it, in SVG. */
  title?: string;
}

/** A rectangle whose colour changes from left to right through colours at equal distances. */
export interface Gradient {
  kind: 'gradient';
  x: number;
  y: number;
  width: number;
  height: number;
  /** CSS colours. */
  colours: readonly string[];
}

/** A line through points, x and y. */
export interface Path extends Painted {
  kind: 'path';
  points: readonly (readonly [number, number])[];
  closed?: boolean;
  /** Which curve of a plot it is; told in SVG. */
  curve?: string;
}

/** Many points of one kind. */
export interface Dots {
  kind: 'dots';
  /** x and y interleaved. */
  points: ArrayLike<number>;
  form: 'disc' | 'square';
  /** Diameter, or edge of the square, CSS pixels. */
  size: number;
  fill: string;
  opacity?: number | undefined;
}

/** Text; an index is written `u_L`, an exponent `m^(−1/2)` (label-parts.ts). */
export interface Text {
  kind: 'text';
  x: number;
  y: number;
  text: string;
  /** CSS pixels. */
  size: number;
  fill: string;
  anchor: 'start' | 'middle' | 'end';
  /** What of the text lies at y. */
  baseline: 'alphabetic' | 'middle' | 'top';
  weight?: number;
  /** Token of the font family; `--font-text` where none is given. */
  font?: string;
  /** A line about the letters, below them. */
  halo?: Stroke;
  /** Degrees, counter-clockwise about (x, y). */
  turned?: number;
}

/**
 * What plots, axes, legends and colour bars are made of: a description in CSS pixels, y downwards, that the page draws as
 * SVG or on a canvas, and a script writes as an SVG file.
 */
export type Shape = Circle | Rectangle | Gradient | Path | Dots | Text;

/** What shapes are drawn with. */
export interface ShapeStyle {
  /** The CSS colour of a token, or of what is none as it is. */
  colour: (name: string) => string;
  /** The font family of a token. */
  font: (token: string) => string;
}
