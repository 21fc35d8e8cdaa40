/** What XML 1.0 has no place for, escaped or not (its production 2, Char): most control characters, and halves of pairs. */
// eslint-disable-next-line no-control-regex -- these are the characters that are taken out
const NO_XML = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Cs}/gu;

/** A text as it stands in an element of XML; U+FFFD stands for what XML cannot hold. */
export function xmlText(text: string): string {
  return text.replaceAll(NO_XML, '\uFFFD').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
