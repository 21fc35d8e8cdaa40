import type { ImportPreview } from '../../src-main/api/previews-contract.ts';
import { readNumber } from '../design/number-text.ts';
import { workspace } from '../state/workspace.svelte.ts';
import type { FileAnswers, Asked } from './answers.ts';
import { ownModels } from './own-models.svelte.ts';
import { pairsOf, typesText } from './species-of-types.ts';

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

/** `i:j:k` as an import takes it; each number may be missing. */
const SLICE = /^-?\d{0,15}:-?\d{0,15}(:[1-9]\d{0,14}|:)?$/;
const MOST_MODES = 10_000;

const FRAMES: Readonly<Partial<Record<string, 'last' | 'first' | 'all'>>> = { last: 'last', 0: 'first', all: 'all' };

/** What is said of one file, as it stands in the controls; begun with what was said before. */
export class AnswerForm {
  format = $state('');
  frames = $state<'last' | 'first' | 'all' | 'slice'>('last');
  slice = $state('');
  model = $state('');
  /** Species chosen for each type; of a type without an answer the file may tell. */
  species = $state<Record<string, string>>({});
  edges = $state({ lx: '', ly: '', xy: '' });
  periodic = $state(false);
  atomStyle = $state('');
  /** Whose sizes: as the model has it, those of the species, or those of the particles. */
  diameters = $state<'' | 'species' | 'particles'>('');
  relax = $state(true);
  backbone = $state(true);
  modes = $state('');
  /** Definition of a model that is being given, as JSON. */
  definition = $state('');
  /** Why that is none. */
  refusal = $state<string | null>(null);
  /** What was recognised, last time. */
  preview = $state.raw<ImportPreview | null>(null);
  /** What only an API can say (a non-additivity); kept as it was given. */
  #besides: FileAnswers = {};

  readonly choices: readonly Choice[] = $derived([
    ...(workspace.host?.models ?? []).map((model) => ({ ...model, value: model.id })),
    ...ownModels.list.map((model) => ({ ...model, value: model.definition })),
  ]);
  readonly chosen = $derived(this.choices.find(({ value }) => value === this.model));
  /** The model that counts: the one that was chosen, or that was recognised. */
  readonly present = $derived(this.chosen ?? this.choices.find(({ value }) => value === this.recognised));

  constructor(answers: FileAnswers = {}) {
    this.take(answers);
  }

  /** Sets the controls to other answers. */
  take(answers: FileAnswers): void {
    const { format, frame, model, types, box, periodic, atomStyle, diameters, relax, backbone, modes, ...besides } =
      answers;
    this.#besides = besides;
    this.format = format ?? '';
    this.frames = FRAMES[frame ?? 'last'] ?? 'slice';
    this.slice = this.frames === 'slice' ? (frame ?? '') : '';
    this.model = model ?? '';
    this.species = pairsOf(types ?? '');
    const [lx = '', ly = '', xy = ''] = (box ?? '').split(',');
    this.edges = { lx, ly, xy };
    this.periodic = periodic === 'true';
    this.atomStyle = atomStyle ?? '';
    this.diameters = diameters ?? '';
    this.relax = relax !== 'false';
    this.backbone = backbone !== 'false';
    this.modes = modes === undefined ? '' : String(modes);
  }

  /** The model that was recognised, as the list of models has it; '' where none was. */
  get recognised(): string {
    const model = this.preview?.model;
    return model?.definition ?? model?.id ?? '';
  }

  get asked(): Asked | null {
    return this.preview?.problem?.place?.question ?? null;
  }

  /** Types of the file with their shares. */
  get types(): readonly { label: string; share: number }[] {
    const { facts } = this.preview ?? {};
    if (facts === null || facts === undefined) return this.asked?.types ?? [];
    return facts.types.map(({ label, count }) => ({ label, share: count / facts.n }));
  }

  /** Species that was recognised for a type. */
  recognisedSpecies(label: string): string | undefined {
    return this.model === '' || this.model === this.recognised ? this.preview?.model?.types[label] : undefined;
  }

  /** Whether a control belongs to this file: it asks for it, or something was said there. */
  shows(control: 'box' | 'periodic' | 'atomStyle'): boolean {
    const isSaid = {
      box: this.edges.lx !== '' || this.edges.ly !== '',
      periodic: this.periodic,
      atomStyle: this.atomStyle !== '',
    };
    return this.asked?.asks === control || isSaid[control];
  }

  /** Whether it can be said whose sizes are meant: the file has some, and the model takes either. */
  get hasSizes(): boolean {
    return this.preview?.facts?.diameters !== null && this.present?.perParticle !== undefined;
  }

  get typesAnswer(): string | undefined {
    return (
      typesText(
        this.types.map(({ label }) => label),
        this.species,
      ) || undefined
    );
  }

  get wrongTypes(): string | null {
    if (this.model === NEW_MODEL) return this.refusal ?? 'Give the definition of the model.';
    const some = this.types.filter(({ label }) => (this.species[label] ?? '') !== '');
    const names = this.present?.species.map(({ name }) => name) ?? [];
    if (some.some(({ label }) => !names.includes(this.species[label]))) return 'Choose species of this model.';
    return some.length > 0 && some.length < this.types.length ? 'Choose the species of every type, or of none.' : null;
  }

  get wrongBox(): string | null {
    const { lx, ly, xy } = this.edges;
    if (lx === '' && ly === '' && xy === '') return null;
    const [width, height, tilt] = [lx, ly, xy === '' ? '0' : xy].map(readNumber);
    if (width === null || height === null || width <= 0 || height <= 0)
      return 'Both edges of the box are numbers above 0.';
    return tilt === null ? 'The tilt is a number; leave it empty for none.' : null;
  }

  get wrongFrames(): string | null {
    if (this.frames !== 'slice') return null;
    const text = this.slice.trim();
    return /^\d{1,15}$/.test(text) || SLICE.test(text)
      ? null
      : 'Frames are a number from 0, or i:j or i:j:k as in Python (−2: for the last two).';
  }

  get wrongModes(): string | null {
    const count = this.modes === '' ? 1 : readNumber(this.modes);
    const isCount = count !== null && Number.isInteger(count) && count >= 1 && count <= MOST_MODES;
    return isCount ? null : `Modes are a whole number from 1 to ${MOST_MODES}.`;
  }

  /** What is wrong with what stands in the controls, or null. */
  get wrong(): string | null {
    return this.wrongTypes ?? this.wrongBox ?? this.wrongFrames ?? this.wrongModes;
  }

  /** What is asked of the file and not said yet, or null. */
  get missing(): string | null {
    switch (this.asked?.asks) {
      case 'model':
        return this.model === '' ? 'Choose the model.' : null;
      case 'types':
        return this.typesAnswer === undefined ? 'Choose the species of every type.' : null;
      case 'box':
        return this.edges.lx === '' || this.edges.ly === '' ? 'Both edges of the box are numbers above 0.' : null;
      case 'periodic':
        return this.periodic ? null : 'Say that the box is periodic, or leave the file out.';
      case 'atomStyle':
        return this.atomStyle === '' ? 'Choose the atom style.' : null;
      case undefined:
        return null;
    }
  }

  /** What is said, without what goes without saying. */
  get answer(): FileAnswers {
    const { lx, ly, xy } = this.edges;
    const box = [lx, ly, xy].flatMap((edge) => readNumber(edge) ?? []).join(',');
    const frame = { last: undefined, first: '0', all: 'all', slice: this.slice.trim().replaceAll('−', '-') }[
      this.frames
    ];
    return {
      ...this.#besides,
      format: this.format || undefined,
      frame,
      model: this.model || undefined,
      types: this.typesAnswer,
      box: box || undefined,
      periodic: this.periodic ? 'true' : undefined,
      atomStyle: this.atomStyle || undefined,
      diameters: this.diameters || undefined,
      relax: this.relax ? undefined : 'false',
      backbone: this.backbone ? undefined : 'false',
      modes: this.modes === '' ? undefined : (readNumber(this.modes) ?? undefined),
    };
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
