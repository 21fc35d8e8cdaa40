/**
 * Draws assets/icon.png, from which electron-builder makes every platform's icon: a key-core square, two large and two
 * small particles, and the bonds between them. Run again after a change: node scripts/make-icon.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePng } from './png.ts';
import { ROOT } from './setup/root.mjs';

/** Pixels; electron-builder wants at least 512. */
const SIZE = 1024;
/** The plate leaves the margin that macOS gives its icons. */
const PLATE = { half: 412, corner: 186, colour: [13, 43, 40] } as const;

const TEAL = [47, 183, 163] as const;
const SAND = [226, 184, 122] as const;
const BOND = [232, 241, 238] as const;

type Colour = readonly [number, number, number];
/** Signed distance from a shape's edge in pixels, negative inside. */
type Shape = (x: number, y: number) => number;

interface Point {
  x: number;
  y: number;
}

/** Around the middle of the picture. */
const PARTICLES: readonly (Point & { radius: number; colour: Colour })[] = [
  { x: -128, y: -182, radius: 150, colour: TEAL },
  { x: 178, y: -132, radius: 108, colour: SAND },
  { x: 128, y: 182, radius: 150, colour: TEAL },
  { x: -178, y: 132, radius: 108, colour: SAND },
];

const plate: Shape = (x, y) => {
  const [dx, dy] = [Math.abs(x) - PLATE.half + PLATE.corner, Math.abs(y) - PLATE.half + PLATE.corner];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - PLATE.corner;
};

function disc({ x, y }: Point, radius: number): Shape {
  return (px, py) => Math.hypot(px - x, py - y) - radius;
}

function segment(from: Point, to: Point, width: number): Shape {
  const [ux, uy] = [to.x - from.x, to.y - from.y];
  return (x, y) => {
    const along = ((x - from.x) * ux + (y - from.y) * uy) / (ux * ux + uy * uy);
    const at = Math.min(1, Math.max(0, along));
    return Math.hypot(x - from.x - at * ux, y - from.y - at * uy) - width / 2;
  };
}

const LAYERS: readonly { shape: Shape; colour: Colour }[] = [
  { shape: plate, colour: PLATE.colour },
  ...PARTICLES.map((particle) => ({ shape: disc(particle, particle.radius), colour: particle.colour })),
  ...PARTICLES.map((particle, at) => ({ shape: segment(particle, PARTICLES[(at + 1) % 4], 22), colour: BOND })),
  ...PARTICLES.map((particle) => ({ shape: disc(particle, 30), colour: BOND })),
];

const data = new Uint8Array(4 * SIZE * SIZE);
for (let row = 0; row < SIZE; row += 1)
  for (let column = 0; column < SIZE; column += 1) {
    const [x, y] = [column + 0.5 - SIZE / 2, row + 0.5 - SIZE / 2];
    const pixel = [0, 0, 0];
    let opacity = 0;
    for (const { shape, colour } of LAYERS) {
      // One pixel of antialiasing.
      const cover = Math.min(1, Math.max(0, 0.5 - shape(x, y)));
      colour.forEach((value, channel) => (pixel[channel] += (value - pixel[channel]) * cover));
      opacity += (1 - opacity) * cover;
    }
    // Where the plate ends its colour goes on, under less opacity: no dark fringe.
    const shown = opacity > 0 && opacity < 1 ? PLATE.colour : pixel;
    data.set([...shown.map(Math.round), Math.round(255 * opacity)], 4 * (row * SIZE + column));
  }
writeFileSync(join(ROOT, 'assets', 'icon.png'), writePng({ width: SIZE, height: SIZE, channels: 4, data }));
