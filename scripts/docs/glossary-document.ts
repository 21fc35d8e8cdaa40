import type { GlossaryEntry } from '../../src-main/glossary/glossary-entry.ts';
import { GLOSSARY, GLOSSARY_ENTRIES } from '../../src-main/glossary/glossary.ts';
import { QUESTIONS } from '../../src-main/glossary/questions.ts';

/** A label with the marks of the window as Markdown that shows them. */
function marked(label: string): string {
  return label
    .replaceAll(
      /_(?:\(([^)]*)\)|([\p{L}\p{N}]+))/gu,
      (_all, group?: string, word?: string) => `<sub>${group ?? word ?? ''}</sub>`,
    )
    .replaceAll(
      /\^(?:\(([^)]*)\)|([\p{L}\p{N}]+))/gu,
      (_all, group?: string, word?: string) => `<sup>${group ?? word ?? ''}</sup>`,
    );
}

const nameOf = (id: string) => GLOSSARY_ENTRIES.find((entry) => entry.id === id)?.name ?? id;

/** As a heading of that name is linked to. */
const anchorOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');

function links(ids: readonly string[]) {
  return ids.map((id) => `[${nameOf(id)}](#${anchorOf(nameOf(id))})`).join(', ');
}

function section({ name, symbol, definition, formula, unit, paper, physics, see }: GlossaryEntry): string {
  const facts = [
    ...(symbol === undefined ? [] : [`Symbol: ${marked(symbol)}`]),
    ...(unit === undefined ? [] : [`Unit: ${unit === null ? 'none' : marked(unit)}`]),
    ...(paper === undefined ? [] : [`Hu & Tanaka 2025: ${paper}`]),
    ...(physics === undefined ? [] : [`[physics.md](physics.md#${physics})`]),
    `See also: ${links(see)}`,
  ];
  return [
    `### ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    marked(definition),
    ...(formula === undefined ? [] : [`\`\`\`math\n${formula}\n\`\`\``]),
    facts.map((fact) => `- ${fact}`).join('\n'),
  ].join('\n\n');
}

/** docs/glossary.md: what the window shows under Help. */
export function glossaryDocument(): string {
  const questions = QUESTIONS.map(
    ({ question, answer, see }) => `### ${question}\n\n${marked(answer)} See ${links(see)}.`,
  );
  const parts = GLOSSARY.map(({ title, entries }) => [`## ${title}`, ...entries.map(section)].join('\n\n'));
  return [
    '# Glossary',
    'Every quantity and concept of Keycore. The window shows the same under *Help* (`F1`) and where a name is clicked; both are made from `src-main/glossary/` (this page by `npm run docs`). How each is computed and tested: [physics.md](physics.md). The paper is Hu & Tanaka, *Unveiling hidden particle-level defects in glasses*, Nat. Commun. 16 (2025).',
    ['## Questions', ...questions].join('\n\n'),
    ...parts,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
