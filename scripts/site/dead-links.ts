import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

const ATTRIBUTE = /\s(?:href|src)="([^"]*)"/g;
const ID = /\sid="([^"]*)"/g;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', '#39': "'" };

function withoutEntities(text: string) {
  return text.replaceAll(/&(amp|quot|lt|gt|#39);/g, (_, name: string) => ENTITIES[name]);
}

function valuesOf(html: string, attribute: RegExp): string[] {
  return [...html.matchAll(attribute)].map(([, value]) => withoutEntities(value));
}

/** The file that a server gives for a path; null where there is none. */
function fileFor(folder: string, path: string) {
  const file = join(folder, path);
  if (!existsSync(file)) return null;
  if (!statSync(file).isDirectory()) return file;
  return existsSync(join(file, 'index.html')) ? join(file, 'index.html') : null;
}

/**
 * Links of the pages in a folder to pages, files and anchors of it that are not there, as "page: link". What leads
 * elsewhere (a scheme) is not asked for. `base`: where the folder lies on its server, '/' by itself.
 */
export function deadLinks(folder: string, base = '/'): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  const idsOf = new Map<string, Set<string>>();
  const hasId = (file: string, id: string) => {
    const ids = idsOf.get(file) ?? new Set(valuesOf(readFileSync(file, 'utf8'), ID));
    idsOf.set(file, ids);
    return ids.has(id);
  };
  return pages.flatMap((page) => {
    const at = `${base}${page.split(sep).join('/')}`;
    const links = new Set(valuesOf(readFileSync(join(folder, page), 'utf8'), ATTRIBUTE));
    const dead = [...links].filter((link) => {
      if (/^([a-z][a-z+.-]*:|\/\/)/i.test(link)) return false;
      const [path, anchor = ''] = link.split('#');
      const target = path === '' ? at : posix.resolve(posix.dirname(at), decodeURIComponent(path.split('?')[0]));
      if (!`${target}/`.startsWith(base)) return true;
      const file = fileFor(folder, relative(base, target));
      return file === null || (anchor !== '' && !hasId(file, decodeURIComponent(anchor)));
    });
    return dead.map((link) => `${page}: ${link}`);
  });
}
