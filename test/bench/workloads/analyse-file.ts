// node analyse-file.ts FILE MODEL MODES REPEATS → one line of JSON: file in, everything that `analyze` reports out.
import { analyse } from '../../../native-workers/analysis/analyse/analyse.ts';
import { analysisSettingsSchema } from '../../../native-workers/analysis/report/analysis-settings.ts';
import { modelById } from '../../../native-workers/models/registry.ts';
import { peakMiB } from './peak-memory.ts';
import { readConfiguration } from './read-configuration.ts';

/** What the parent process reads. */
export interface AnalyseFileResult {
  /** Seconds of each repetition; the first includes loading the kernels and compiling the JavaScript. */
  seconds: number[];
  omega: number[];
  maxPsi: number;
  transverse: number;
  string: number[];
  peakMiB: number;
}

const [file, modelId, modes, repeats] = process.argv.slice(2);
const settings = analysisSettingsSchema.parse({ modes: Number(modes) });
const seconds: number[] = [];
let report;
for (let k = 0; k < Number(repeats); k++) {
  const start = performance.now();
  const configuration = await readConfiguration(file);
  const outcome = analyse({ configuration, model: modelById(modelId), settings, source: file, seed: null });
  seconds.push((performance.now() - start) / 1000);
  report = outcome.report;
}
if (report === undefined) throw new Error('REPEATS must be at least 1');
const result: AnalyseFileResult = {
  seconds,
  omega: report.modes.map((mode) => mode.omega),
  maxPsi: report.vibrability.max ?? NaN,
  transverse: report.modes[0].transverse,
  string: report.keyCore.stringIds.map((id) => id - 1),
  peakMiB: peakMiB(),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
