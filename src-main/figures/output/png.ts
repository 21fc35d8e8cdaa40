import { crc32, deflateSync } from 'node:zlib';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import type { Drawing } from '../marks/marks.ts';
import { headlessCanvas } from './canvas.ts';
import { paintMarks } from './canvas-marks.ts';
import { PNG_KEYWORD } from './png-keyword.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

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

/** `IHDR`: 8 bits a channel, RGB or RGBA. */
function headerChunk(width: number, height: number, channels: 3 | 4) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8);
  return chunk('IHDR', data);
}

/** Figures are flat areas: filters make them larger, and more effort hardly smaller. */
const DEFLATE_LEVEL = 3;

/** `IDAT`: each row behind the number of its filter, none. An opaque picture has no need of the fourth channel. */
function pixelsChunk(rgba: Uint8ClampedArray, width: number, height: number, channels: 3 | 4) {
  const row = 1 + channels * width;
  const rows = Buffer.alloc(height * row);
  for (let y = 0; y < height; y += 1)
    if (channels === 4) rows.set(rgba.subarray(4 * y * width, 4 * (y + 1) * width), y * row + 1);
    else
      for (let from = 4 * y * width, to = y * row + 1, end = (y + 1) * row; to < end; from += 4, to += 3) {
        rows[to] = rgba[from];
        rows[to + 1] = rgba[from + 1];
        rows[to + 2] = rgba[from + 2];
      }
  return chunk('IDAT', deflateSync(rows, { level: DEFLATE_LEVEL }));
}

export interface PngOptions {
  pixelsPerPoint: number;
  /** Null is transparent. */
  ground: string | null;
  memory?: string;
}

/** Pixels of the largest picture: each takes some eight bytes while it is made. */
const MOST_PIXELS = 150e6;

/** A drawing as pixels, painted with the faces of figures only. Throws `BadInput` for one of too many pixels. */
export function pngOfMarks({ width, height, marks }: Drawing, { pixelsPerPoint, ground, memory }: PngOptions): Buffer {
  const [across, down] = [width, height].map((length) => Math.max(1, Math.round(length * pixelsPerPoint)));
  if (across * down > MOST_PIXELS)
    throw new BadInput(
      `a PNG of ${across} × ${down} pixels is more than the ${MOST_PIXELS / 1e6} million that one can have: choose fewer dots per inch, or a smaller width`,
      { field: 'dpi' },
    );
  const { context } = headlessCanvas(across, down);
  if (ground !== null) {
    context.fillStyle = ground;
    context.fillRect(0, 0, across, down);
  }
  context.scale(across / width, down / height);
  paintMarks(context, marks);
  const channels = ground === null ? 4 : 3;
  const { data } = context.getImageData(0, 0, across, down);
  return Buffer.concat([
    SIGNATURE,
    headerChunk(across, down, channels),
    sizeChunk(pixelsPerPoint),
    ...(memory === undefined ? [] : [textChunk(memory)]),
    pixelsChunk(data, across, down, channels),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** A PNG with so many pixels across. */
export function pngOfWidth(drawing: Drawing, pixels: number, ground: string | null): Buffer {
  return pngOfMarks(drawing, { pixelsPerPoint: pixels / drawing.width, ground });
}
