import PDFDocument from 'pdfkit';
import { FACES, type Face, fontOf } from '../marks/faces.ts';
import { setLabel } from '../marks/label.ts';
import type { CirclesMark, Drawing, LinesMark, FigureMark, RectangleMark, TextMark } from '../marks/marks.ts';
import { pictureOf } from './picture-of.ts';
import { inHundredths, TextBytes } from './text-bytes.ts';
import { xmlText } from './xml-text.ts';

type Document = InstanceType<typeof PDFDocument>;

/** Fills and strokes the path that was begun. */
function paintPath(document: Document, { fill, stroke, opacity }: Pick<LinesMark, 'fill' | 'stroke' | 'opacity'>) {
  if (opacity !== undefined) document.opacity(opacity);
  if (stroke !== undefined) {
    document.lineWidth(stroke.width).lineJoin('round');
    if (stroke.dash === undefined) document.undash();
    else document.dash(stroke.dash[0], { space: stroke.dash[1] ?? stroke.dash[0] });
  }
  if (fill !== undefined && stroke !== undefined) document.fillAndStroke(fill, stroke.colour);
  else if (fill !== undefined) document.fill(fill);
  else if (stroke !== undefined) document.stroke(stroke.colour);
  if (opacity !== undefined) document.opacity(1);
}

/** Operators of a path (ISO 32000-2, 8.5.2): behind a coordinate, before the next. */
const [MOVE, LINE, CURVE, CLOSE] = [' m ', ' l ', ' c ', 'h '];

/** A path that we write ourselves: a figure has hundreds of thousands of points, for which the document's own way is slow. */
function addPath(document: Document, write: (path: TextBytes) => void) {
  const path = new TextBytes();
  write(path);
  document.addContent(path.bytes());
}

function drawLines(document: Document, mark: LinesMark) {
  addPath(document, (path) => {
    for (const points of mark.parts) {
      for (let at = 0; at < points.length; at += 2) {
        path.hundredths(inHundredths(points[at]));
        path.spaced(inHundredths(points[at + 1]));
        path.text(at === 0 ? MOVE : LINE);
      }
      if (mark.closed === true) path.text(CLOSE);
    }
  });
  paintPath(document, mark);
}

/** Control points of a quarter of a circle of radius 1 lie so far from its ends: 4 (√2 − 1)/3. */
const KAPPA = (4 * (Math.SQRT2 - 1)) / 3;
/** A circle from its right end by quarters: of each curve two control points and its end, in radii. */
const QUARTERS = [
  [1, KAPPA, KAPPA, 1, 0, 1],
  [-KAPPA, 1, -1, KAPPA, -1, 0],
  [-1, -KAPPA, -KAPPA, -1, 0, -1],
  [KAPPA, -1, 1, -KAPPA, 1, 0],
];

function drawCircles(document: Document, mark: CirclesMark) {
  const { centres, radius } = mark;
  addPath(document, (path) => {
    for (let at = 0; at < centres.length; at += 2) {
      const [x, y] = [centres[at], centres[at + 1]];
      const r = typeof radius === 'number' ? radius : radius[at / 2];
      path.hundredths(inHundredths(x + r));
      path.spaced(inHundredths(y));
      path.text(MOVE);
      for (const quarter of QUARTERS) {
        path.hundredths(inHundredths(x + r * quarter[0]));
        for (let k = 1; k < 6; k += 1) path.spaced(inHundredths((k % 2 === 0 ? x : y) + r * quarter[k]));
        path.text(CURVE);
      }
      path.text(CLOSE);
    }
  });
  paintPath(document, mark);
}

function drawRectangle(document: Document, mark: RectangleMark) {
  document.rect(mark.x, mark.y, mark.width, mark.height);
  paintPath(document, mark);
}

function drawText(document: Document, { x, y, text, size, colour, anchor, bold = false, turned }: TextMark) {
  const { runs, width } = setLabel(text, size, bold);
  const left = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  document.save();
  document.translate(x, y);
  if (turned !== undefined) document.rotate(-turned);
  for (const run of runs)
    document
      .font(run.face)
      .fontSize(run.size)
      .fillColor(colour)
      .text(run.text, left + run.offset, run.shift, { lineBreak: false, baseline: 'alphabetic', features: [] });
  document.restore();
}

function drawMark(document: Document, mark: FigureMark): void {
  switch (mark.kind) {
    case 'lines':
      drawLines(document, mark);
      return;
    case 'circles':
      drawCircles(document, mark);
      return;
    case 'rectangle':
      drawRectangle(document, mark);
      return;
    case 'text':
      if (mark.text !== '') drawText(document, mark);
      return;
    case 'raster':
      document.image(pictureOf(mark), mark.x, mark.y, { width: mark.width, height: mark.height });
      return;
    case 'group': {
      document.save();
      document.translate(mark.x, mark.y);
      if (mark.clip !== undefined) document.rect(mark.clip.x, mark.clip.y, mark.clip.width, mark.clip.height).clip();
      for (const inner of mark.marks) drawMark(document, inner);
      document.restore();
      return;
    }
  }
}

export interface PdfOptions {
  ground: string | null;
  title: string;
  /** JSON, kept in the metadata. */
  memory?: string;
  creator: string;
}

/** The metadata of a document as XMP (ISO 16684-1), with what the figure shows under our own name. */
function xmpPacket({ title, memory, creator }: PdfOptions) {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:keycore="https://keycore.org/figure/1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${xmlText(title)}</rdf:li></rdf:Alt></dc:title><xmp:CreatorTool>${xmlText(creator)}</xmp:CreatorTool>${memory === undefined ? '' : `<keycore:figure>${xmlText(memory)}</keycore:figure>`}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}

/** A drawing as a PDF file of one page: everything but embedded pictures as outlines, text as text in embedded faces. */
export async function pdfOf({ width, height, marks }: Drawing, options: PdfOptions): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: [width, height],
    margin: 0,
    autoFirstPage: true,
    // No time of making: the same figure is the same file.
    info: { Title: options.title, Creator: options.creator, CreationDate: new Date(0) },
  });
  const chunks: Uint8Array[] = [];
  document.on('data', (piece: Uint8Array) => chunks.push(piece));
  const ended = new Promise<void>((resolve, reject) => {
    document.on('end', resolve);
    document.on('error', reject);
  });
  // Opened once for all documents, which the declared type does not know.
  for (const face of Object.keys(FACES) as Face[]) document.registerFont(face, fontOf(face) as unknown as string);
  if (options.ground !== null) document.rect(0, 0, width, height).fill(options.ground);
  for (const mark of marks) drawMark(document, mark);
  const metadata = document.ref({ Type: 'Metadata', Subtype: 'XML' });
  // Readable without unpacking, as XMP asks.
  (metadata as unknown as { compress: boolean }).compress = false;
  metadata.end(Buffer.from(xmpPacket(options), 'utf8'));
  (document as unknown as { _root: { data: Record<string, unknown> } })._root.data['Metadata'] = metadata;
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
