import { z } from 'zod';
import { indicesOf } from '../../configuration/indices-of-ids.ts';
import { defineAnalysis, sampleInput } from '../../analysis/description/analysis.ts';
import { spectrumReportSchema, type SpectrumReport } from './spectrum-report.ts';
import type * as code from './spectrum-run.ts';
import { spectrumSettingsSchema, type SpectrumSettings } from './spectrum-settings.ts';
import { spectrumText } from './spectrum-summary.ts';
import { checkWindow } from './window-estimate.ts';

const flags = spectrumSettingsSchema.shape;

function withMap(report: SpectrumReport, values: readonly number[]): SpectrumReport {
  const { window } = report;
  return window === null ? report : { ...report, window: { ...window, map: { ...window.map, values: [...values] } } };
}

/** D(ω), and all modes of a window with their map; runs for seconds to minutes. */
export const spectrumAnalysis = defineAnalysis<typeof code>()({
  name: 'spectrum',
  counted: ['spectrum', 'spectra'],
  settings: spectrumSettingsSchema,
  report: spectrumReportSchema,
  settingsOf: ({ settings }) => settings,
  arrays: [
    {
      name: 'made:dT:*',
      kind: 'scalar',
      unit: 'mσ²/ε',
      label: 'D_i^T/ω',
      distinction: 'ω = *',
      description: 'D_i^T(ω)/ω of the window from its least to its largest ω',
    },
  ],
  scalars: [
    {
      name: 'debyeLevel',
      unit: 'mσ²/ε',
      of: 'sample',
      description: 'D(ω)/ω of a continuum of the moduli of the sample',
      valuesOf: ({ debye }) => [debye?.level ?? null],
    },
    {
      name: 'windowModes',
      unit: null,
      of: 'sample',
      description: 'modes in the window',
      valuesOf: ({ window }) => [window?.count ?? null],
    },
  ],
  policy: 'kept',
  ofHessian: true,
  fileAnalysis: () => ({ modes: 1 }),
  asksConfirmation: true,
  check: ({ window }) => {
    if (window !== null) checkWindow(window);
  },
  inputOf: (sample, settings, confirmed) => ({
    ...sampleInput(sample, settings),
    keyCore: indicesOf(sample.configuration.ids, sample.report().keyCore.stringIds),
    confirmed,
  }),
  ofWhole: (report, spread) =>
    report.window === null ? report : withMap(report, Array.from(spread(report.window.map.values))),
  withoutArrays: (report) => withMap(report, []),
  withArrays: (report, read) =>
    report.window === null ? report : withMap(report, Array.from(read(report.window.map.field))),
  text: spectrumText,
  command: {
    summary: 'Density of vibrational states, its Debye level, and the maps D_i^T(ω)/ω',
    details: [
      'D(ω) and D(ω)/ω are histograms of exact mode counts: the inertia of H − ω²M at the edges of the bins, one factorisation each and no eigenvector. Beside them stands the level that the sound waves of the moduli give in two dimensions.',
      'All modes of the window are computed, slice by slice, and proven complete by the inertia; every mode is split into its transverse and longitudinal part. Their sums give D_T(ω), D_L(ω) and for every particle D_i^T(ω)/ω, the reduced transverse density of states. More than 2000 modes are computed only with --yes: without, the message says how many there are and how long it would take.',
      'A file is analysed first (relaxed to max|F| ≤ 1e-11); a sample of a project is taken as it is stored, and its spectrum and map are kept in the project.',
    ],
    examples: [
      ['spectrum glass.keycore 1', 'D(ω) in 100 bins, and the window ω = 0.4 to 1.2'],
      ['spectrum glass.dump --model 2dipl --no-map --bins 40 --json -', 'D(ω) only, as JSON'],
      ['spectrum glass.keycore 1 --window 0,4 --yes --json low.json', 'A wide window, however long it takes'],
    ],
    flags: {
      bins: flags.bins.meta({ placeholder: 'n' }),
      maximum: flags.maximum
        .unwrap()
        .unwrap()
        .optional()
        .meta({ description: 'upper end of D(ω); else the end of the spectrum', placeholder: 'ω' }),
      window: z
        .tuple([z.number(), z.number()])
        .default([0.4, 1.2])
        .meta({ description: 'window whose modes are all computed, for the maps D_i^T(ω)/ω', placeholder: 'ω,ω' }),
      map: z.boolean().default(true).meta({ description: 'D(ω) only, no mode of the window' }),
      windowBins: flags.windowBins.meta({ placeholder: 'n' }),
      yes: z
        .boolean()
        .default(false)
        .meta({ description: 'compute a window of more than 2000 modes, however long it takes' }),
    },
    settingsOf: ({ bins, maximum = null, window: [lower, upper], map, windowBins }): SpectrumSettings => ({
      bins,
      maximum,
      window: map ? { lower, upper } : null,
      windowBins,
    }),
    isConfirmed: ({ yes }) => yes,
    keep: 'spectrum and map',
  },
});
