import type { HeadlessCanvas } from '../../figures/output/canvas.ts';
import type { PaintContext, PaintLayer } from '../painter/canvas.ts';

/** A canvas that movies are painted on without a window. */
export interface MovieCanvas extends PaintLayer {
  canvas: HeadlessCanvas['canvas'];
  context: HeadlessCanvas['context'] & PaintContext;
}

/** Canvases with the faces of figures; loaded at the first use. */
export async function headlessCanvases(): Promise<(width: number, height: number) => MovieCanvas> {
  const { headlessCanvas } = await import('../../figures/output/canvas.ts');
  return (width, height) => {
    const { canvas, context } = headlessCanvas(width, height);
    return { canvas, image: canvas, context };
  };
}
