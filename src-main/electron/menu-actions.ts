import type { MenuCommand, MenuCommands, ThemeSetting } from '../api/desktop-bridge.ts';
import { type BridgeContext, BridgeRefusal, chooseFiles } from './bridge-handlers.ts';
import type { MenuActions } from './menu.ts';

/** What the entries of the menus need to do their work. */
export interface MenuDesk extends Pick<MenuActions, 'command' | 'clearRecent'> {
  /** Null before the window is up: then there is nothing to choose from either. */
  bridge: () => BridgeContext | null;
  send: <Name extends MenuCommand>(name: Name, ...args: Parameters<MenuCommands[Name]>) => void;
  setTheme: (theme: ThemeSetting) => Promise<void>;
  showError: (message: string) => void;
}

/** The entries' actions. What fails is said in a box: a menu has no other place for it. */
export function menuActions(desk: MenuDesk): MenuActions {
  const act = (doing: string, work: (bridge: BridgeContext) => Promise<void>) => {
    const bridge = desk.bridge();
    if (bridge === null) return;
    work(bridge).catch((error: unknown) => {
      // A refusal is for the user; anything else is also for the log.
      if (!(error instanceof BridgeRefusal)) bridge.onError(doing, error);
      desk.showError(error instanceof Error ? error.message : String(error));
    });
  };
  return {
    command: desk.command,
    clearRecent: desk.clearRecent,
    openProject: () =>
      act('opening', async (bridge) => {
        for (const { grant, name } of await chooseFiles(bridge, 'project')) desk.send('file/open', { grant }, name);
      }),
    importFiles: () =>
      act('importing', async (bridge) => {
        const files = await chooseFiles(bridge, 'configurations');
        if (files.length > 0) desk.send('file/import', files);
      }),
    openRecent: ({ id, name }) => desk.send('file/open', { known: id }, name),
    setTheme: (theme) => act('setting the theme', () => desk.setTheme(theme)),
  };
}
