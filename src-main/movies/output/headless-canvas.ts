import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { type Face, FACES, faceFile } from '../../figures/marks/faces.ts';
import type { PaintContext, PaintLayer } from '../painter/canvas.ts';
import { MOVIE_FACES } from '../painter/text.ts';

/** A canvas without a window. */
export interface HeadlessCanvas extends PaintLayer {
  canvas: Canvas;
  context: SKRSContext2D & PaintContext;
}

let registered = false;

/**
 * Canvases with the faces of figures. Loads the canvas at the first use: 35 MB that no other command needs.
 */
export async function headlessCanvases(): Promise<(width: number, height: number) => HeadlessCanvas> {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  if (!registered)
    for (const face of Object.keys(FACES) as Face[]) {
      const family = FACES[face].family === 'Arimo' ? MOVIE_FACES.text : MOVIE_FACES.symbols;
      if (GlobalFonts.registerFromPath(faceFile(face), family) === null)
        throw new Error(`the file of the face '${face}' cannot be read`);
    }
  registered = true;
  return (width, height) => {
    const canvas = createCanvas(width, height);
    return { canvas, image: canvas, context: canvas.getContext('2d') };
  };
}
