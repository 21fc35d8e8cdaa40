import { labelRuns } from './label-runs.ts';
import type { Circle, Dots, Gradient, Path, Rectangle, Shape, ShapeStyle, Stroke, Text } from './shapes.ts';

/** An element of an SVG picture. */
export interface SvgElement {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  children: readonly (SvgElement | string)[];
}

/** What SVG is written with; colours as values of attributes: `var(--text)` in the page, a colour in a file. */
export interface SvgStyle extends ShapeStyle {
  /** A size of text, CSS pixels, as the page or a file has it. */
  textSize: (pixels: number) => string;
}

/** Digits of a length, CSS pixels: a hundredth is not seen. */
function px(value: number) {
  return Number(value.toFixed(2));
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with those of the attributes that are defined; numbers as a length has them. */
function element(name: string, given: Attributes, children: SvgElement['children'] = []): SvgElement {
  const attributes: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(given))
    if (value !== undefined) attributes[key] = typeof value === 'number' ? px(value) : value;
  return { name, attributes, children };
}

function strokeOf({ colour, width, dash }: Stroke, style: SvgStyle): Attributes {
  return { stroke: style.colour(colour), 'stroke-width': width, 'stroke-dasharray': dash?.join(' ') };
}

/** Dots as one path of strokes without length: a tenth of the bytes of circles. */
function dotsElement({ points, form, size, fill, opacity }: Dots, style: SvgStyle) {
  const parts: string[] = [];
  for (let at = 0; at < points.length; at += 2) parts.push(`M${px(points[at])} ${px(points[at + 1])}h0`);
  return element('path', {
    d: parts.join(''),
    fill: 'none',
    stroke: style.colour(fill),
    'stroke-width': size,
    'stroke-linecap': form === 'disc' ? 'round' : 'square',
    opacity,
  });
}

function gradientElements({ x, y, width, height, colours }: Gradient) {
  // Equal gradients have equal names: it does not matter which of them a page finds.
  const hash = Array.from(colours.join()).reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) >>> 0, 7);
  const id = `gradient-${hash}`;
  const stops = colours.map((colour, at) =>
    element('stop', { offset: at / Math.max(1, colours.length - 1), 'stop-color': colour }),
  );
  return [element('linearGradient', { id }, stops), element('rect', { x, y, width, height, fill: `url(#${id})` })];
}

const BASELINES = { alphabetic: 'auto', middle: 'central', top: 'text-before-edge' } as const;

function textElement(shape: Text, style: SvgStyle) {
  const { x, y, text, size, fill, anchor, baseline, weight, turned, halo, font } = shape;
  const attributes = {
    x,
    y,
    fill: style.colour(fill),
    'font-family': style.font(font ?? '--font-text'),
    'font-size': style.textSize(px(size)),
    'text-anchor': anchor,
    'dominant-baseline': BASELINES[baseline],
    'font-weight': weight,
    transform: turned === undefined ? undefined : `rotate(${-turned} ${px(x)} ${px(y)})`,
    ...(halo && { ...strokeOf(halo, style), 'paint-order': 'stroke' }),
  };
  const runs = labelRuns(text, size);
  if (runs.length === 1) return element('text', attributes, [text]);
  let shifted = 0;
  const parts = runs.map((run) => {
    const down = run.shift - shifted;
    shifted = run.shift;
    return element('tspan', { dy: down, 'font-size': style.textSize(px(run.size)) }, [run.text]);
  });
  return element('text', attributes, parts);
}

function paintedElement(shape: Circle | Rectangle | Path, style: SvgStyle) {
  const { fill = 'none', stroke, opacity } = shape;
  const paint = { fill: style.colour(fill), ...(stroke && strokeOf(stroke, style)), opacity };
  switch (shape.kind) {
    case 'circle':
      return element('circle', { cx: shape.x, cy: shape.y, r: shape.radius, ...paint });
    case 'path': {
      const line = shape.points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
      return element('path', {
        d: shape.closed === true ? `${line}Z` : line,
        ...paint,
        'stroke-linejoin': 'round',
        'data-curve': shape.curve,
      });
    }
    case 'rectangle': {
      const { x, y, width, height, title } = shape;
      const told = title === undefined ? [] : [element('title', {}, [title])];
      return element('rect', { x, y, width, height, ...paint }, told);
    }
  }
}

/** Shapes as elements of an SVG picture, in their order. */
export function svgElements(shapes: readonly Shape[], style: SvgStyle): SvgElement[] {
  return shapes.flatMap((shape) => {
    switch (shape.kind) {
      case 'text':
        return textElement(shape, style);
      case 'dots':
        return dotsElement(shape, style);
      case 'gradient':
        return gradientElements(shape);
      default:
        return paintedElement(shape, style);
    }
  });
}

function escaped(text: string) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An element as the text of an SVG file. */
export function svgText({ name, attributes, children }: SvgElement): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : svgText(child)));
  return `<${name}${given.join('')}${inner.length === 0 ? '/>' : `>${inner.join('')}</${name}>`}`;
}
