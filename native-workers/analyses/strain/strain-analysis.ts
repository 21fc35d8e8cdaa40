import { defineAnalysis, type ArrayDescription, sampleInput } from '../../analysis/description/analysis.ts';
import { flagsOf } from '../../settings/flags-of-settings.ts';
import { loadingPlan } from './loading-plan.ts';
import { strainReportSchema } from './strain-report.ts';
import type * as code from './strain-run.ts';
import { strainSettingsSchema } from './strain-settings.ts';
import { strainText } from './strain-summary.ts';

function length(name: string, label: string, signed: boolean, description: string): ArrayDescription {
  return { name, kind: 'vector', unit: 'σ', label, signed, description };
}

function positions(name: string, label: string, description: string): ArrayDescription {
  return { ...length(name, label, false, description), isPosition: true };
}

const flags = strainSettingsSchema.shape;

/** Finite strain in steps, to the first plastic event if wanted. */
export const strainAnalysis = defineAnalysis<typeof code>()({
  name: 'strain',
  settings: strainSettingsSchema,
  report: strainReportSchema,
  settingsOf: ({ settings }) => settings,
  arrays: [
    length('linear', 'x = H⁺Ξ', true, 'non-affine displacement of linear response, per unit strain'),
    length(
      'nonAffine',
      'r − F r₀',
      true,
      'at the last state before the first event, or at the end where there is none',
    ),
    length('event', 'Δu', true, 'displacement of the first event, where there is one'),
    length('event:*', 'Δu_*', true, 'displacement of the second event, the third and so on, at most 19'),
    positions('before', 'r before', 'positions before the first event, in the axes of their own box'),
    positions('after', 'r after', 'positions after it, in the axes of `events[0].cell`'),
  ],
  scalars: [
    {
      name: 'modulus',
      unit: 'ε/σ²',
      of: 'sample',
      description: 'V₀⁻¹ d²U/dγ² of the start',
      valuesOf: ({ linear }) => [linear.modulus],
    },
    {
      name: 'firstEventStrain',
      unit: null,
      of: 'sample',
      description: 'strain of the last state before the first plastic event',
      valuesOf: ({ events }) => [events.at(0)?.before.strain ?? null],
    },
    {
      name: 'firstEventEnergyDrop',
      unit: 'ε',
      of: 'sample',
      description: 'energy dissipated by the first plastic event',
      valuesOf: ({ events }) => [events.at(0)?.energyDrop ?? null],
    },
  ],
  policy: 'kept',
  ofHessian: true,
  fileAnalysis: () => ({ modes: 1 }),
  check: (settings) => {
    loadingPlan(settings);
  },
  inputOf: sampleInput,
  text: strainText,
  command: {
    summary: 'Strain a sample step by step, to its first plastic event if you like',
    details: [
      'Athermal quasistatic strain: box and particles follow F = exp(γE), then the energy is minimised. Reported are the stress and the largest non-affine displacement after every step, the infinitesimal response of the start, and how steps of ±1e-4 to ±1e-8 approach it. With --angle θ the sample is turned clockwise by θ before it is strained.',
      'An elastic step dissipates nothing. One that dissipates more than --energy-tolerance, or in which a particle jumps, is taken back and halved, down to --bracket: what is then not elastic is a plastic event. --until-event stops at the first, with steps that grow from --step to --max-step.',
      'A file is relaxed first; a sample of a project is taken as it is stored, and what is found is kept beside it, unless --no-keep.',
    ],
    examples: [
      ['strain glass.dump --model 2dipl', 'One step of simple shear, γ = 1e-7, beside linear response'],
      ['strain glass.keycore 1 --until-event --json event.json', 'The first plastic event of sample 1'],
      ['strain glass.keycore 1 --until-event --to -0.2 --angle 45', 'The same, sheared the other way at θ = 45°'],
      ['strain glass.keycore 1 --protocol tension --step 1e-4 --to 0.02', 'A stress–strain curve of 200 steps'],
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
        energyTolerance: 'ε',
        movedThreshold: 'σ',
        back: null,
        convergence: null,
        forceTolerance: 'force',
        maxEvaluations: 'n',
      }),
      convergence: flags.convergence.meta({ description: 'leave out the comparison with linear response' }),
    },
    settingsOf: (given) => given,
    relax: 'take a file as it stands, and refuse it if it is no minimum of the energy',
  },
});
