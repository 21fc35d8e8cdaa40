import { strictSettings } from '../../settings/strict-settings.ts';
import { defineAnalysis } from '../../analysis/description/analysis.ts';
import { structureReportSchema } from './structure-report.ts';
import type * as code from './structure-run.ts';
import { structureText } from './structure-summary.ts';

/** g(r), S(q), ψ6 and coordination numbers. */
export const structureAnalysis = defineAnalysis<typeof code>()({
  name: 'structure',
  settings: strictSettings({}),
  report: structureReportSchema,
  settingsOf: () => ({}),
  arrays: [
    { name: 'g/*', kind: 'series', unit: null, label: 'g', description: 'r, total, and each pair AB' },
    {
      name: 'S/*',
      kind: 'series',
      unit: null,
      label: 'S',
      description: 'q, mean and largest of a shell',
    },
    { name: 'psi6', kind: 'scalar', unit: null, label: '|ψ_6|', description: '|ψ6| of each particle' },
    { name: 'psi6/all', kind: 'series', unit: null, label: 'ψ_6', description: '|⟨ψ6⟩| and ⟨|ψ6|⟩' },
    {
      name: 'coordination/*',
      kind: 'series',
      unit: null,
      label: 'z',
      description: 'of each species: particles with 0, 1, … neighbours',
    },
  ],
  scalars: [],
  policy: 'immediate',
  live: true,
  runsWarm: () => true,
  inputOf: ({ whole, model, source }) => ({ ...whole, model, source }),
  text: structureText,
  command: {
    summary: 'Radial distribution, structure factor, hexatic order and coordination numbers',
    details: [
      'g(r) in total and of each pair of species, S(q) by a non-uniform Fourier transform over all wave vectors of the box, ψ6 and the number of neighbours from the Voronoi tessellation.',
      'The positions are taken as they are: nothing is relaxed.',
    ],
    examples: [
      ['structure glass.keycore 1', 'Peaks, hexatic order and coordination numbers of sample 1'],
      ['structure glass.dump --model 2dipl --json structure.json', 'All curves, as JSON'],
    ],
    flags: {},
    settingsOf: () => ({}),
  },
});
