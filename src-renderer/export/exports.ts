import type { HostInfo } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import { messages } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { pageStyle } from '../design/plot/canvas-shapes.ts';
import { arrowDetail } from '../viewer/arrow-detail.svelte.ts';
import { fieldCamera } from '../viewer/field-camera.svelte.ts';
import { plainLabel } from '../viewer/layers.ts';
import { shownColourBar } from '../viewer/colour-bar.ts';
import { legendItems } from '../viewer/legend.ts';
import { pictureWithStrip, pngOf } from '../viewer/picture-file.ts';
import { picture } from '../viewer/picture.svelte.ts';
import { scaleBar } from '../viewer/geometry/scale-bar.ts';
import { formatNumber } from '../design/number-text.ts';
import { view } from '../viewer/view.svelte.ts';

/** Pixels of an exported picture to each CSS pixel of the window. */
const PICTURE_RATIO = 2;

export type SampleFormat = HostInfo['exportFormats'][number];

/** A name for a file, of what the file holds. */
export function suggestedName(): string {
  const { project, detail, loadedMode } = workspace;
  const mode = loadedMode === null ? '' : `-mode-${loadedMode}`;
  return `${project?.name ?? 'Keycore'}-sample-${detail?.number ?? 0}${mode}`;
}

/** Hands a file over to the browser's downloads. */
function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function sayOmitted(name: string, omitted: readonly string[]): void {
  if (omitted.length > 0) messages.add(`${name} has no place for ${omitted.join(', ')}.`, 'notice');
}

/** Writes the sample in another format, with the displacements of its `modes` lowest modes. */
export async function exportSample(format: SampleFormat, modes: number): Promise<boolean> {
  const { project, detail } = workspace;
  if (project === null || detail === null) return false;
  const query = { format: format.id, modes };
  const name = `${project.name}-sample-${detail.number}`;
  try {
    if (window.keycore === undefined) {
      const { content, omitted } = await api.exported(project.id, detail.number, query);
      download(content, `${name}${format.extension}`);
      sayOmitted(`${name}${format.extension}`, omitted);
    } else {
      const file = await window.keycore.exportDialog(name, format.id);
      if (file === null) return false;
      const written = await api.exportTo(project.id, detail.number, query, { grant: file.grant });
      sayOmitted(written.name, written.omitted);
    }
    return true;
  } catch (error) {
    messages.report(error);
    return true;
  }
}

/** What the picture is of, and of what its arrows are; each part stays on one line. */
function caption(): string[] {
  const { detail, loadedMode } = workspace;
  if (detail === null) return [];
  const parts = [`${detail.report.sample.model}, N = ${detail.report.sample.n}`];
  const mode = loadedMode === null ? undefined : detail.report.modes.at(loadedMode);
  if (mode !== undefined) parts.push(`mode ${mode.index}, ω = ${formatNumber(mode.omega, 4)}`);
  const { title, present } = view.arrows;
  if (title !== null && present) parts.push(`arrows: ${plainLabel(title)}`, arrowDetail.summary);
  return parts;
}

/** Saves the field as it is seen, with colour bar, legend and scale, as a PNG. */
export async function exportPicture(): Promise<void> {
  const { snapshot } = picture;
  if (snapshot === null) return;
  try {
    const canvas = pictureWithStrip(snapshot(PICTURE_RATIO), {
      ...fieldCamera.viewport,
      ratio: PICTURE_RATIO,
      caption: caption(),
      bar: shownColourBar(),
      legend: legendItems(),
      scaleBar: scaleBar(fieldCamera.now.zoom),
      style: pageStyle(),
    });
    download(await pngOf(canvas), `${suggestedName()}.png`);
  } catch (error) {
    messages.report(error);
  }
}
