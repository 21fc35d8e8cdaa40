import { ASCENT, DESCENT } from '../../src-main/figures/marks/faces.ts';
import { setLabel } from '../../src-main/figures/marks/label.ts';
import type { Drawing, FigureMark } from '../../src-main/figures/marks/marks.ts';

/** Where a text stands in a drawing, points. */
export interface TextBox {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The boxes of all texts of a drawing, by the widths of their faces. Turned ones are turned by 90°. */
export function textBoxes({ marks }: Pick<Drawing, 'marks'>, x = 0, y = 0): TextBox[] {
  return marks.flatMap((mark: FigureMark): TextBox[] => {
    if (mark.kind === 'group') return textBoxes(mark, x + mark.x, y + mark.y);
    if (mark.kind !== 'text' || mark.text === '') return [];
    const { runs, width } = setLabel(mark.text, mark.size, mark.bold);
    const before = mark.anchor === 'start' ? 0 : mark.anchor === 'middle' ? width / 2 : width;
    const above = Math.max(...runs.map(({ size, shift }) => ASCENT * size - shift));
    const below = Math.max(...runs.map(({ size, shift }) => DESCENT * size + shift));
    const [atX, atY] = [x + mark.x, y + mark.y];
    const { text } = mark;
    if (mark.turned === undefined)
      return [{ text, left: atX - before, right: atX - before + width, top: atY - above, bottom: atY + below }];
    // Upwards along the page.
    return [{ text, left: atX - above, right: atX + below, top: atY - (width - before), bottom: atY + before }];
  });
}

/** What lies outside of a drawing, and what lies over another; by more than `slack` points. */
export function misplaced(drawing: Drawing, slack = 0.3): string[] {
  const boxes = textBoxes(drawing);
  const outside = boxes
    .filter(
      ({ left, right, top, bottom }) =>
        left < -slack || top < -slack || right > drawing.width + slack || bottom > drawing.height + slack,
    )
    .map(({ text }) => `'${text}' lies outside`);
  const over = boxes.flatMap((one, at) =>
    boxes
      .slice(at + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack,
      )
      .map((other) => `'${one.text}' and '${other.text}' overlap`),
  );
  return [...outside, ...over];
}
