import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { ROOT } from '../setup/root.mjs';

/** Text without and with blocks of code, by turns. */
const FENCE = /(^```[^]*?^```$)/m;
/** A link or picture of Markdown to something of the repository. */
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;
/** The same in HTML. */
const SOURCE = /(src|srcset)="(?![a-z]+:|\.|\/)([^"]+)"/g;

/** A document that is staged, and what it leads to. */
interface Staged {
  text: string;
  /** Further documents, pictures, and files that are shown as they stand. */
  documents: string[];
  pictures: string[];
  sources: string[];
}

/** A document for the site: what it links to in the repository is found there, too. `base` as of the site. */
export function stagedDocument(path: string, markdown: string, base: string): Staged {
  const found: Omit<Staged, 'text'> = { documents: [], pictures: [], sources: [] };
  const inRepository = (link: string) => posix.join(posix.dirname(path), link);
  const prose = (text: string) =>
    text
      .replaceAll(LINK, (whole, mark: string, label: string, link: string, anchor = '') => {
        const target = inRepository(link);
        if (mark === '!') {
          found.pictures.push(target);
          return whole;
        }
        if (target.endsWith('.md')) {
          found.documents.push(target);
          const page = target === 'README.md' ? link.replace(/README\.md$/, 'index.md') : link;
          return `[${label}](${page}${anchor as string})`;
        }
        if (existsSync(join(ROOT, target)) && statSync(join(ROOT, target)).isDirectory())
          return `[${label}](${link.replace(/\/$/, '')}/index.md)`;
        const isPicture = /\.(png|svg)$/.test(target);
        found.sources.push(target);
        return `<a href="${base}files/${target}${isPicture ? '' : '.txt'}" target="_self">${label}</a>`;
      })
      .replaceAll(SOURCE, (_, attribute: string, source: string) => {
        found.pictures.push(inRepository(source));
        return `${attribute}="./${source}"`;
      });
  const text = markdown
    .split(FENCE)
    .map((part, at) => (at % 2 === 1 ? part : prose(part)))
    .join('');
  return { text, ...found };
}

/** Writes documents, and all that they lead to, into a folder. Throws for a link to what is not there. */
export function stageDocuments(paths: readonly string[], folder: string, base: string): void {
  const waiting = [...paths];
  const done = new Set<string>();
  const copy = (path: string, to: string) => {
    if (!existsSync(join(ROOT, path))) throw new Error(`${path} is linked to, and not there`);
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, to));
  };
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (done.has(path)) continue;
    done.add(path);
    if (!existsSync(join(ROOT, path))) throw new Error(`${path} is linked to, and not there`);
    const { text, documents, pictures, sources } = stagedDocument(path, readFileSync(join(ROOT, path), 'utf8'), base);
    const page = join(folder, path === 'README.md' ? 'index.md' : path);
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, text);
    waiting.push(...documents);
    for (const picture of pictures) copy(picture, picture);
    for (const source of sources) copy(source, `public/files/${source}${/\.(png|svg)$/.test(source) ? '' : '.txt'}`);
  }
}
