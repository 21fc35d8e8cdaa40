import type { Colour } from '../../figures/marks/marks.ts';
import type { PaintContext } from './canvas.ts';
import type { Area, FrameLayout } from './layout.ts';
import { fitting, paintText, type TextLook, textWidth } from './text.ts';

/** Size of the title of a pane, and the least that a title is made before it is cut, of the size of the text. */
const PANE_TEXT = 0.95;
const LEAST_TEXT = 0.72;

/** The look of a text, made smaller, but not below the least size, where it is wider than its room. */
function within(context: PaintContext, text: string, room: number, size: number, look: TextLook): TextLook {
  const share = Math.min(1, room / textWidth(context, text, look));
  return { ...look, size: Math.max(LEAST_TEXT * size, share * look.size) };
}

/** The title of the frame, over its whole width. */
export function paintFrameTitle(
  context: PaintContext,
  title: string,
  { below, size }: FrameLayout,
  colour: Colour,
): void {
  const look = within(context, title, below.width, size, { size, colour, bold: true, plain: true });
  paintText(context, fitting(context, title, below.width, look), below.left, 1.8 * size, look);
}

/** From where to where the title of a pane may reach: to what lies at its right, and to the left where nothing lies. */
function roomOf({ panes, bar, below, size }: FrameLayout, { left, top }: Area) {
  const inRow = panes.filter((area) => area.top === top);
  const next = inRow.find((area) => area.left > left);
  const end = (next?.left ?? bar?.left ?? below.left + below.width + size) - size;
  return { from: inRow.some((area) => area.left < left) ? left : below.left, end };
}

/**
 * The titles of panes above them, all of one size. `titles` of each pane: the longest first; the first of which those of all
 * panes have room are written, else the last, cut where they have none.
 */
export function paintPaneTitles(
  context: PaintContext,
  titles: readonly (readonly string[])[],
  layout: FrameLayout,
  colour: Colour,
): void {
  const { panes, size } = layout;
  const rooms = panes.map((area) => roomOf(layout, area));
  const usual = { size: PANE_TEXT * size, colour };
  const choices = Array.from({ length: Math.max(...titles.map(({ length }) => length)) }, (_, choice) => {
    const texts = titles.map((each) => each[Math.min(choice, each.length - 1)]);
    const sizes = texts.map((text, at) => within(context, text, rooms[at].end - rooms[at].from, size, usual).size);
    const look = { ...usual, size: Math.min(...sizes) };
    const fits = texts.every((text, at) => textWidth(context, text, look) <= rooms[at].end - rooms[at].from);
    return { texts, look, fits };
  });
  const { texts, look } = choices.find(({ fits }) => fits) ?? choices[choices.length - 1];
  texts.forEach((text, at) => {
    const { from, end } = rooms[at];
    const { left, top } = panes[at];
    const x = Math.max(from, Math.min(left, end - textWidth(context, text, look)));
    paintText(context, fitting(context, text, end - x, look), x, top - 0.5 * size, look);
  });
}
