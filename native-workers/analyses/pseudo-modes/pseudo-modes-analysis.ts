import { defineAnalysis, sampleInput } from '../../analysis/description/analysis.ts';
import { flagsOf } from '../../settings/flags-of-settings.ts';
import { pseudoModesReportSchema } from './pseudo-modes-report.ts';
import type * as code from './pseudo-modes-run.ts';
import { pseudoModesSettingsSchema, type PseudoModesSettings } from './pseudo-modes-settings.ts';
import { pseudoModesText } from './pseudo-modes-summary.ts';

const flags = pseudoModesSettingsSchema.shape;

/** Soft, localised modes of a non-linear cost function (Richard et al. 2021). */
export const pseudoModesAnalysis = defineAnalysis<typeof code>()({
  name: 'pseudo-modes',
  title: 'search for pseudo-harmonic modes',
  counted: ['set of pseudo-harmonic modes', 'sets of pseudo-harmonic modes'],
  heading: 'Pseudo-harmonic modes',
  settings: pseudoModesSettingsSchema,
  report: pseudoModesReportSchema,
  settingsOf: ({ provenance }) => provenance.settings,
  arrays: [
    {
      name: 'z:*',
      kind: 'vector',
      unit: 'm^(−1/2)',
      label: 'z_*',
      signed: true,
      description: 'displacement z of the mode of that index, zᵀMz = 1',
    },
  ],
  scalars: [
    {
      name: 'omega',
      unit: '√(ε/mσ²)',
      of: 'mode',
      description: '√κ',
      valuesOf: ({ modes }) => modes.map(({ omega }) => omega),
    },
    {
      name: 'participants',
      unit: null,
      of: 'mode',
      description: 'N·PR',
      valuesOf: ({ modes }) => modes.map(({ participants }) => participants),
    },
  ],
  policy: 'kept',
  ofHessian: true,
  fileAnalysis: () => ({ modes: 1 }),
  mainStage: 'pseudo-modes',
  inputOf: sampleInput,
  text: pseudoModesText,
  command: {
    summary: 'Find soft defects that phonons hide: pseudo-harmonic modes',
    details: [
      'Minimises C(z) = (zᵀHz)²/Σ_pairs |z_ij|⁴ (Richard et al., PRL 126, 015501 (2021)) from the responses to force dipoles on the softest bonds and from the lowest modes. A minimum is localised, also where the lowest mode of the Hessian is a plane wave. Results that overlap by --overlap or more count as one; the --count of lowest κ = zᵀHz/zᵀMz are given. Nothing proves that none was missed: more --starts find more.',
      'A file is relaxed first; a sample of a project is taken as it is stored, and its modes are kept there.',
    ],
    examples: [
      ['pseudo-modes glass.dump --model 2dipl', 'The 20 softest, as a table'],
      ['pseudo-modes glass.keycore 1', 'Those of sample 1, which the project then keeps'],
      ['pseudo-modes glass.keycore 1 --count 200 --json modes.json', 'As many as 800 starts find'],
    ],
    flags: {
      ...flagsOf(flags, {
        count: 'n',
        starts: 'n',
        lowModes: 'n',
        spacing: 'd',
        overlap: 'o',
        tolerance: 'r',
        maxIterations: 'n',
      }),
      starts: flags.starts.unwrap().unwrap().optional().meta({
        description: 'bonds to start from, the softest ones; 4 for each mode wanted otherwise',
        placeholder: 'n',
      }),
    },
    settingsOf: ({ starts = null, ...given }): PseudoModesSettings => ({ ...given, starts }),
    relax: 'take a file as it stands',
    keep: 'the modes',
  },
});
