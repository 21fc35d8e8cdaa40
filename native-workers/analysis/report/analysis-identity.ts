import type { z } from 'zod';
import { analysisSettingsSchema, type AnalysisSettings } from './analysis-settings.ts';
import type { QlmCriterion } from './verdicts.ts';

const DEFAULT_SHARES = analysisSettingsSchema.shape.qlmShares.parse(undefined);

function hasDefaultShares({ qlmShares }: AnalysisSettings) {
  return qlmShares.every((share, at) => share === DEFAULT_SHARES[at]);
}

/** The rule by which a job of these settings counts its QLM samples. */
export function criterionOf({ qlmCriterion = 'phonon-share' }: AnalysisSettings): QlmCriterion {
  return qlmCriterion;
}

/**
 * The settings of an analysis as the configuration of a job holds them: jobs of the same ones are the same. They name the
 * criterion. Those of `participation` look as Keycore wrote them before there was another: a job that was begun then is
 * found by them.
 */
export function analysisIdentity(settings: AnalysisSettings): Record<string, z.core.util.JSONType> {
  const { qlmShares, qlmCriterion, backbone, ...others } = settings;
  // As Keycore wrote them before there was a choice.
  const older = backbone ? others : { ...others, backbone };
  if (qlmCriterion === 'participation' && hasDefaultShares(settings)) return older;
  return { ...older, qlmShares, qlmCriterion: criterionOf(settings) };
}

/**
 * The same settings under the criterion of earlier versions, for finding what was begun by one of them; null where they
 * name a criterion or limits of the share, which those versions did not have.
 */
export function underOlderCriterion(settings: AnalysisSettings): AnalysisSettings | null {
  if (settings.qlmCriterion !== undefined || !hasDefaultShares(settings)) return null;
  return { ...settings, qlmCriterion: 'participation' };
}
