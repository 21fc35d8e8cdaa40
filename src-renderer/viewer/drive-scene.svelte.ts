import { theme } from '../design/theme.svelte.ts';
import type { Arrays } from '../client/safetensors.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { dial } from './dial.svelte.ts';
import { isTurning } from './arrows/turning-field.ts';
import { arrowDetail } from './arrow-detail.svelte.ts';
import { DrawnArrows, prepareArrows } from './drawn-arrows.svelte.ts';
import { fieldParts, type ShownVectors } from './field-parts.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import { picture } from './picture.svelte.ts';
import type { Scene } from './scene/scene.ts';
import { view } from './view.svelte.ts';

/** Angular frequency of the animation, rad/s: a swing takes 1.4 s. */
const OMEGA = 2 * Math.PI * 0.7;
/** A frame has passed by then, also on a slow screen. */
const AFTER_DRAWING_MS = 60;
/** Brightness of a disc's rim. */
const RIM = { dark: 0.55, light: 0.68 };

/**
 * Hands the picture with these arrows to the scene, each effect one thing, so that a change costs only itself. Call it
 * inside an effect.
 */
export function driveScene(scene: Scene, vectors: ShownVectors): void {
  const arrows = new DrawnArrows(vectors);
  /** Of the first room that has some; its parts may depend on much that does not change them. */
  const turningDiscs = $derived(
    fieldParts('discs')
      .map((discs) => discs())
      .find((discs) => discs !== null) ?? null,
  );
  /** A change of what is drawn. */
  const drawn = (change: () => void) => {
    $effect(() => {
      change();
      scene.request();
    });
  };
  drawn(() => {
    if (picture.placement !== null) scene.particles.place(picture.placement, view.radii);
  });
  drawn(() => {
    if (picture.placement !== null && view.swinging !== null) scene.particles.setDisplacements(view.swinging);
  });
  drawn(() => {
    if (picture.placement !== null) scene.particles.setColours(picture.discs);
    scene.particles.setSelecting(view.selection !== null);
  });
  drawn(() => {
    const { places } = arrowDetail;
    const { indices, field, swinging } = arrows;
    if (places === null || field === null) scene.arrows.clear();
    else scene.arrows.setField(places, indices, field, swinging);
  });
  drawn(() => scene.arrows.setLength(arrows.length));
  drawn(() => {
    const { placement } = picture;
    if (placement === null || turningDiscs === null) scene.turningDiscs.clear();
    else {
      const { field, cutoff, candidates, colour } = turningDiscs;
      scene.turningDiscs.setField(placement, view.radii, candidates, field, cutoff);
      scene.turningDiscs.setColour(picture.colours(colour));
    }
  });
  // All that the dial costs: two numbers for each layer that turns.
  $effect(() => {
    const { field } = vectors;
    if ((field === null || !isTurning(field)) && turningDiscs === null) return;
    scene.view.setTurn(dial.degrees);
    scene.request();
  });
  drawn(() => scene.marks.setMarks(picture.marks));
  $effect(() => {
    const { colours, brightDiscs } = picture;
    const [pale, dark] = [colours('--field-pale-ink'), colours('--field-dark-ink')];
    const [ink, casing] = brightDiscs ? [dark, pale] : [pale, dark];
    const background = colours(brightDiscs ? '--field-background' : '--field-shade');
    const selected = colours('--mark-selected');
    scene.setColours({ background, pale, dark, ink, casing, selected }, RIM[theme.resolved]);
  });
  $effect(() => {
    scene.resize(fieldCamera.viewport);
  });
  // After the size, on which the camera's picture depends as well.
  $effect(() => {
    scene.setCamera(fieldCamera.now, fieldCamera.viewport);
  });
  $effect(() => prepareAhead(workspace.ahead));
  $effect(() => {
    if (!view.playing) return;
    return swing(scene, view.amplitude);
  });
}

/** Looks at what was fetched ahead, once the picture asked for is drawn; returns its own undoing. */
function prepareAhead(modes: readonly Arrays[]) {
  const prepare = (arrays: Arrays) => {
    const { name } = view.arrows;
    const vectors = name === null ? undefined : arrays.get(name);
    if (vectors !== undefined) prepareArrows(vectors);
    view.prepare(arrays);
  };
  const timer = setTimeout(() => modes.forEach(prepare), AFTER_DRAWING_MS);
  return () => clearTimeout(timer);
}

/** Draws x + A·u·sin(ωt) frame by frame until it is undone. */
function swing(scene: Scene, amplitude: number) {
  const start = performance.now();
  let request = 0;
  const step = (time: number) => {
    scene.view.setWave(amplitude * Math.sin((OMEGA * (time - start)) / 1000));
    scene.request();
    request = requestAnimationFrame(step);
  };
  request = requestAnimationFrame(step);
  return () => {
    cancelAnimationFrame(request);
    scene.view.setWave(0);
    scene.request();
  };
}
