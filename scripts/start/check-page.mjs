/** How the browser host says where it is (src-main/cli/commands/serve.ts). */
const ADDRESS = /runs at (http:\/\/127\.0\.0\.1:\d+\/)/;

/** The address in what the browser host has said so far; null before it has. */
export function addressIn(text) {
  return ADDRESS.exec(text)?.[1] ?? null;
}

async function get(url) {
  const response = await globalThis.fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}

/** Asks for the page and the script that it is made of; throws when one of them does not come. */
export async function checkPage(address) {
  const page = await get(address);
  const script = /<script type="module"[^>]*\ssrc="([^"]+)"/.exec(page)?.[1];
  if (script === undefined) throw new Error(`${address} answered with a page that has no script`);
  if ((await get(new URL(script, address))) === '') throw new Error(`${script} is empty`);
}
