/** Seen for a moment before the page has drawn: the page's own background, so that it does not flash. */
const BACKGROUND = { dark: '#14161a', light: '#ffffff' };

/** Flag by which the preload script learns that this is no packaged app. */
export const DEVELOPMENT_FLAG = '--keycore-development';

/** A window whose page has no Node, no way out of its sandbox and no other world than its own. */
export function secureWindowOptions(
  place: { width: number; height: number; minWidth: number; minHeight: number; x?: number; y?: number },
  { preload, development, dark }: { preload: string; development: boolean; dark: boolean },
) {
  return {
    ...place,
    show: false,
    backgroundColor: dark ? BACKGROUND.dark : BACKGROUND.light,
    title: 'Keycore',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: development,
      additionalArguments: development ? [DEVELOPMENT_FLAG] : [],
    },
  };
}

export type WindowOptions = ReturnType<typeof secureWindowOptions>;
