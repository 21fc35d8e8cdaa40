import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSession } from './api/session.ts';
import { faultText } from './files/fault-text.ts';
import { startDesktop } from './electron/desktop.ts';
import type { ElectronParts } from './electron/parts.ts';
import { SCHEME_REGISTRATION } from './electron/scheme.ts';
import { madeFolder, userDataFolder } from './user-data/user-data.ts';
import { logToStandardError as log } from './output/standard-streams.ts';

/** Of this bundle, build/main; the app's other parts lie beside it, packaged or not. */
const HERE = dirname(fileURLToPath(import.meta.url));
const BUILD = join(HERE, '..');

const parts: ElectronParts = {
  app,
  protocol,
  ipcMain,
  shell,
  screen: { getAllDisplays: () => screen.getAllDisplays() },
  nativeTheme,
  session: () => session.defaultSession,
  showErrorBox: (title, content) => dialog.showErrorBox(title, content),
  createWindow: (options) => {
    const window = new BrowserWindow(options);
    return {
      window,
      dialogs: {
        open: (wanted) => dialog.showOpenDialog(window, wanted),
        save: (wanted) => dialog.showSaveDialog(window, wanted),
        ask: (question) => dialog.showMessageBox(window, question),
      },
    };
  },
  setMenu: (template) => Menu.setApplicationMenu(Menu.buildFromTemplate(template)),
};

// Kernels and the modules of worker threads lie beside the bundle; nothing from outside takes their place.
process.env['KEYCORE_ADDON_DIR'] = join(BUILD, 'addon');
process.env['KEYCORE_WORKERS_DIR'] = HERE;
// Native code reads them, which cannot look into an asar.
process.env['KEYCORE_FACES_DIR'] = join(HERE.replace(/app\.asar(?=[/\\])/, 'app.asar.unpacked'), 'faces');

const userData = userDataFolder();
// Chromium's own files apart from ours, which the browser host shares.
app.setPath('userData', madeFolder(userData, 'desktop'));
protocol.registerSchemesAsPrivileged([SCHEME_REGISTRATION]);

startDesktop({
  parts,
  startBackend: (grants) => {
    const { api, context, runningJobs, beginWith, close } = startSession({
      host: 'desktop',
      grantedPath: (grant, purpose) => grants.use(grant, purpose),
      userData,
      samplesFolder: app.isPackaged ? join(process.resourcesPath, 'samples') : join(BUILD, '..', 'assets'),
      log,
    });
    context.warm.startAhead();
    return {
      api,
      recent: context.known,
      projectPath: (id) => context.projects.find(id)?.shownPath,
      runningJobs,
      beginWith,
      close,
    };
  },
  settingsFolder: madeFolder(userData, 'desktop'),
  pageFolder: join(BUILD, 'renderer'),
  preload: join(HERE, 'preload.cjs'),
  platform: process.platform,
  argv: process.argv,
  workingFolder: process.cwd(),
  log,
}).catch((error: unknown) => {
  const words = faultText(error);
  log(words);
  dialog.showErrorBox('Keycore cannot start', error instanceof Error ? error.message : words);
  app.exit(1);
});
