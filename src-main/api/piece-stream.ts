/** Pieces, each made when it is taken. The DOM's types lack `ReadableStream.from`. */
export function pieceStream(pieces: Iterator<Uint8Array<ArrayBuffer>, void>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      pull: (controller) => {
        const { done, value } = pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void pieces.return?.(),
    },
    { highWaterMark: 0 },
  );
}
