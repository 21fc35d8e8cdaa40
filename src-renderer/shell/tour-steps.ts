import { verdictSentence } from '../browse/verdict-words.ts';
import { formatNumber } from '../design/number-text.ts';
import { figureOptions } from '../figures/figure-options.svelte.ts';
import { curveList } from '../mechanics/curve-list.svelte.ts';
import { mechanics } from '../mechanics/mechanics.svelte.ts';
import { modulusView } from '../mechanics/modulus-view.ts';
import { pins } from '../mechanics/pins.svelte.ts';
import { figureExports } from '../state/figure-exports.svelte.ts';
import { exportFigures } from '../state/figure-files.ts';
import { showMode } from '../state/open-mode.ts';
import { switchProject } from '../state/open-project.ts';
import { panels } from '../state/panels.svelte.ts';
import { sideRoom } from '../state/side-room.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { recentre } from '../viewer/field-moves.ts';
import { view } from '../viewer/view.svelte.ts';
import { showRoom } from './help-actions.ts';

/** The shipped sample of the tour, by the name the host gives it: one soft mode, which pinning its key core heals. */
const EXAMPLE = '2dipl-qlm';

/** A step of the tour. Text and target follow what is open. */
export interface TourStep {
  id: string;
  title: string;
  /** What to do. */
  task: () => string;
  /** What is seen once it is done, with the numbers of the sample. */
  result: () => string;
  /** Selectors of the control that the task names, and of where its result is seen. */
  at: { task: string; result: string };
  /** Brings the window to where the step begins: panels that hold the control, the mode that it is about. */
  prepare?: () => void;
  isDone: () => boolean;
  /** Does it for the user. */
  act: () => unknown;
}

/** Whether the example is what is shown: of a project that opens, the sample follows a moment later. */
function isOpen() {
  const { project, busy, detail, wanted } = workspace;
  return project?.example === true && project.name === EXAMPLE && detail !== null && busy === null && wanted === null;
}
const label = () => workspace.host?.shippedSamples.find(({ id }) => id === EXAMPLE)?.label ?? EXAMPLE;
const curve = (key: string) => curveList.all.find((each) => each.key === key);
const range = (key: string) => {
  const summary = curve(key)?.summary;
  return summary === undefined ? '' : `${formatNumber(summary.min, 3)} to ${formatNumber(summary.max, 3)} ε/σ²`;
};
const anisotropy = (key: string) => formatNumber(curve(key)?.relative ?? Number.NaN, 3);
const showPanel = (side: 'left' | 'right') => {
  if (!panels.shows(side)) panels.toggle(side);
};

function verdict() {
  const { qlm, modes } = workspace.detail?.report ?? {};
  return qlm === undefined || modes === undefined ? '' : verdictSentence(qlm, modes[0].omega);
}

function pickedText() {
  const psi = view.values('vibrability');
  if (view.picked === null || psi === null) return '';
  let sum = 0;
  for (const each of psi) sum += each;
  const mean = sum / psi.length;
  const value = psi[view.picked];
  return `Particle ${view.ids?.[view.picked] ?? ''} has Ψ = ${formatNumber(value, 3)} σ²/ε, ${formatNumber(value / mean, 2)} times the mean. `;
}

/** From an example to its figure; the mechanics, the pins and the figure are computed as ever. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    id: 'open',
    title: 'Open a glass',
    task: () => `Press Open… and choose “${label()}” among the examples.`,
    result: () => verdict(),
    at: { task: 'header button[aria-label="Open…"]', result: 'section[aria-labelledby="modes-title"] .chosen' },
    isDone: isOpen,
    act: () => switchProject({ shipped: EXAMPLE }),
  },
  {
    id: 'play',
    title: 'See the mode move',
    task: () => 'Press ▷ in the toolbar of the field, or the space bar.',
    result: () => {
      const { participants } = workspace.detail?.report.qlm ?? {};
      const some = participants === undefined ? 'A few' : `About ${formatNumber(participants, 2)}`;
      return `${some} of ${workspace.detail?.report.sample.n ?? ''} particles do most of it; the others follow in four leaves. That is a quasi-localised mode, a defect of the glass.`;
    },
    at: { task: 'button[aria-label="Animate the mode"]', result: 'button[aria-label="Animate the mode"]' },
    prepare: () => {
      panels.over = null;
      if (sideRoom.name !== 'field') sideRoom.name = 'field';
      void showMode(0);
    },
    isDone: () => isOpen() && view.playing,
    act: () => (view.playing = true),
  },
  {
    id: 'core',
    title: 'See its core',
    task: () =>
      'Thin rings are the core, thick red ones the key-core string, the blue quadrilateral the key-core square. Click a particle in a red ring.',
    result: () =>
      `${pickedText()}The core has ${view.core.length} particles, the string ${view.string.length}. The four of the square move two in, two out.`,
    at: { task: '.legend', result: '#inspector' },
    prepare: () => {
      view.playing = false;
      panels.over = null;
      view.showCore = view.showString = view.showSquare = true;
      recentre();
    },
    isDone: () => isOpen() && view.picked !== null && view.string.includes(view.picked),
    act: () => view.choose({ picked: view.string[0] ?? null }),
  },
  {
    id: 'mechanics',
    title: 'How stiff is it?',
    task: () => 'Open the tab Mechanics (M).',
    result: () =>
      `The shear modulus G(θ) in every direction runs from ${range('unpinned')}: in one direction this glass is about to give way. Its anisotropy is ${anisotropy('unpinned')}.`,
    at: { task: '#tab-mechanics', result: 'section[aria-labelledby="mechanics-title"] svg[role="slider"]' },
    prepare: () => showPanel('right'),
    isDone: () => isOpen() && mechanics.open && curve('unpinned') !== undefined && curve('string') !== undefined,
    act: () => showRoom('mechanics'),
  },
  {
    id: 'pin',
    title: 'Pin the key core',
    task: () => 'Under Pins, press Key core: the particles of the string then follow the strain and move no further.',
    result: () =>
      `${pins.ids.length} pinned particles of ${workspace.detail?.report.sample.n ?? ''}, and G(θ) has healed: from ${range('unpinned')} to ${range('pinned')}, the anisotropy from ${anisotropy('unpinned')} to ${anisotropy('pinned')}.`,
    at: { task: '#pin-key-core', result: 'section[aria-labelledby="mechanics-title"] svg[role="slider"]' },
    prepare: () => showRoom('mechanics'),
    isDone: () =>
      isOpen() &&
      mechanics.keyCoreIds.length > 0 &&
      mechanics.keyCoreIds.every((id) => pins.has.has(id)) &&
      mechanics.pinnedIds === pins.ids &&
      curve('pinned') !== undefined,
    act: () => pins.set(mechanics.keyCoreIds, performance.now()),
  },
  {
    id: 'figure',
    title: 'Take the figure with you',
    task: () =>
      'Press the button with the curve above the plot, then Export: SVG, PDF or PNG, with the numbers as a table if you like.',
    result: () =>
      'The figure is written. From here: the tab Figures draws every panel of the paper, Import… takes your own glass, and F1 answers questions.',
    at: { task: 'button[aria-label="Export plot"]', result: '#tab-figures' },
    prepare: () => showRoom('mechanics'),
    isDone: () => figureExports.written > 0,
    act: () => exportFigures(figureOptions.requestOf({ panels: [], pages: [], view: modulusView() })),
  },
];
