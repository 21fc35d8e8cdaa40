import type { GrantedFile } from '../../src-main/api/desktop-bridge.ts';
import { fromPage, imports } from '../import/imports.svelte.ts';
import { troubles } from './troubles.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** File names the import reads; others are refused by the main side in its own words. */
export const IMPORTABLE = '.dump,.lammpstrj,.atom,.data,.lmp,.xyz,.extxyz,.csv,.gz';

function granted(files: readonly GrantedFile[]) {
  return files.map(({ grant, name }) => ({ name, content: { grant } }));
}

/**
 * What buttons, shortcuts and menus do. In the desktop window files come from its dialogs; in a browser from a dialog of
 * ours that lists the folder Keycore was started in, and from the browser's file picker.
 */
class Commands {
  /** Which dialog of ours is open. */
  dialog = $state<'open' | 'save' | 'keys' | null>(null);

  open(): void {
    if (window.keycore === undefined) this.dialog = 'open';
    else
      void this.#desktop(async (bridge) => {
        const file = (await bridge.openDialog('project')).at(0);
        if (file !== undefined) await workspace.open({ grant: file.grant });
      });
  }

  saveAs(): void {
    const { project } = workspace;
    if (project === null) return;
    if (window.keycore === undefined) this.dialog = 'save';
    else
      void this.#desktop(async (bridge) => {
        const file = await bridge.saveDialog(project.name);
        if (file !== null) await workspace.saveAs({ grant: file.grant });
      });
  }

  import(): void {
    if (window.keycore === undefined) pickFiles((files) => void imports.take(fromPage(files)));
    else
      void this.#desktop(async (bridge) => {
        await imports.take(granted(await bridge.openDialog('configurations')));
      });
  }

  /** Files dropped on the window; the desktop host is given them by grant, which spares sending their content. */
  drop(files: FileList): void {
    const dropped = Array.from(files);
    if (window.keycore === undefined) void imports.take(fromPage(dropped));
    else
      void this.#desktop(async (bridge) => {
        await imports.take(granted(await Promise.all(dropped.map((file) => bridge.grantFor(file)))));
      });
  }

  take(files: readonly GrantedFile[]): void {
    void imports.take(granted(files));
  }

  async #desktop(work: (bridge: NonNullable<typeof window.keycore>) => Promise<void>): Promise<void> {
    if (window.keycore === undefined) return;
    try {
      await work(window.keycore);
    } catch (error) {
      troubles.report(error);
    }
  }
}

function pickFiles(chosen: (files: FileList) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = IMPORTABLE;
  input.addEventListener('change', () => {
    if (input.files !== null) chosen(input.files);
  });
  input.click();
}

export const commands = new Commands();
