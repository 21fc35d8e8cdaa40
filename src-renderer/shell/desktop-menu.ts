import { simulationForm } from '../simulate/simulation-form.svelte.ts';
import { fieldCamera } from '../viewer/field-camera.svelte.ts';
import { recentre, wholeCell } from '../viewer/field-moves.ts';
import { help } from '../glossary/help.svelte.ts';
import { commands } from './commands.svelte.ts';
import { theme } from '../design/theme.svelte.ts';
import { switchProject } from '../state/open-project.ts';
import { workspace } from '../state/workspace.svelte.ts';

const ZOOM_STEP = 1.3;

/** Tells the desktop host what its menus do now; called again when that changes. Nothing in a browser. */
export function connectMenu(): void {
  const { project, detail } = workspace;
  const withField = <T>(act: T) => (detail === null ? null : act);
  window.keycore?.onMenu({
    'file/new': () => void switchProject({ untitled: true }),
    'file/open': (request) => void switchProject(request),
    'file/import': project === null ? null : (files) => commands.take(files),
    'file/simulate': project === null ? null : () => void simulationForm.show(),
    'file/save-as': project === null ? null : () => commands.saveAs(),
    'file/export': withField(() => commands.export()),
    'file/movie': withField(() => commands.movie()),
    'file/close': project === null || project.untitled ? null : () => commands.close(),
    // Always there: in a text field they are its own.
    'edit/undo': () => commands.undo(),
    'edit/redo': () => commands.redo(),
    'help/open': () => help.show(),
    'help/keys': () => (commands.dialog = 'keys'),
    'view/theme': (choice) => theme.choose(choice),
    'view/zoom-in': withField(() => fieldCamera.zoomBy(ZOOM_STEP)),
    'view/zoom-out': withField(() => fieldCamera.zoomBy(1 / ZOOM_STEP)),
    'view/fit': withField(wholeCell),
    'view/recentre': withField(recentre),
  });
}
