import { inflateSync } from 'node:zlib';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../native-workers/text/escaped.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { ensembleMemorySchema, hasOwnCommand } from './ensemble-memory.ts';
import { type FigureMemory, figureMemorySchema } from './figure-memory.ts';
import { styleNamed } from './marks/styles.ts';
import { PNG_KEYWORD } from './output/png-keyword.ts';
import { readFieldView } from './view/field-view.ts';

/** A memory is some kilobytes: a text that is longer is none of ours. */
const LONGEST_TEXT = 200_000;

const SIGNATURES = { png: '\x89PNG\r\n\x1a\n', pdf: '%PDF-' };

/** Name, code and following bytes of an iTXt chunk of ours: not translated, no language. */
const PNG_HEAD = `${PNG_KEYWORD}\0`;

/** The text of the iTXt chunk of ours; null where there is none. */
function textOfPng(bytes: Buffer): string | null {
  for (let at = SIGNATURES.png.length; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'iTXt' && data.toString('latin1', 0, PNG_HEAD.length) === PNG_HEAD) {
      const isCompressed = data[PNG_HEAD.length] === 1;
      const text = data.subarray(data.indexOf(0, data.indexOf(0, PNG_HEAD.length + 2) + 1) + 1);
      return (isCompressed ? inflateSync(text, { maxOutputLength: LONGEST_TEXT }) : text).toString('utf8');
    }
    at += length + 12;
  }
  return null;
}

const ENTITIES: Record<string, string> = { '&quot;': '"', '&apos;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' };

function between(bytes: Buffer, start: RegExp, end: string): string | null {
  const text = bytes.toString('utf8');
  const found = start.exec(text);
  if (found === null) return null;
  const from = found.index + found[0].length;
  const to = text.indexOf(end, from);
  return to < 0 ? null : text.slice(from, to).replaceAll(/&(quot|apos|lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

function textOf(bytes: Buffer): string | null {
  const begins = (signature: string) => bytes.toString('latin1', 0, signature.length) === signature;
  if (begins(SIGNATURES.png)) return textOfPng(bytes);
  if (begins(SIGNATURES.pdf)) return between(bytes, /<keycore:figure>/, '</keycore:figure>');
  return between(bytes, /<metadata\b[^<>]{0,200}?\bid="keycore"[^<>]{0,200}>/, '</metadata>');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * What a figure (SVG, PDF, PNG) says of itself. Nothing of it is run or opened; the caller holds it against what there
 * is. Throws `BadInput` for a file that says nothing, or says what no Keycore writes. `name`: of the file.
 */
export function readFigureMemory(bytes: Uint8Array, name: string): FigureMemory {
  const file = { file: name };
  let text: string | null;
  try {
    text = textOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    throw new BadInput('this is no whole picture: what it should say of itself cannot be read', file);
  }
  if (text === null)
    throw new BadInput(
      'this picture does not say what it shows: no Keycore made it, or its metadata were taken out when it was edited or sent',
      file,
    );
  const value = text.length > LONGEST_TEXT ? undefined : parsed(text);
  const ofMany = ensembleMemorySchema.safeParse(value);
  // Somebody may run the command: it is told only where it is the one that Keycore writes.
  if (ofMany.success && hasOwnCommand(ofMany.data))
    throw new BadInput(
      `it is of ${ofMany.data.samples} samples together; it is made again with: ${escapedLine(ofMany.data.command)}`,
      file,
    );
  const memory = figureMemorySchema.safeParse(value);
  if (!memory.success)
    throw new BadInput('what this picture says of itself is not what a Keycore writes: it was changed', file);
  const { view, style } = memory.data;
  if (styleNamed(style) === undefined)
    throw new BadInput(`it is drawn in the style ${quoted(style)}, which this Keycore does not have`, file);
  try {
    if (view !== undefined) readFieldView(view);
  } catch {
    throw new BadInput('the view that this picture names is none that this Keycore knows', file);
  }
  return memory.data;
}
