import type { CDPSession, Page } from 'playwright-core';

/** A piece of text as the window shows it. */
export interface ShownText {
  text: string;
  /** Height of the letters' em as it is on the screen, CSS pixels. */
  size: number;
  /** As CSS writes it: weight, size, families. */
  font: string;
}

/** A piece of text that was drawn by a font that the window does not bring along. */
export interface StrangerFont {
  font: string;
  text: string;
}

interface Recorder {
  canvasText: Map<string, ShownText>;
}

/** Has the page remember what it writes on canvases; before anything of it runs. */
export async function recordCanvasText(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const recorder = window as unknown as Recorder;
    recorder.canvasText = new Map();
    for (const method of ['fillText', 'strokeText'] as const) {
      // Called with the context as `this`.
      // eslint-disable-next-line @typescript-eslint/unbound-method
      const original = CanvasRenderingContext2D.prototype[method];
      CanvasRenderingContext2D.prototype[method] = function (this: CanvasRenderingContext2D, text, ...rest) {
        const { a, b } = this.getTransform();
        const drawn = Number.parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? 'NaN') * Math.hypot(a, b);
        recorder.canvasText.set(`${this.font} ${text}`, { text, font: this.font, size: drawn / devicePixelRatio });
        original.call(this, text, ...rest);
      };
    }
  });
}

/** What was written on canvases since it was last asked. */
export async function canvasTexts(page: Page): Promise<ShownText[]> {
  return page.evaluate(() => {
    const { canvasText } = window as unknown as Recorder;
    const all = Array.from(canvasText.values());
    canvasText.clear();
    return all;
  });
}

/** All text that is to be seen, with that of fields and their placeholders. */
export async function shownTexts(page: Page): Promise<ShownText[]> {
  return page.evaluate(() => {
    const found: ShownText[] = [];
    const isSeen = (element: Element): boolean => {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
      const { width, height } = element.getBoundingClientRect();
      // What is for screen readers only has one pixel.
      return width > 1 && height > 1 && element.closest('.visually-hidden') === null;
    };
    const stretch = (element: Element): number => {
      // What a viewBox or a transform does to the letters.
      if (element instanceof SVGGraphicsElement) {
        const matrix = element.getScreenCTM();
        return matrix === null ? 1 : Math.hypot(matrix.a, matrix.b);
      }
      return 1;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || ['SCRIPT', 'STYLE', 'TITLE', 'title'].includes(element.tagName)) continue;
      // The options of a closed select are measured by the select.
      const shown = element.closest('select') ?? element;
      if (!isSeen(shown)) continue;
      const { fontSize, font } = getComputedStyle(shown);
      found.push({ text, size: Number.parseFloat(fontSize) * stretch(element), font });
    }
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) {
      if (!isSeen(field)) continue;
      const { fontSize, font } = getComputedStyle(field);
      const placeholder = Number.parseFloat(getComputedStyle(field, '::placeholder').fontSize);
      const text = `${field.value}${field.placeholder}`;
      found.push({ text, size: Math.min(Number.parseFloat(fontSize), placeholder), font });
    }
    return found;
  });
}

interface DomNode {
  nodeId: number;
  nodeType: number;
  nodeName: string;
  nodeValue: string;
  children?: DomNode[];
  shadowRoots?: DomNode[];
}

const TEXT_NODE = 3;

/** Text within an element that is shown in a font of the machine, as the browser itself tells; also in fields and placeholders. */
export async function strangerFonts(page: Page, selector = 'body'): Promise<StrangerFont[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  // The whole tree under it is told to the session, with the nodes' numbers.
  const told = new Promise<DomNode[]>((resolve) => {
    session.on('DOM.setChildNodes', ({ parentId, nodes }) => parentId === nodeId && resolve(nodes));
  });
  await session.send('DOM.requestChildNodes', { nodeId, depth: -1, pierce: true });
  const strangers: StrangerFont[] = [];
  const whole = { nodeId, nodeType: 1, nodeName: '', nodeValue: '', children: await told };
  await visit(session, whole, strangers);
  await session.detach();
  return strangers;
}

async function visit(session: CDPSession, node: DomNode, strangers: StrangerFont[]): Promise<void> {
  const children = [...(node.children ?? []), ...(node.shadowRoots ?? [])];
  const own = children.filter(({ nodeType, nodeValue }) => nodeType === TEXT_NODE && nodeValue.trim() !== '');
  if (own.length > 0) {
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId: node.nodeId });
    for (const { familyName, isCustomFont } of fonts)
      if (!isCustomFont) strangers.push({ font: familyName, text: own.map(({ nodeValue }) => nodeValue).join('') });
  }
  await Promise.all(children.map((child) => visit(session, child, strangers)));
}

/**
 * The same for all letters of `texts`, each once in every font it was written in: the browser tells fonts of elements
 * only, so what stands on canvases becomes an element for it, and hundreds of elements become a few.
 */
export async function strangerLetters(page: Page, texts: readonly ShownText[]): Promise<StrangerFont[]> {
  const byFont = new Map<string, Set<string>>();
  for (const { text, font } of texts) {
    const letters = byFont.get(font) ?? new Set();
    for (const letter of text) letters.add(letter);
    byFont.set(font, letters);
  }
  const lines = Array.from(byFont, ([font, letters]) => ({ font, text: Array.from(letters).join('') }));
  await page.evaluate((list) => {
    const sheet = document.createElement('div');
    sheet.id = 'letters';
    for (const { text, font } of list) {
      const line = document.createElement('p');
      line.style.font = font;
      line.textContent = text;
      sheet.append(line);
    }
    // In the dialog on top, if there is one: what lies under it is not laid out again.
    (document.querySelector('dialog[open]') ?? document.body).append(sheet);
  }, lines);
  const strangers = await strangerFonts(page, '#letters');
  await page.evaluate(() => document.getElementById('letters')?.remove());
  return strangers;
}
