import { describeWindow } from '../electron-stand-in/window-suite.ts';
import { noElectron, openRealWindow } from '../real-electron/real-window.ts';

if (noElectron !== null) process.stderr.write(`the window in real Electron: skipped, ${noElectron}\n`);

describeWindow('the window in real Electron', noElectron, openRealWindow);
