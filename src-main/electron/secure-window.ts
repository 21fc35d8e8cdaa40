import { isOwnPage } from './scheme.ts';
import type { AppPart, ContentsPart, SenderPart, SessionPart } from './parts.ts';

/** The page stays where it is: no navigation, no redirect, no second window, no embedded page. */
export function lockContents(contents: ContentsPart): void {
  const refuse = (event: { preventDefault(): void }) => event.preventDefault();
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
}

/** Locks every page that is ever made, also one that no code of ours asked for. */
export function lockAllContents(app: AppPart): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
}

/** Camera, location, notifications, USB and all the rest: never. */
export function denyPermissions(session: SessionPart): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Whether a message comes from the main frame of our window, showing our own page. */
export function isTrustedSender(event: SenderPart, contentsId: number | null): boolean {
  const { sender, senderFrame } = event;
  return (
    contentsId !== null &&
    sender.id === contentsId &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    isOwnPage(senderFrame.url)
  );
}
