import { labelRuns } from './label-runs.ts';
import type { Dots, Gradient, Shape, Stroke, Text } from './shapes.ts';

/** An element of an SVG picture. */
export interface SvgElement {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  children: readonly (SvgElement | string)[];
}

/** What SVG is written with. */
export interface SvgStyle {
  /** The value of an attribute for a token or a colour: `var(--text)` in the page, a colour in a file. */
  colour: (name: string) => string;
  /** The font family of a token. */
  font: (token: string) => string;
  /** A size of text, CSS pixels, as the page or a file has it. */
  textSize: (pixels: number) => string;
}

/** Digits of a length, CSS pixels: a hundredth is not seen. */
function px(value: number): number {
  return Number(value.toFixed(2));
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with those of the attributes that are defined. */
function element(name: string, given: Attributes, children: readonly (SvgElement | string)[] = []): SvgElement {
  const attributes: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(given)) if (value !== undefined) attributes[key] = value;
  return { name, attributes, children };
}

function strokeOf(stroke: Stroke | undefined, { colour }: SvgStyle): Attributes {
  if (stroke === undefined) return {};
  return {
    stroke: colour(stroke.colour),
    'stroke-width': px(stroke.width),
    'stroke-dasharray': stroke.dash?.join(' '),
  };
}

/** The points of a path as the attribute `d`. */
function pathData(points: readonly (readonly [number, number])[], closed = false): string {
  const text = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
  return closed ? `${text}Z` : text;
}

/** Dots as one path of strokes without length: a tenth of the bytes of circles. */
function dotsElement({ points, form, size, fill, opacity }: Dots, style: SvgStyle): SvgElement {
  const parts: string[] = [];
  for (let at = 0; at < points.length; at += 2) parts.push(`M${px(points[at])} ${px(points[at + 1])}h0`);
  return element('path', {
    d: parts.join(''),
    fill: 'none',
    stroke: style.colour(fill),
    'stroke-width': px(size),
    'stroke-linecap': form === 'disc' ? 'round' : 'square',
    opacity,
  });
}

/** A number for a text; equal texts have equal ones. */
function hashOf(text: string): number {
  let hash = 7;
  for (let at = 0; at < text.length; at += 1) hash = (31 * hash + text.charCodeAt(at)) >>> 0;
  return hash;
}

function gradientElements({ x, y, width, height, colours }: Gradient): SvgElement[] {
  // Of equal gradients it does not matter which one a page finds.
  const id = `gradient-${hashOf(colours.join())}`;
  const stops = colours.map((colour, at) =>
    element('stop', { offset: px(at / Math.max(1, colours.length - 1)), 'stop-color': colour }),
  );
  return [
    element('linearGradient', { id }, stops),
    element('rect', { x: px(x), y: px(y), width: px(width), height: px(height), fill: `url(#${id})` }),
  ];
}

const BASELINES = { alphabetic: 'auto', middle: 'central', top: 'text-before-edge' } as const;

function textElement(shape: Text, style: SvgStyle): SvgElement {
  const { x, y, text, size, fill, anchor, baseline, weight, turned, halo, font } = shape;
  const attributes: Attributes = {
    x: px(x),
    y: px(y),
    fill: style.colour(fill),
    'font-family': style.font(font ?? '--font-text'),
    'font-size': style.textSize(px(size)),
    'text-anchor': anchor,
    'dominant-baseline': BASELINES[baseline],
    'font-weight': weight,
    transform: turned === undefined ? undefined : `rotate(${-turned} ${px(x)} ${px(y)})`,
    ...strokeOf(halo, style),
    'paint-order': halo === undefined ? undefined : 'stroke',
  };
  const runs = labelRuns(text, size);
  if (runs.length === 1) return element('text', attributes, [text]);
  let shifted = 0;
  const parts = runs.map((run) => {
    const down = run.shift - shifted;
    shifted = run.shift;
    return element('tspan', { dy: px(down), 'font-size': style.textSize(px(run.size)) }, [run.text]);
  });
  return element('text', attributes, parts);
}

function elementsOf(shape: Shape, style: SvgStyle): SvgElement[] {
  if (shape.kind === 'text') return [textElement(shape, style)];
  if (shape.kind === 'dots') return [dotsElement(shape, style)];
  if (shape.kind === 'gradient') return gradientElements(shape);
  const paint: Attributes = {
    fill: shape.fill === undefined ? 'none' : style.colour(shape.fill),
    ...strokeOf(shape.stroke, style),
    opacity: shape.opacity,
  };
  if (shape.kind === 'circle')
    return [element('circle', { cx: px(shape.x), cy: px(shape.y), r: px(shape.radius), ...paint })];
  if (shape.kind === 'path')
    return [
      element('path', {
        d: pathData(shape.points, shape.closed),
        ...paint,
        'stroke-linejoin': 'round',
        'data-curve': shape.curve,
      }),
    ];
  const { x, y, width, height, title } = shape;
  const told = title === undefined ? [] : [element('title', {}, [title])];
  return [element('rect', { x: px(x), y: px(y), width: px(width), height: px(height), ...paint }, told)];
}

/** Shapes as elements of an SVG picture, in their order. */
export function svgElements(shapes: readonly Shape[], style: SvgStyle): SvgElement[] {
  return shapes.flatMap((shape) => elementsOf(shape, style));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An element as the text of an SVG file. */
export function svgText({ name, attributes, children }: SvgElement): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : svgText(child)));
  return `<${name}${given.join('')}${inner.length === 0 ? '/>' : `>${inner.join('')}</${name}>`}`;
}
