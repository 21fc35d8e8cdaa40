import { CAPITAL_HEIGHT } from './marks/faces.ts';
import { type Drawing, type FigureMark, POINTS_PER_MM } from './marks/marks.ts';
import type { PanelDrawing } from './sample/panel.ts';
import type { FigureStyle } from './marks/styles.ts';

/** A panel of a page: drawn for a width and with the sizes of a style, with its letter. */
export interface PagePart {
  letter: string;
  draw: (width: number, style: FigureStyle) => PanelDrawing;
}

/** Between panels, of the size of a letter. */
const GAP = { x: 1.4, y: 0.8 };
/** From the letter down to its panel. */
const BELOW_LETTER = 0.45;

/** Rows of panels, each row of panels equally wide, drawn for a width in points: how high they are, and the marks. */
function laidOut(rows: readonly (readonly PagePart[])[], width: number, style: FigureStyle) {
  const { size, form } = style.letter;
  const columns = Math.max(...rows.map((row) => row.length));
  const gap = GAP.x * size;
  const each = (width - gap * (columns - 1)) / columns;
  const head = CAPITAL_HEIGHT * size + BELOW_LETTER * size;
  const marks: FigureMark[] = [];
  const parts: { letter: string; drawing: PanelDrawing }[] = [];
  let y = 0;
  for (const row of rows) {
    const drawn = row.map(({ letter, draw }) => ({ letter, drawing: draw(each, style) }));
    drawn.forEach(({ letter, drawing }, column) => {
      const x = column * (each + gap);
      marks.push(
        {
          kind: 'text',
          x,
          y: y + CAPITAL_HEIGHT * size,
          text: form(letter),
          size,
          colour: style.ink,
          anchor: 'start',
          bold: true,
        },
        { kind: 'group', x, y: y + head, marks: drawing.marks },
      );
    });
    parts.push(...drawn);
    y += head + Math.max(...drawn.map(({ drawing }) => drawing.height)) + GAP.y * size;
  }
  return { marks, height: y - GAP.y * size, parts };
}

/** How often a page is laid out again, narrower, until it is not too high. */
const ATTEMPTS = 8;
/** Free round the edge of a page, points: lines on the edge are drawn whole. */
const EDGE = 1;
/** A panel that is narrower than so many times the size of its numbers has smaller ones. */
const LEAST_EMS = 17;
/** About how high a panel with its letter is, of its width; a page that is wider than so many times its height is filled by it. */
const PANEL_HEIGHT = 1.15;
const WIDE = 1.5;

export interface Page extends Drawing {
  parts: { letter: string; drawing: PanelDrawing }[];
}

/** The style with all sizes of text and lines multiplied. */
function scaledStyle(style: FigureStyle, factor: number): FigureStyle {
  const { text, number, letter, axis, curve, tick } = style;
  return {
    ...style,
    text: factor * text,
    number: factor * number,
    letter: { ...letter, size: factor * letter.size },
    axis: factor * axis,
    curve: factor * curve,
    tick: factor * tick,
  };
}

/** Panels in the order of their letters: a, b1, b2, c, …, z, aa. */
export function inOrderOfLetters<T extends { letter: string }>(parts: readonly T[]): T[] {
  const order = new Intl.Collator('en', { numeric: true });
  const letters = (letter: string) => /^[a-z]*/.exec(letter)?.[0].length ?? 0;
  return parts.toSorted((a, b) => letters(a.letter) - letters(b.letter) || order.compare(a.letter, b.letter));
}

/** On a wide page, as slides are: in as many columns as make the panels largest. Elsewhere as the rows are given. */
function arranged(rows: readonly (readonly PagePart[])[], { pageMm, heightMm }: FigureStyle) {
  if (pageMm < WIDE * heightMm) return rows;
  // The rows of the paper are gone, and with them the reason for any other order than that of the letters.
  const parts = inOrderOfLetters(rows.flat());
  const widthWith = (columns: number) =>
    Math.min(pageMm / columns, heightMm / (PANEL_HEIGHT * Math.ceil(parts.length / columns)));
  let best = 1;
  for (let columns = 2; columns <= parts.length; columns += 1) if (widthWith(columns) > widthWith(best)) best = columns;
  return Array.from({ length: Math.ceil(parts.length / best) }, (_, row) => parts.slice(row * best, (row + 1) * best));
}

/** Panels with letters on a page of the style's width; narrower where they would be higher than a page. */
export function pageOf(given: readonly (readonly PagePart[])[], style: FigureStyle): Page {
  const rows = arranged(given, style);
  const most = style.heightMm * POINTS_PER_MM - 2 * EDGE;
  const columns = Math.max(...rows.map((row) => row.length));
  let width = style.pageMm * POINTS_PER_MM - 2 * EDGE;
  const laid = () => {
    const ems = width / columns / style.number;
    return laidOut(rows, width, ems < LEAST_EMS ? scaledStyle(style, ems / LEAST_EMS) : style);
  };
  let page = laid();
  for (let attempt = 0; attempt < ATTEMPTS && page.height > most; attempt += 1) {
    width *= Math.min(0.98, most / page.height);
    page = laid();
  }
  return {
    width: width + 2 * EDGE,
    height: page.height + 2 * EDGE,
    marks: [{ kind: 'group', x: EDGE, y: EDGE, marks: page.marks }],
    parts: page.parts,
  };
}

/** One panel by itself, as wide as a column, without a letter. */
export function singlePanel(
  draw: (width: number) => PanelDrawing,
  widthMm: number,
): Drawing & { drawing: PanelDrawing } {
  const width = widthMm * POINTS_PER_MM;
  const drawing = draw(width - 2 * EDGE);
  return {
    width,
    height: drawing.height + 2 * EDGE,
    marks: [{ kind: 'group', x: EDGE, y: EDGE, marks: drawing.marks }],
    drawing,
  };
}
