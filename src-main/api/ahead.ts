import { z } from 'zod';
import type { SampleFacts } from '../library/sample-library.ts';
import type { ApiContext } from './context.ts';

/** `ahead=1` in a query says that nobody waits for the answer yet: such a request comes after all others. */
export const aheadSchema = z.literal('1').optional().transform(Boolean);

/** Of a route whose query is nothing else. */
export const aheadQuerySchema = z.strictObject({ ahead: aheadSchema });

/**
 * To be called for every request that shows a sample: what was asked ahead of it, and is what the request now joins, is
 * waited for from here on.
 */
export function hurryUnlessAhead({ warm }: ApiContext, { analysedHash }: SampleFacts, ahead: boolean): void {
  if (!ahead) warm.wanted(analysedHash);
}
