import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { CANVAS_FAMILIES } from '../marks/canvas-families.ts';
import { type Face, FACES, faceFile } from '../marks/faces.ts';

export interface HeadlessCanvas {
  canvas: Canvas;
  context: SKRSContext2D;
}

/** The family of a face on a canvas. */
export function canvasFamily(face: Face): string {
  return FACES[face].family === 'Arimo' ? CANVAS_FAMILIES.text : CANVAS_FAMILIES.symbols;
}

let registered = false;

function registerFaces(): void {
  if (registered) return;
  for (const face of Object.keys(FACES) as Face[])
    if (GlobalFonts.registerFromPath(faceFile(face), canvasFamily(face)) === null)
      throw new Error(`the file of the face '${face}' cannot be read`);
  registered = true;
}

/** A canvas without a window, with the faces of figures. Loads 35 MB that other commands do not need: imported late. */
export function headlessCanvas(width: number, height: number): HeadlessCanvas {
  registerFaces();
  const canvas = createCanvas(width, height);
  return { canvas, context: canvas.getContext('2d') };
}
