import type { z } from 'zod';

/**
 * A response of one line of JSON an event, made as the events come; null among them is a blank line, which keeps a quiet
 * way open. The signal that `events` gets is aborted when the reader goes away.
 */
export function lineStream<Event>(
  schema: z.ZodType<unknown, Event>,
  events: (signal: AbortSignal) => AsyncGenerator<Event | null, void>,
): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const source = events(gone.signal);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { value, done } = await source.next();
      if (done === true) {
        gone.abort();
        controller.close();
      } else controller.enqueue(encoder.encode(value === null ? '\n' : `${JSON.stringify(schema.parse(value))}\n`));
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } });
}
