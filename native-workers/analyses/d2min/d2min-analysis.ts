import { defineAnalysis, sampleInput } from '../../analysis/description/analysis.ts';
import { flagsOf } from '../../settings/flags-of-settings.ts';
import { loadingPlan } from '../strain/loading-plan.ts';
import { strainSettingsSchema } from '../strain/strain-settings.ts';
import { d2minReportSchema } from './d2min-report.ts';
import type * as code from './d2min-run.ts';
import { d2minSettingsSchema } from './d2min-settings.ts';
import { d2minText } from './d2min-summary.ts';

const flags = d2minSettingsSchema.shape;

/** D²_min and the local strain of a strained sample against the unstrained one (Falk & Langer 1998). */
export const d2minAnalysis = defineAnalysis<typeof code>()({
  name: 'd2min',
  title: 'D²_min',
  kept: 'D²_min',
  counted: ['D²_min', 'D²_min'],
  settings: d2minSettingsSchema,
  report: d2minReportSchema,
  settingsOf: ({ settings }) => settings,
  arrays: [
    {
      name: 'd2min',
      kind: 'scalar',
      unit: 'σ²',
      label: 'D²_min',
      description: 'D²_min of the surroundings of each particle',
    },
    {
      name: 'localShear',
      kind: 'scalar',
      unit: null,
      label: 'η_shear',
      description: '√(η_xy² + ¼(η_xx − η_yy)²) of the local strain η',
    },
    {
      name: 'localDilation',
      kind: 'scalar',
      unit: null,
      label: 'det J − 1',
      signed: true,
      description: 'relative change of the local area',
    },
    {
      name: 'displacement',
      kind: 'vector',
      unit: 'σ',
      label: 'r − F r₀',
      signed: true,
      description: 'non-affine displacement of the strained sample',
    },
  ],
  scalars: [
    {
      name: 'meanD2min',
      unit: 'σ²',
      of: 'sample',
      description: 'mean of D²_min',
      valuesOf: ({ d2min }) => [d2min.mean],
    },
    {
      name: 'keyCoreRatio',
      unit: null,
      of: 'sample',
      description: 'mean D²_min of the key-core string over that of all particles',
      valuesOf: ({ keyCore }) => [keyCore?.ratio ?? null],
    },
  ],
  policy: 'kept',
  ofHessian: true,
  fileAnalysis: () => ({ modes: 1 }),
  check: (settings) => {
    loadingPlan(strainSettingsSchema.strip().parse(settings));
  },
  inputOf: (sample, settings) => ({
    ...sampleInput(sample, settings),
    keyCoreIds: sample.report().keyCore.stringIds,
  }),
  text: d2minText,
  command: {
    summary: 'Non-affine measure D²_min and local strain of a strained sample',
    details: [
      'The sample is strained step by step, as strain does it, to just behind its first plastic event, or with --no-until-event to --to; then each particle’s neighbours are compared with where they were (Falk & Langer, Phys. Rev. E 57, 7192 (1998)): D²_min is what is left of their displacements after the best local deformation J, and J gives the local strain.',
      'A file is analysed first (relaxed to max|F| ≤ 1e-11); a sample of a project is taken as it is stored, and what is found is kept there.',
    ],
    examples: [
      ['d2min glass.keycore 1', 'Where the first plastic event of sample 1 under simple shear takes place'],
      ['d2min glass.keycore 1 --no-until-event --to 0.01 --step 1e-4', 'After a strain of 1 %'],
    ],
    flags: {
      ...flagsOf(flags, {
        protocol: 'name',
        angle: 'degrees',
        step: 'γ',
        to: 'γ',
        untilEvent: null,
        maxStep: 'γ',
        bracket: 'γ',
        radius: 'σ',
      }),
      untilEvent: flags.untilEvent.meta({ description: 'strain to --to, whatever happens on the way' }),
    },
    settingsOf: (given) => given,
  },
});
