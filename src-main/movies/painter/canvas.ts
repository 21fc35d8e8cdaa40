/**
 * As much of a Canvas2D context as a movie is painted with: that of a browser's canvas, or of one without a window
 * (`@napi-rs/canvas`).
 */
export interface PaintContext {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineJoin: string;
  font: string;
  textAlign: string;
  textBaseline: string;
  fontKerning: string;
  save(): void;
  restore(): void;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  translate(x: number, y: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fill(): void;
  stroke(): void;
  clip(): void;
  fillText(text: string, x: number, y: number): void;
  drawImage(image: object, x: number, y: number): void;
  measureText(text: string): { width: number };
}

/** A further canvas of the same kind, on which is painted once what does not change. */
export interface PaintLayer {
  context: PaintContext;
  /** What `drawImage` takes. */
  image: object;
}

export type LayerMaker = (width: number, height: number) => PaintLayer;
