import { describeWindow } from '../electron-stand-in/window-suite.ts';
import { noElectron, openRealWindow } from '../real-electron/real-window.ts';

// Where it is asked for, nothing is skipped.
if (noElectron !== null && process.env['KEYCORE_REAL_ELECTRON'] === 'required') throw new Error(noElectron);
if (noElectron !== null) process.stderr.write(`the window in real Electron: skipped, ${noElectron}\n`);

describeWindow('the window in real Electron', noElectron, openRealWindow);
