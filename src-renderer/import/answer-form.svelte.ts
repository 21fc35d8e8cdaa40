import type { ImportQuery } from '../../src-main/api/contract.ts';
import { readNumber } from '../design/number-text.ts';
import { workspace } from '../state/workspace.svelte.ts';
import type { Question } from './imports.svelte.ts';
import { ownModels } from './own-models.svelte.ts';
import { pairsOf, typesText } from './species-of-types.ts';

/** What the user says of a file. */
type Answer = Omit<ImportQuery, 'name'>;

/** A model that can be chosen: one of the registry by its id, or a user-defined one by its definition. */
interface Choice {
  value: string;
  id: string;
  label: string;
  cutoffScheme: string;
  species: readonly { name: string; diameter: number }[];
  perParticle?: { use: string } | undefined;
}

/** Stands in the list of models for a definition that is yet to be given. */
export const NEW_MODEL = 'new';

/** What a kind of question asks for: which controls it shows, what is wrong with their values, and what they say. */
interface Kind {
  controls: readonly ('model' | 'box' | 'periodic' | 'atomStyle')[];
  /** Null where the answer can be sent. */
  wrong: (form: AnswerForm) => string | null;
  answer: (form: AnswerForm) => Answer;
}

function wrongModel(form: AnswerForm): string | null {
  return form.model === '' ? 'Choose the model.' : form.wrongTypes;
}

const modelAnswer = ({ model, typesAnswer, asksForSizes, ownSizes }: AnswerForm): Answer => ({
  model: model || undefined,
  types: typesAnswer,
  diameters: asksForSizes && ownSizes ? 'particles' : undefined,
});

const KINDS: Readonly<Record<Question['asks'], Kind>> = {
  model: { controls: ['model'], wrong: wrongModel, answer: modelAnswer },
  again: { controls: ['model'], wrong: wrongModel, answer: modelAnswer },
  types: {
    controls: ['model'],
    wrong: (form) => wrongModel(form) ?? (form.typesAnswer === undefined ? 'Choose the species of every type.' : null),
    answer: modelAnswer,
  },
  box: {
    controls: ['model', 'box'],
    wrong: (form) => form.wrongTypes ?? form.wrongBox,
    answer: (form) => ({ ...modelAnswer(form), box: form.boxAnswer }),
  },
  periodic: {
    controls: ['periodic'],
    wrong: ({ periodic }) => (periodic ? null : 'Say that the box is periodic, or leave the file out.'),
    answer: () => ({ periodic: 'true' }),
  },
  atomStyle: {
    controls: ['atomStyle'],
    wrong: ({ atomStyle }) => (atomStyle === '' ? 'Choose the atom style.' : null),
    answer: ({ atomStyle }) => ({ atomStyle }),
  },
};

/** The controls of one question, begun with what was said of the file before. */
export class AnswerForm {
  readonly question: Question;
  model = $state('');
  /** Species chosen for each type; of a type without an answer the file may tell. */
  species = $state<Record<string, string>>({});
  edges = $state({ lx: '', ly: '', xy: '' });
  periodic = $state(false);
  /** Whether the diameters of the file are taken where the model does not do so by itself. */
  ownSizes = $state(false);
  atomStyle = $state('');
  /** Definition of a model that is being given, as JSON. */
  definition = $state('');
  /** Why that is none. */
  refusal = $state<string | null>(null);

  readonly choices: readonly Choice[] = $derived([
    ...(workspace.host?.models ?? []).map((model) => ({ ...model, value: model.id })),
    ...ownModels.list.map((model) => ({ ...model, value: model.definition })),
  ]);
  readonly chosen = $derived(this.choices.find(({ value }) => value === this.model));

  constructor(question: Question) {
    const { query } = question;
    this.question = question;
    this.model = query.model ?? '';
    this.species = pairsOf(query.types ?? '');
    const [lx = '', ly = '', xy = ''] = (query.box ?? '').split(',');
    this.edges = { lx, ly, xy };
    this.periodic = query.periodic === 'true';
    this.ownSizes = query.diameters === 'particles';
    this.atomStyle = query.atomStyle ?? '';
  }

  /** Whether it has to be said whose sizes are meant: the file has some, and the model takes either. */
  get asksForSizes(): boolean {
    return this.question.sizes !== undefined && this.chosen?.perParticle?.use === 'on-request';
  }

  get types() {
    return this.question.types ?? [];
  }

  shows(control: Kind['controls'][number]): boolean {
    return KINDS[this.question.asks].controls.includes(control);
  }

  /** What is wrong with the species, or null; those of all types or of none are given. */
  get wrongTypes(): string | null {
    if (this.model === NEW_MODEL) return this.refusal ?? 'Give the definition of the model.';
    const some = this.types.filter(({ label }) => (this.species[label] ?? '') !== '');
    const names = this.chosen?.species.map(({ name }) => name) ?? [];
    if (some.some(({ label }) => !names.includes(this.species[label]))) return 'Choose species of this model.';
    return some.length > 0 && some.length < this.types.length ? 'Choose the species of every type, or of none.' : null;
  }

  get typesAnswer(): string | undefined {
    return (
      typesText(
        this.types.map(({ label }) => label),
        this.species,
      ) || undefined
    );
  }

  get wrongBox(): string | null {
    const { lx, ly, xy } = this.edges;
    const [width, height, tilt] = [lx, ly, xy === '' ? '0' : xy].map(readNumber);
    if (width === null || height === null || width <= 0 || height <= 0)
      return 'Both edges of the box are numbers above 0.';
    return tilt === null ? 'The tilt is a number; leave it empty for none.' : null;
  }

  get boxAnswer(): string {
    const { lx, ly, xy } = this.edges;
    return [lx, ly, xy].flatMap((edge) => readNumber(edge) ?? []).join(',');
  }

  /** What is wrong with the answer, or null. */
  get wrong(): string | null {
    return KINDS[this.question.asks].wrong(this);
  }

  /** What is said by it. */
  get given(): Answer {
    return KINDS[this.question.asks].answer(this);
  }

  /** Chooses a model; its species are others. */
  choose(model: string): void {
    this.model = model;
    this.species = {};
  }

  /** The definition that is being given, from a file or as it was typed; the model that it is becomes the choice. */
  async give(text: string, name = 'This text'): Promise<void> {
    this.definition = text;
    try {
      this.choose((await ownModels.give(text, name)).definition);
      this.refusal = null;
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
    }
  }

  /** Shows the models there are; a user-defined one that is named by its id only is found by it. */
  async findModels(): Promise<void> {
    await ownModels.refresh();
    const named = this.choices.find(({ id }) => id === this.model);
    if (this.chosen === undefined && named !== undefined) this.model = named.value;
  }
}
