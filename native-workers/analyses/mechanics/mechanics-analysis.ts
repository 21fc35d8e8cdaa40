import { configurationHash } from '../../configuration/configuration-hash.ts';
import { modelOf } from '../../models/model-of.ts';
import { defineAnalysis, type AnalysisSample } from '../../analysis/description/analysis.ts';
import { mechanicsReportSchema } from './mechanics-report.ts';
import type * as code from './mechanics-run.ts';
import { mechanicsSettingsSchema, type MechanicsSettings } from './mechanics-settings.ts';
import { mechanicsText } from './mechanics-summary.ts';

/** Modes whose coupling to strain is reported. */
const MODES = 20;

/** Up to here, and with no finer steps of the angle, it takes about a second with the factorisation at hand. */
const WARM_PARTICLES = 16_384;
const WARM_DEGREES = 0.5;

/** u of the modes whose coupling is reported, one after another. */
function lowestModes(sample: AnalysisSample): Float64Array {
  const size = 2 * sample.configuration.ids.length;
  const count = Math.min(sample.modes, MODES);
  const all = new Float64Array(count * size);
  for (let mode = 0; mode < count; mode++) all.set(sample.displacement(mode), mode * size);
  return all;
}

const flags = mechanicsSettingsSchema.shape;

/** G(θ) free and with particles pinned, and the hidden strings (Hu & Tanaka 2025, Figs. 4a and 5a). */
export const mechanicsAnalysis = defineAnalysis<typeof code>()({
  name: 'mechanics',
  kept: 'the report',
  counted: ['report on mechanics', 'reports on mechanics'],
  settings: mechanicsSettingsSchema,
  report: mechanicsReportSchema,
  settingsOf: ({ settings }) => settings,
  arrays: [],
  scalars: [
    {
      name: 'meanShear',
      unit: 'ε/σ²',
      of: 'sample',
      description: 'mean of G(θ), nothing pinned',
      valuesOf: ({ anisotropy }) => [anisotropy.unpinned.mean],
    },
    {
      name: 'stringPinnedShear',
      unit: 'ε/σ²',
      of: 'sample',
      description: 'mean of G(θ) with the key-core string pinned',
      valuesOf: ({ anisotropy }) => [anisotropy.stringPinned?.mean ?? null],
    },
    {
      name: 'relativeAnisotropy',
      unit: null,
      of: 'sample',
      description: '(max − min of G) / mean of G with the key-core string pinned',
      valuesOf: ({ anisotropy }) => [anisotropy.unpinned.relative],
    },
  ],
  policy: 'kept',
  ofHessian: true,
  runsWarm: (particles, { degrees }) => particles <= WARM_PARTICLES && degrees >= WARM_DEGREES,
  fileAnalysis: () => ({}),
  inputOf: (sample, settings) => {
    const { configuration, model } = sample;
    const { keyCore, provenance } = sample.report();
    return {
      ...configuration,
      model,
      keyCore,
      displacements: lowestModes(sample),
      settings,
      source: provenance.source,
      sampleHash: configurationHash(configuration, modelOf(model)),
    };
  },
  // A particle that is left out is excited at no angle.
  ofWhole: (report, spread) =>
    report.strings === null
      ? report
      : {
          ...report,
          strings: { ...report.strings, nAngle: Array.from(spread(report.strings.nAngle), (count) => count || 0) },
        },
  columns: ({ strings }) => (strings === null ? [] : [{ name: 'n_angle', values: Float64Array.from(strings.nAngle) }]),
  text: mechanicsText,
  command: {
    summary: 'Shear modulus at every angle, free and with particles pinned, and the hidden strings',
    details: [
      'Linear response of a stable sample: G(θ) with nothing, the key-core string, the key-core square, the string and the particles excited at each angle, and the string and all of them pinned; --pin adds a curve with any particles pinned. Exact: no finite strain is made.',
      'Hidden strings: with the key-core string pinned, a particle is excited at θ if it moves by more than c times the root mean square over all particles and angles (--string-cutoff).',
      'A file is analysed first, as analyze does it, with the same flags; -o stores it and the report in a project: one that cannot be written is refused before anything is calculated, and where the disk fails later the report is given all the same and the exit code is 1. The report on a sample of a project is kept in that project. An unstable sample is refused.',
    ],
    examples: [
      ['mechanics glass.dump --model 2dipl', 'A summary on the terminal'],
      [
        'mechanics glass.dump --model 2dipl --degrees 5 --pin 165,243,459 --json -',
        'JSON, with three particles pinned',
      ],
      ['mechanics glass.keycore 1', 'Sample 1 of a project; the report is kept there'],
    ],
    flags: {
      degrees: flags.degrees.meta({ placeholder: 'step' }),
      pin: flags.pinned.meta({ placeholder: 'ids' }),
      stringCutoff: flags.stringCutoff.meta({ placeholder: 'c' }),
    },
    settingsOf: ({ degrees, stringCutoff, pin }): MechanicsSettings => ({
      degrees,
      stringCutoff,
      ...(pin === undefined ? {} : { pinned: pin }),
    }),
    storesFiles: true,
  },
});
