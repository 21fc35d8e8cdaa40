import { z } from 'zod';
import type { SampleFacts } from '../library/sample-library.ts';
import type { ApiContext } from './context.ts';

/** `ahead=1` in a query says that nobody waits for the answer yet: such a request comes after all others. */
export const aheadSchema = z.literal('1').optional();

/** Of a route whose query is nothing else. */
export const aheadQuerySchema = z.strictObject({ ahead: aheadSchema });

type AheadQuery = z.infer<typeof aheadQuerySchema>;

export function isAhead({ ahead }: AheadQuery): boolean {
  return ahead !== undefined;
}

/**
 * To be called for every request that shows a sample: what was asked ahead of it, and is what the request now joins, is
 * waited for from here on.
 */
export function hurryUnlessAhead({ warm }: ApiContext, { numbers }: SampleFacts, query: AheadQuery): void {
  if (!isAhead(query)) warm.wanted(numbers.contentHash);
}
