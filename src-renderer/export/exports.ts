import type { HostInfo } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { download } from '../design/browser-files.ts';
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

function sayOf(name: string, { omitted, remarks }: { omitted: readonly string[]; remarks: readonly string[] }) {
  const lost = omitted.length > 0 ? [`${name} has no place for ${omitted.join(', ')}.`] : [];
  const all = [...lost, ...remarks];
  if (all.length > 0) messages.add(all.join(' '), 'notice');
}

/** Writes the sample, or a mode of it that oscillates; false: the desktop's dialog was cancelled. */
export async function exportSample(
  format: HostInfo['exportFormats'][number],
  choice: api.ExportChoice,
): Promise<boolean> {
  const { project, address } = workspace;
  if (project === null || address === null) return false;
  const mode = choice.what === 'trajectory' ? `-mode-${String(choice.query.mode)}` : '';
  const name = `${project.name}-sample-${address.number}${mode}`;
  let written = true;
  await attempt(async () => {
    if (window.keycore === undefined) {
      const file = `${name}${format.extension}`;
      const { content, ...notes } = await api.exported(address, choice);
      download(content, file);
      sayOf(file, notes);
    } else {
      const file = await window.keycore.exportDialog(name, format.id);
      written = file !== null;
      if (file === null) return;
      const info = await api.exportTo(address, choice, { grant: file.grant });
      sayOf(info.name, info);
    }
  });
  return written;
}

/** What the picture is of, and of what its arrows are; each part stays on one line. */
function caption() {
  const { detail, loadedMode } = workspace;
  if (detail === null) return [];
  const parts = [`${detail.report.sample.model}, N = ${detail.report.sample.n}`];
  const mode = loadedMode === null ? undefined : detail.report.modes.at(loadedMode);
  if (mode !== undefined) parts.push(`mode ${mode.index}, ω = ${formatNumber(mode.omega, 4)}`);
  const { title, field } = view.arrows;
  if (title !== null && field !== null) parts.push(`arrows: ${plainLabel(title)}`, arrowDetail.summary);
  return parts;
}

/** Saves the field as it is seen, with colour bar, legend and scale, as a PNG. */
export async function exportPicture(): Promise<void> {
  const { snapshot } = picture;
  if (snapshot === null) return;
  const { project, detail, loadedMode } = workspace;
  const mode = loadedMode === null ? '' : `-mode-${loadedMode}`;
  const name = `${project?.name ?? 'Keycore'}-sample-${detail?.number ?? 0}${mode}`;
  await attempt(async () => {
    const canvas = pictureWithStrip(snapshot(PICTURE_RATIO), {
      ...fieldCamera.viewport,
      ratio: PICTURE_RATIO,
      caption: caption(),
      bar: shownColourBar(),
      legend: legendItems(),
      scaleBar: scaleBar(fieldCamera.now.zoom),
      style: pageStyle(),
    });
    download(await pngOf(canvas), `${name}.png`);
  });
}
