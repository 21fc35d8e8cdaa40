/** The program that encodes has ended before the movie was whole; the message says how, and what it said last. */
export class EncoderFailure extends Error {
  override readonly name = 'EncoderFailure';
}
