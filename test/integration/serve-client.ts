import { readFileSync } from 'node:fs';

/** The code in a redirect file, as a browser would take it from the address. */
export function codeIn(redirectFile: string): string {
  const code = /#code=([\w-]+)"/.exec(readFileSync(redirectFile, 'utf8'))?.[1];
  if (code === undefined) throw new Error(`${redirectFile} holds no code`);
  return code;
}

/** Comes in as a browser does: through the redirect file, with the code in it. */
export async function tokenFor({ url, redirectFile }: { url: string; redirectFile: string }): Promise<string> {
  const response = await fetch(new URL('/api/session', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: codeIn(redirectFile) }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}
