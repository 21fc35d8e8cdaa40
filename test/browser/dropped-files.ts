import type { Locator, Page } from 'playwright-core';

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

/** The dialog that shows what was recognised in files. */
export function previewOf(page: Page): Locator {
  return page.getByRole('dialog', { name: /^Import / });
}

/** The button that begins the import of what may come in. */
export function importButton(page: Page): Locator {
  return previewOf(page).getByRole('button', { name: /^Import( \d+ files?)?$/ });
}

/** Imports what the dialog shows, as it was recognised; it goes on while the window is free again. */
export async function confirmImport(page: Page): Promise<void> {
  await importButton(page).click();
  const over = previewOf(page).locator('button.primary', { hasText: 'Close' });
  await over.or(page.locator('body:not(:has(dialog[open]))')).first().waitFor();
  // By its button: Escape would take away what the window says of the import where the dialog has closed by itself.
  if (await over.isVisible()) await over.click();
  await previewOf(page).waitFor({ state: 'detached' });
}

/** Drops files and imports them as they are recognised. */
export async function dropAndImport(page: Page, ...files: DroppedFile[]): Promise<void> {
  await drop(page, ...files);
  await confirmImport(page);
}
