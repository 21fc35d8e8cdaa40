import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Font, openSync } from 'fontkit';

/**
 * The faces of figures: Arimo, which has the widths of Arial, and behind it DejaVu Sans for what it lacks (∇, ⟨). Files of
 * packages, so that figures look the same on every machine.
 */
export const FACES = {
  regular: {
    family: 'Arimo',
    bold: false,
    package: '@expo-google-fonts/arimo',
    path: '400Regular/Arimo_400Regular.ttf',
  },
  bold: { family: 'Arimo', bold: true, package: '@expo-google-fonts/arimo', path: '700Bold/Arimo_700Bold.ttf' },
  symbol: { family: 'DejaVu Sans', bold: false, package: 'dejavu-fonts-ttf', path: 'ttf/DejaVuSans.ttf' },
  boldSymbol: { family: 'DejaVu Sans', bold: true, package: 'dejavu-fonts-ttf', path: 'ttf/DejaVuSans-Bold.ttf' },
} as const;

export type Face = keyof typeof FACES;

const require = createRequire(import.meta.url);

/** Where the file of a face lies; where the app is bundled, under its own name in `KEYCORE_FACES_DIR`. */
export function faceFile(face: Face): string {
  const { package: name, path } = FACES[face];
  const folder = process.env['KEYCORE_FACES_DIR'];
  if (folder !== undefined) return join(folder, basename(path));
  return join(dirname(require.resolve(`${name}/package.json`)), path);
}

const opened = new Map<Face, Font>();

/** The file of a face, opened once. */
export function fontOf(face: Face): Font {
  const known = opened.get(face);
  if (known !== undefined) return known;
  const font = openSync(faceFile(face));
  if ('fonts' in font) throw new Error(`the file of the face '${face}' is a collection`);
  opened.set(face, font);
  return font;
}

/** The face in which a letter is set. Throws where none has it: a label of ours then names a letter that nobody sees. */
export function faceFor(letter: string, bold: boolean): Face {
  const code = letter.codePointAt(0) ?? 0;
  const faces: readonly Face[] = bold ? ['bold', 'boldSymbol'] : ['regular', 'symbol'];
  return faces.find((face) => fontOf(face).hasGlyphForCodePoint(code)) ?? faces[0];
}

/** Letters without kerning: SVG, PDF and PNG then set the same widths. */
const FEATURES = { kern: false, liga: false };

const widths = new Map<string, number>();

/** Width of a text in points. */
export function widthIn(face: Face, text: string, size: number): number {
  const key = `${face} ${text}`;
  let perPoint = widths.get(key);
  if (perPoint === undefined) {
    const font = fontOf(face);
    perPoint = font.layout(text, FEATURES).advanceWidth / font.unitsPerEm;
    widths.set(key, perPoint);
  }
  return perPoint * size;
}

/** Height of a capital letter, of the size of a text. */
export const CAPITAL_HEIGHT = 0.716;
/** How far letters reach above and below the baseline, of the size of a text. */
export const ASCENT = 0.76;
export const DESCENT = 0.21;
