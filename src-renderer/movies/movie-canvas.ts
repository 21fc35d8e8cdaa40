import type { PaintContext } from '../../src-main/movies/painter/canvas.ts';

/** A canvas of the page of so many pixels, for frames or for what of them does not change. */
export function movieCanvas(
  width: number,
  height: number,
): { image: HTMLCanvasElement; context: CanvasRenderingContext2D & PaintContext } {
  const image = document.createElement('canvas');
  image.width = width;
  image.height = height;
  // Frames are read back: kept where they are painted, not on the graphics card.
  const context = image.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('the browser has no canvas to paint on');
  return { image, context };
}
