/**
 * The values of a stream with one JSON text a line, as they come; ends with the stream. A line that the connection cut
 * off is not a value: the reader takes the stream up again after the last whole one. Throws SyntaxError for a whole
 * line that is no JSON.
 */
export async function* ndjson<T>(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<T> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
    }
  } finally {
    // A reader that stops frees the connection.
    await reader.cancel().catch(() => undefined);
  }
}
