import { crc32, deflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { FACES, type Face, faceFile } from '../marks/faces.ts';
import type { Drawing } from '../marks/marks.ts';
import { PNG_KEYWORD } from './png-keyword.ts';
import { svgOf } from './svg.ts';

const SIGNATURE_BYTES = 8;
const FONT_FILES = (Object.keys(FACES) as Face[]).map(faceFile);

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** `iTXt` (PNG specification, 11.3.3.4), compressed: keyword, flags, no language, no translation, text. */
function textChunk(text: string) {
  const head = Buffer.from(`${PNG_KEYWORD}\0\x01\x00\0\0`, 'latin1');
  return chunk('iTXt', Buffer.concat([head, deflateSync(Buffer.from(text, 'utf8'))]));
}

/** `pHYs`: pixels a metre, so that a picture has its size on paper. */
function sizeChunk(pixelsPerPoint: number) {
  const perMetre = Math.round((pixelsPerPoint * 72) / 0.0254);
  const data = Buffer.alloc(9);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data[8] = 1;
  return chunk('pHYs', data);
}

export interface PngOptions {
  pixelsPerPoint: number;
  /** Null is transparent. */
  ground: string | null;
  memory?: string;
}

/** An SVG of ours as pixels, so many wide, without any metadata. */
export function pngOfSvg(svg: string, width: number): Buffer {
  return new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { fontFiles: FONT_FILES, loadSystemFonts: false, defaultFontFamily: 'Arimo' },
    logLevel: 'error',
  })
    .render()
    .asPng();
}

/** A drawing as pixels: by resvg, with the faces of figures only. */
export function pngOfMarks(drawing: Drawing, { pixelsPerPoint, ground, memory }: PngOptions): Uint8Array {
  const image = pngOfSvg(svgOf(drawing, { ground }), Math.max(1, Math.round(drawing.width * pixelsPerPoint)));
  // The header comes first: 13 bytes of data.
  const afterHeader = SIGNATURE_BYTES + 25;
  return Buffer.concat([
    image.subarray(0, afterHeader),
    sizeChunk(pixelsPerPoint),
    ...(memory === undefined ? [] : [textChunk(memory)]),
    image.subarray(afterHeader),
  ]);
}
