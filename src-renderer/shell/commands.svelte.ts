import type { GrantedFile } from '../../src-main/api/desktop-bridge.ts';
import { droppedFiles, folderFiles } from '../import/dropped-files.ts';
import { pickFiles } from '../design/browser-files.ts';
import { definesModel, ownModels } from '../import/own-models.svelte.ts';
import { fromPage, imports, type Incoming } from '../import/imports.svelte.ts';
import { simulationForm } from '../simulate/simulation-form.svelte.ts';
import { droppedFigures } from './dropped-figures.ts';
import { history } from '../state/history.svelte.ts';
import { jobs } from '../state/jobs.svelte.ts';
import { attempt, messages } from '../state/messages.svelte.ts';
import { closeProject, switchProject, saveProjectAs } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';

function granted(files: readonly GrantedFile[]) {
  return files.map(({ grant, name }) => ({ name, content: { grant } }));
}

/**
 * What buttons, shortcuts and menus do. Recent projects and examples are opened in a dialog of ours. Files come from the
 * desktop window's dialogs; in a browser from ours, which lists the folder Keycore was started in, and from its file picker.
 */
class Commands {
  /** Which dialog of ours is open. */
  dialog = $state<
    'open' | 'save' | 'export' | 'movie' | 'close' | 'jobs' | 'keys' | 'sample' | 'deleted' | 'merge' | null
  >(null);

  /** The system's dialog, in the desktop window. */
  openFile(): void {
    void onDesktop(async (bridge) => {
      const file = (await bridge.openDialog('project')).at(0);
      if (file !== undefined) await switchProject({ grant: file.grant });
    });
  }

  saveAs(): void {
    const { project } = workspace;
    if (project === null) return;
    if (window.keycore === undefined) this.dialog = 'save';
    else
      void onDesktop(async (bridge) => {
        const file = await bridge.saveDialog(project.name);
        if (file !== null) await saveProjectAs({ grant: file.grant });
      });
  }

  export(): void {
    if (workspace.detail !== null) this.dialog = 'export';
  }

  /** Name, tags, notes and provenance of the open sample. */
  about(): void {
    if (workspace.detail !== null) this.dialog = 'sample';
  }

  movie(): void {
    if (workspace.detail !== null) this.dialog = 'movie';
  }

  /** Closes the project; asks before where jobs would be stopped by it. */
  close(): void {
    if (workspace.project === null) return;
    if (jobs.running.length > 0) this.dialog = 'close';
    else void closeProject();
  }

  /** Undoes the last choice of particles; in a text field, the last typing. */
  undo(): void {
    if (!inTextField('undo')) history.undo();
  }

  redo(): void {
    if (!inTextField('redo')) history.redo();
  }

  /** Asks what the open sample really is, whose model was guessed; its file is chosen again where it is not at hand. */
  changeGuess(): void {
    if (imports.originOfOpen() !== null) imports.askAgain();
    else choose(false, ([file]) => imports.askAgain(file));
  }

  import(): void {
    choose(true, (files) => imports.take(files));
  }

  /**
   * Files and folders dropped on the window; the desktop host is given the files by grant, which spares sending their
   * content.
   */
  async drop(transfer: DataTransfer): Promise<void> {
    const { files, remarks } = await droppedFiles(transfer, importEndings());
    await this.#takeFiles(files, remarks);
  }

  /** Files, or the files of a folder, that the user adds to those that are looked at. */
  async add(chosen: FileList, folder: boolean): Promise<void> {
    const { files, remarks } = folder ? folderFiles(chosen, importEndings()) : { files: [...chosen], remarks: [] };
    await this.#takeFiles(files, remarks);
  }

  async #takeFiles(dropped: readonly File[], remarks: readonly string[]) {
    // A model that a file may be of is remembered; a configuration of `simulate` opens the form. The page reads both.
    for (const file of dropped.filter(isConfiguration)) {
      const text = await file.text();
      if (definesModel(text)) await ownModels.takeDropped(text, file.name);
      else void simulationForm.load(file);
    }
    const pictures = dropped.filter(isPicture);
    const picture = pictures.at(-1);
    if (picture !== undefined) await droppedFigures.take(picture);
    if (pictures.length > 1) messages.add(`Of ${pictures.length} figures the last is shown.`, 'notice');
    const files = dropped.filter((file) => !isConfiguration(file) && !isPicture(file));
    if (window.keycore === undefined) await imports.take(fromPage(files), remarks);
    else
      await onDesktop(async (bridge) => {
        const grants = await Promise.allSettled(files.map((file) => bridge.grantFor(file)));
        const refused = grants.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
        const given = grants.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
        await imports.take(granted(given), [...remarks, ...refused.map((reason) => reason.replace(/^Error: /, ''))]);
      });
  }

  take(files: readonly GrantedFile[]): void {
    void imports.take(granted(files));
  }
}

/** Whether the focus is in a text field, which then does it itself: the desktop's menu has taken the key from it. */
function inTextField(command: 'undo' | 'redo') {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLInputElement && focused.type === 'text') && !(focused instanceof HTMLTextAreaElement))
    return false;
  // Deprecated, and the only way to a text field's own history.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand(command);
  return true;
}

/** A figure that was exported, perhaps. */
function isPicture({ name }: File) {
  return /\.(svg|pdf|png)$/i.test(name);
}

function isConfiguration({ name }: File) {
  return /\.json$/i.test(name);
}

export const commands = new Commands();

function importEndings() {
  return workspace.host?.importEndings ?? { formats: [], compressed: [] };
}

/** Configurations that the user chooses; the system's dialog may give none. */
function choose(several: boolean, take: (files: Incoming[]) => unknown) {
  if (window.keycore === undefined)
    pickFiles(Object.values(importEndings()).flat().join(','), several, (files) => void take(fromPage(files)));
  else void onDesktop(async (bridge) => take(granted(await bridge.openDialog('configurations'))));
}

async function onDesktop(work: (bridge: NonNullable<typeof window.keycore>) => Promise<unknown>) {
  const { keycore } = window;
  if (keycore !== undefined) await attempt(() => work(keycore));
}
