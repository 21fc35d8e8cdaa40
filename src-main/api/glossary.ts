import { Hono } from 'hono';
import { GLOSSARY } from '../glossary/glossary.ts';
import { QUESTIONS } from '../glossary/questions.ts';
import { glossarySchema, type GlossaryInfo } from './glossary-contract.ts';
import { described } from './route-description.ts';

let made: Promise<GlossaryInfo> | null = null;

/** Made once; what turns formulas into MathML is loaded for it. */
async function make(): Promise<GlossaryInfo> {
  const { mathmlOf } = await import('../glossary/mathml.ts');
  return glossarySchema.parse({
    entries: GLOSSARY.flatMap(({ title, entries }) =>
      entries.map(({ symbol, formula, unit, paper, words, covers, ...entry }) => ({
        ...entry,
        part: title,
        symbol: symbol ?? null,
        formula: formula === undefined ? null : mathmlOf(formula),
        unit: unit === undefined ? null : { text: unit },
        paper: paper ?? null,
        words: words ?? [],
        covers: covers ?? [],
      })),
    ),
    questions: QUESTIONS.map((question) => ({ ...question, action: question.action ?? null })),
  });
}

/** GET /glossary: every quantity and concept with its formula, and the questions that help answers. */
export function glossaryRoutes() {
  return new Hono().get(
    '/glossary',
    described('', 'GlossaryInfo: quantities and concepts with their formulas as MathML, and the questions of the help'),
    async (c) => c.json(await (made ??= make())),
  );
}
