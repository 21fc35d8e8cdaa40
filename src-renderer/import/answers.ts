import type { ApiError, ImportQuery } from '../../src-main/api/contract.ts';

/** What the user says of a file. */
export type FileAnswers = Omit<ImportQuery, 'name'>;

/** What only the user can tell of a file. */
export type Asked = NonNullable<NonNullable<ApiError['error']['place']>['question']>;

/** A model by its id, or by the name in its definition. */
function modelName(model: string): string {
  if (!model.trimStart().startsWith('{')) return model;
  const { name } = JSON.parse(model) as { name?: string };
  return name ?? 'own potential';
}

const FRAME_WORDS: Readonly<Partial<Record<string, string>>> = { 0: 'the first frame', all: 'all frames' };

/** Answers in a line: `model 2dipl · 1=A, 2=B · 100 modes`. */
export function answerText(answer: FileAnswers): string {
  const { format, frame, model, types, box, periodic, atomStyle, diameters, relax, backbone, modes } = answer;
  const parts = [
    format && `read as ${format}`,
    frame && frame !== 'last' && (FRAME_WORDS[frame] ?? `frames ${frame}`),
    model && `model ${modelName(model)}`,
    types?.replaceAll(',', ', '),
    box && `box ${box.split(',').slice(0, 2).join(' × ')}`,
    periodic === 'true' && 'periodic',
    atomStyle && `atom style ${atomStyle}`,
    diameters && `diameters of the ${diameters}`,
    relax === 'false' && 'not relaxed',
    backbone === 'false' && 'loose particles kept',
    modes && `${modes} modes`,
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' · ');
}

/** Answers of one file as they are given of another: what was said of that one stays where this says nothing. */
export function merged(own: FileAnswers, given: FileAnswers): FileAnswers {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...own, ...Object.fromEntries(said) };
}
