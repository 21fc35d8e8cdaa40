import { BadInput } from '../../text/bad-input.ts';
import { defineAnalysis, type AnalysisSample } from '../../analysis/description/analysis.ts';
import { flagsOf } from '../../settings/flags-of-settings.ts';
import { keyCorePlace } from './key-core-place.ts';
import { topologyReportSchema } from './topology-report.ts';
import type * as code from './topology-run.ts';
import { topologySettingsSchema, type TopologySettings } from './topology-settings.ts';
import { topologyText } from './topology-summary.ts';

function displacementOf(sample: AnalysisSample, mode: number) {
  const { modes } = sample;
  if (mode < modes) return sample.displacement(mode);
  throw new BadInput(
    modes === 0
      ? 'no displacements are stored of this sample'
      : `expected 0 to ${modes - 1}: displacements of that many modes are there, got ${mode}`,
    { field: '--mode' },
  );
}

const flags = topologySettingsSchema.shape;

/** Topological charges of a mode. */
export const topologyAnalysis = defineAnalysis<typeof code>()({
  name: 'topology',
  kept: 'the charges',
  counted: ['set of charges', 'sets of charges'],
  heading: 'Topological charges',
  settings: topologySettingsSchema,
  report: topologyReportSchema,
  settingsOf: ({ mode, field, grid, triangles }) => ({
    mode,
    field,
    spacing: grid.spacing,
    smoothing: grid.smoothing,
    triangleSmoothing: triangles.smoothing,
  }),
  arrays: [],
  scalars: [],
  policy: 'immediate',
  runsWarm: () => true,
  fileAnalysis: ({ mode }) => ({ modes: mode + 1 }),
  inputOf: (sample, settings) => {
    const { configuration, model } = sample;
    const displacement = displacementOf(sample, settings.mode);
    const report = sample.report();
    return {
      ...configuration,
      model,
      displacement,
      omega: report.modes[settings.mode].omega,
      settings,
      keyCore: keyCorePlace(report, configuration.ids, sample.vibrability()),
    };
  },
  text: topologyText,
  command: {
    summary: 'Topological charges of a mode, and how far the nearest −1 is from the key core',
    details: [
      'The winding number of the direction of u, u_T or u_L, counter-clockwise: round the plaquettes of a regular grid, on which the field is averaged with weights exp(−d²/2s²), and round the Delaunay triangles. A +1 is a vortex (or source or sink), a −1 a saddle, as in the middle of a four-leaf pattern. On the periodic box the charges sum to exactly 0.',
      'A file is analysed first; of a sample of a project the stored modes can be looked at.',
    ],
    examples: [
      ['topology glass.keycore 1', 'Charges of the lowest mode'],
      ['topology glass.keycore 1 --mode 3 --field uT --json -', 'Those of the transverse part of mode 3, as JSON'],
      ['topology glass.dump --model 2dipl --field uL --triangle-smoothing 2', 'Smoother at the triangles'],
    ],
    flags: {
      ...flagsOf(flags, { mode: 'k', field: 'name', spacing: 'σ', smoothing: 'σ' }),
      triangleSmoothing: flags.triangleSmoothing.unwrap().unwrap().optional().meta({
        description: 'the same at the corners of the triangles, 0 for none; else 1 for uL and 0 for the others',
        placeholder: 'σ',
      }),
    },
    settingsOf: ({ triangleSmoothing = null, ...given }): TopologySettings => ({ ...given, triangleSmoothing }),
  },
});
