import { z } from 'zod';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { settingsIssues } from '../../native-workers/settings/parse-settings.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { type AnalysisCheck, type AnalysisForm, analysisFormSchema } from './analysis-contract.ts';

/** What the window draws the form of an analysis and the table of its report from: the schemas of its folder. */
export function describeAnalysisForm({ settings, report }: Analysis): AnalysisForm {
  return analysisFormSchema.parse({
    settings: z.toJSONSchema(settings, { io: 'input' }),
    // A setting without a default that is not given is absent here, too.
    defaults: settings.parse({}),
    report: z.toJSONSchema(report, { io: 'input' }),
  });
}

/** Everything that is wrong with settings of an analysis, in the words of the command line. */
export function checkAnalysisSettings(analysis: Analysis, settings: unknown): AnalysisCheck {
  const issues = settingsIssues(analysis.settings, settings);
  if (issues.length > 0) return { issues };
  try {
    analysis.check?.(analysis.settings.parse(settings));
    return { issues: [] };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const field = error.place.field ?? '';
    const message = error.message.startsWith(`${field}: `) ? error.message.slice(field.length + 2) : error.message;
    return { issues: [{ field, message }] };
  }
}
