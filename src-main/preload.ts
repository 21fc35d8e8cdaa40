import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DesktopBridge, DesktopInfo, MenuCommand, MenuHandlers, OfferedCommands } from './api/desktop-bridge.ts';
import { type Answer, type Channel, type Channels, COMMAND_CHANNEL } from './electron/channels.ts';

/** Given by the main side, see src-main/electron/window-options.ts (not imported: this script is to stay small). */
const DEVELOPMENT_FLAG = '--keycore-development';

async function ask<Name extends Channel>(channel: Name, ...args: Channels[Name]['arguments']) {
  const answer = (await ipcRenderer.invoke(channel, ...args)) as Answer;
  if (!answer.ok) throw new Error(answer.message);
  return answer.value as Channels[Name]['answer'];
}

let handlers: MenuHandlers = {};

ipcRenderer.on(COMMAND_CHANNEL, (_event, command: MenuCommand, args: unknown[]) => {
  const handler = handlers[command];
  // The main side sends what `MenuCommands` says for this command.
  (handler as ((...args: unknown[]) => void) | null | undefined)?.(...args);
});

function onMenu(given: MenuHandlers) {
  handlers = { ...given };
  const names = Object.keys(handlers) as MenuCommand[];
  const offered = names.filter((name) => handlers[name] !== undefined).map((name) => [name, handlers[name] !== null]);
  void ask('menu/offer', Object.fromEntries(offered) as OfferedCommands);
}

const bridge: DesktopBridge = {
  info: {
    platform: process.platform as DesktopInfo['platform'],
    development: process.argv.includes(DEVELOPMENT_FLAG),
  },
  openDialog: (kind) => ask('dialog/open', kind),
  saveDialog: (suggestedName) => ask('dialog/save', suggestedName),
  exportDialog: (suggestedName, format) => ask('dialog/export', suggestedName, format),
  // The path goes from Electron to the main side; the page sees the grant only.
  grantFor: (file) => ask('file/grant', webUtils.getPathForFile(file)),
  showInFolder: (projectId) => ask('project/show-in-folder', projectId),
  onMenu,
};

contextBridge.exposeInMainWorld('keycore', bridge);
