// Makes an ensemble in a process of its own, to be killed: ensemble-child.ts PROJECT SETTINGS.json WORKERS.
// Says on standard output what it has written down, a word a line.
import { existsSync, readFileSync } from 'node:fs';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { runEnsemble } from '../../src-main/ensemble/run-ensemble.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';

const [path, settingsFile, workers] = process.argv.slice(2);
const project = existsSync(path) ? await openProject(path, { mode: 'write' }) : await createProject(path);
const say = (word: string): void => void process.stdout.write(`${word}\n`);
await runEnsemble({
  project,
  settings: parseSettings(simulationSettingsSchema, JSON.parse(readFileSync(settingsFile, 'utf8'))),
  workers: Number(workers),
  checkpointIntervalMs: 30,
  onEvent: ({ kind }) => {
    if (kind !== 'progress') say(kind);
  },
  // Every write to the project is a moment worth a kill.
  runExclusive: async (action) => {
    const result = await Promise.resolve().then(action);
    say('written');
    return result;
  },
});
project.close();
