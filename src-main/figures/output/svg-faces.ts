import { readFileSync } from 'node:fs';
import subsetFont from 'subset-font';
import { type Face, FACES, faceFile, faceFor } from '../marks/faces.ts';
import { setLabel } from '../marks/label.ts';
import type { FigureMark } from '../marks/marks.ts';

/** Letters that nearly every figure has: faces of the same letters are made once. */
const USUAL = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('') + '−·…°²‖|ΨψωθεσδνΔ⟨⟩∇√';

function collect(marks: readonly FigureMark[], letters: Map<Face, Set<string>>) {
  for (const mark of marks) {
    if (mark.kind === 'group') collect(mark.marks, letters);
    if (mark.kind !== 'text') continue;
    for (const { face, text } of setLabel(mark.text, mark.size, mark.bold).runs) {
      const known = letters.get(face) ?? new Set();
      for (const letter of text) known.add(letter);
      letters.set(face, known);
    }
  }
}

const made = new Map<string, Promise<string>>();

/** A face with some letters as a rule of CSS, the file within it. */
function rule(face: Face, letters: string): Promise<string> {
  const key = `${face} ${letters}`;
  let known = made.get(key);
  if (known === undefined) {
    const { family, bold } = FACES[face];
    known = subsetFont(readFileSync(faceFile(face)), letters, { targetFormat: 'truetype' }).then(
      (file) =>
        `@font-face{font-family:'${family}';font-weight:${bold ? 700 : 400};src:url(data:font/ttf;base64,${file.toString('base64')}) format('truetype')}`,
    );
    made.set(key, known);
  }
  return known;
}

/** Rules of CSS that carry the faces in which marks are set, as far as their letters need them. */
export async function facesOf(marks: readonly FigureMark[]): Promise<string> {
  const letters = new Map<Face, Set<string>>();
  collect(marks, letters);
  const faces = Array.from(letters, ([face, used]) => {
    const usual = Array.from(USUAL).filter((letter) => faceFor(letter, FACES[face].bold) === face);
    return rule(
      face,
      Array.from(new Set([...usual, ...used]))
        .sort()
        .join(''),
    );
  });
  return (await Promise.all(faces)).join('');
}
