/**
 * Draws assets/icon.png, from which electron-builder makes every platform's icon: a key-core square, two large and two
 * small particles, and the bonds between them. Run again after a change: node scripts/make-icon.ts
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium, NO_CHROMIUM } from './setup/chromium.mjs';
import { ROOT } from './setup/root.mjs';

/** Pixels; electron-builder wants at least 512. */
const SIZE = 1024;
/** The plate leaves the margin that macOS gives its icons. */
const HALF = 412;
const CORNER = 186;
const PLATE = 'rgb(13 43 40)';

const TEAL = 'rgb(47 183 163)';
const SAND = 'rgb(226 184 122)';
const BOND = 'rgb(232 241 238)';

/** Around the middle of the picture. */
const PARTICLES = [
  { x: -128, y: -182, radius: 150, colour: TEAL },
  { x: 178, y: -132, radius: 108, colour: SAND },
  { x: 128, y: 182, radius: 150, colour: TEAL },
  { x: -178, y: 132, radius: 108, colour: SAND },
];

const corners = PARTICLES.map(({ x, y }) => `${x},${y}`).join(' ');
const shapes = [
  `<rect x="${-HALF}" y="${-HALF}" width="${2 * HALF}" height="${2 * HALF}" rx="${CORNER}" fill="${PLATE}"/>`,
  ...PARTICLES.map(({ x, y, radius, colour }) => `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>`),
  `<polygon points="${corners}" fill="none" stroke="${BOND}" stroke-width="22"/>`,
  ...PARTICLES.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="30" fill="${BOND}"/>`),
];
const svg = `<svg viewBox="${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}" style="display: block">${shapes.join('')}</svg>`;

const executablePath = findChromium();
if (executablePath === null) throw new Error(NO_CHROMIUM);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
await page.setContent(`<body style="margin: 0">${svg}</body>`);
await page.screenshot({ path: join(ROOT, 'assets', 'icon.png'), omitBackground: true });
await browser.close();
