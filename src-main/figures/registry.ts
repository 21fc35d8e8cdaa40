import type { Panel } from './sample/panel.ts';
import { crystalModulus, crystalVibrability, ofCrystal, vacancyCore } from './panels/crystal.ts';
import { CHARGES } from './panels/charges.ts';
import { CRYSTAL_FIELDS } from './panels/crystal-fields.ts';
import { divergencePanel, enlargedModePanel, modePanel, vibrabilityPanel } from './panels/fields.ts';
import { ENLARGED, MIDDLE } from './panels/key-core.ts';
import { angleCounts, excitedPanel, stateDensityPanel, stringLengths, stringSizes } from './panels/mechanics.ts';
import { modeRatios, pseudoModes, softestPseudoMode } from './panels/modes.ts';
import { modulusCurves, modulusPanel } from './panels/modulus.ts';
import { nonAffineOverDiscs, nonAffinePanel, shearAtAnglePanel } from './panels/non-affine.ts';
import { divergenceScatter, vibrabilityScatter } from './panels/scatter.ts';
import { stateDensity, reducedDensity, windowDensity, windowMap } from './panels/spectrum.ts';
import { squareAreasPanel, squarePanel } from './panels/square.ts';
import { firstEvent, stressStrain } from './panels/strain.ts';
import { radialPanel, structureFactorPanel } from './panels/structure.ts';

/**
 * Every panel of a sample: those that Hu & Tanaka 2025 number, further ones of the kinds of their supplement, and our own.
 * A new one is a line here, and one in `panel-list.ts`.
 */
export const PANELS: readonly Panel[] = [
  modePanel('1a', 'u'),
  modePanel('1b', 'uT'),
  modePanel('1c', 'uL'),
  vibrabilityPanel('1d', { side: null, mark: 'none' }),
  divergencePanel('1e', { title: '∇·u^np of the middle', side: MIDDLE }),
  vibrabilityScatter,
  modePanel('2a', 'u'),
  nonAffinePanel('2b', 'shear +', null),
  nonAffinePanel('2c', 'shear −', null),
  nonAffinePanel('2d', 'shear +', ENLARGED),
  nonAffinePanel('2e', 'shear −', ENLARGED),
  modePanel('2f', 'u'),
  nonAffinePanel('2g', 'tension', null),
  nonAffinePanel('2h', 'compression', null),
  nonAffinePanel('2i', 'tension', ENLARGED),
  nonAffinePanel('2j', 'compression', ENLARGED),
  vibrabilityPanel('3a1', { side: MIDDLE, mark: 'core' }),
  vibrabilityPanel('3a2', { side: ENLARGED, mark: 'key-core' }),
  enlargedModePanel('3a3'),
  nonAffinePanel('3a4', 'shear +', ENLARGED),
  vibrabilityPanel('3b1', { side: MIDDLE, mark: 'core' }),
  vibrabilityPanel('3b2', { side: ENLARGED, mark: 'key-core' }),
  enlargedModePanel('3b3'),
  nonAffinePanel('3b4', 'compression', ENLARGED),
  modulusPanel('4a'),
  excitedPanel('4b1', 0, false),
  excitedPanel('4b2', 0, true),
  excitedPanel('4c1', 1, false),
  excitedPanel('4c2', 1, true),
  stateDensityPanel('4d'),
  stringLengths,
  stringSizes,
  angleCounts,
  modulusPanel('5a'),
  stateDensityPanel('5b'),
  excitedPanel('5c1', 0, false),
  excitedPanel('5c2', 0, true),
  excitedPanel('5d1', 1, false),
  excitedPanel('5d2', 1, true),
  ofCrystal(modePanel('6a', 'uT')),
  ofCrystal(crystalVibrability),
  ofCrystal(crystalModulus),
  ofCrystal(divergencePanel('6d', { title: '∇·u^np', side: null, centre: (sample) => vacancyCore(sample, 0) })),
  ofCrystal(
    divergencePanel('6e', {
      title: '∇·u^np at the first vacancy',
      side: MIDDLE,
      centre: (sample) => vacancyCore(sample, 0),
    }),
  ),
  ofCrystal(
    divergencePanel('6f', {
      title: '∇·u^np at the second vacancy',
      side: MIDDLE,
      centre: (sample) => vacancyCore(sample, 1),
    }),
  ),
  squarePanel,
  squareAreasPanel,
  divergenceScatter,
  ...CHARGES,
  modulusCurves,
  shearAtAnglePanel('x-45', 45, false),
  shearAtAnglePanel('x-45-pinned', 45, true),
  shearAtAnglePanel('x-90', 90, false),
  shearAtAnglePanel('x-90-pinned', 90, true),
  nonAffineOverDiscs('x-uniaxial-x', 'uniaxial x'),
  nonAffineOverDiscs('x-uniaxial-y', 'uniaxial y'),
  nonAffineOverDiscs('x-dilation', 'dilation'),
  ...CRYSTAL_FIELDS,
  radialPanel,
  structureFactorPanel,
  modeRatios,
  stateDensity,
  reducedDensity,
  windowDensity,
  windowMap,
  pseudoModes,
  softestPseudoMode,
  stressStrain,
  firstEvent,
];

/** The panel of an id; undefined where there is none. */
export function panelNamed(id: string): Panel | undefined {
  return PANELS.find((panel) => panel.id === id);
}
