import type { FigureRequest } from '../../src-main/api/figures-contract.ts';
import * as api from '../client/api.ts';
import { download } from '../design/browser-files.ts';
import { figureExports } from './figure-exports.svelte.ts';
import { attempt, messages } from './messages.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** Writes figures to a file; whether that succeeded. */
export async function exportFigures(request: FigureRequest): Promise<boolean> {
  const { address } = workspace;
  return attempt(async () => {
    const { content, name } = await api.figureFile(address, request);
    download(content, name);
    figureExports.written += 1;
  });
}

/** Puts a figure on the clipboard as a picture. */
export async function copyFigure(request: FigureRequest): Promise<boolean> {
  const { address } = workspace;
  return attempt(async () => {
    // Begun within the click: a browser that waits for the picture still knows who asked.
    const picture = api.figureFile(address, { ...request, formats: ['png'] }).then(({ content }) => content);
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    messages.add('The figure is on the clipboard.', 'notice');
  });
}

/** Puts the command line that makes a figure on the clipboard. */
export async function copyCommand(request: FigureRequest): Promise<boolean> {
  const { address } = workspace;
  if (address === null) return false;
  return attempt(async () => {
    const text = api.figureCommand(address, {
      ...request,
      formats: request.formats?.length === 0 ? ['svg'] : request.formats,
    });
    const blob = text.then((command) => new Blob([command], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    messages.add(`Copied: ${await text}`, 'notice');
  });
}
