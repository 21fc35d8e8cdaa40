import type { Page } from 'playwright-core';

export { dumpText } from './dump-text.ts';

/** A file as it is dropped on the window. */
export interface DroppedFile {
  name: string;
  content: string | Uint8Array;
}

/** Drags files from outside over the window and lets them go, as a browser tells a page of it. */
export async function drop(page: Page, ...files: DroppedFile[]): Promise<void> {
  const encoded = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') }));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, encoded);
}
