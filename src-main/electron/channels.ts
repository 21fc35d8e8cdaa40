import type { GrantedFile, OfferedCommands, OpenKind } from '../api/desktop-bridge.ts';

/** What the preload script may ask of the main side: arguments and answer of each channel. */
export interface Channels {
  'dialog/open': { arguments: [kind: OpenKind]; answer: GrantedFile[] };
  'dialog/save': { arguments: [suggestedName: string]; answer: GrantedFile | null };
  'dialog/export': { arguments: [suggestedName: string, format: string]; answer: GrantedFile | null };
  'file/grant': { arguments: [path: string]; answer: GrantedFile };
  'project/show-in-folder': { arguments: [projectId: string]; answer: undefined };
  /** Commands the page has, each with whether it can be given now. */
  'menu/offer': { arguments: [commands: OfferedCommands]; answer: undefined };
}

export type Channel = keyof Channels;

/**
 * How the main side answers. Errors cross as words, because Electron would wrap them in its own ("Error invoking remote
 * method …").
 */
export type Answer = { ok: true; value: unknown } | { ok: false; message: string };

/** From the main side to the page: a menu command and its arguments. */
export const COMMAND_CHANNEL = 'menu/command';
