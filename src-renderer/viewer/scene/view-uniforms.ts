import { UniformGroup } from 'pixi.js';
import { turnAt } from '../arrows/turning-field.ts';
import { type Rgb, unitRgb } from '../colour/rgb.ts';
import type { Camera, Viewport } from '../geometry/camera.ts';

/** What every layer's vertex shader knows of the camera and of the mode's phase. */
export const VIEW_UNIFORMS_GLSL = `
uniform vec2 uCentre;  // point of the plane in the middle of the screen, σ
uniform vec2 uClip;    // clip units per σ
uniform float uZoom;   // device pixels per σ
uniform float uPixel;  // device pixels per CSS pixel
uniform float uWave;   // A sin(ωt): displacements are drawn times this
uniform vec2 uTurn;    // cos 2θ, sin 2θ of the shear's direction

/** A point of the plane, moved by the mode, to clip space; offset in device pixels. */
vec4 toClip(vec2 point, vec2 offset) {
  return vec4((point - uCentre + offset / uZoom) * uClip, 0.0, 1.0);
}
`;

/** The uniforms of VIEW_UNIFORMS_GLSL and the inks, shared by all layers. */
export function viewUniforms() {
  const group = new UniformGroup({
    uCentre: { value: new Float32Array(2), type: 'vec2<f32>' },
    uClip: { value: new Float32Array([1, 1]), type: 'vec2<f32>' },
    uZoom: { value: 1, type: 'f32' },
    uPixel: { value: 1, type: 'f32' },
    uWave: { value: 0, type: 'f32' },
    uTurn: { value: new Float32Array([1, 0]), type: 'vec2<f32>' },
    uPale: { value: new Float32Array([1, 1, 1]), type: 'vec3<f32>' },
    uDark: { value: new Float32Array(3), type: 'vec3<f32>' },
  });
  const { uniforms } = group;
  return {
    group,
    setCamera({ x, y, zoom }: Camera, { width, height }: Viewport, pixelRatio: number) {
      uniforms.uCentre = new Float32Array([x, y]);
      uniforms.uClip = new Float32Array([(2 * zoom) / width, (2 * zoom) / height]);
      uniforms.uZoom = zoom * pixelRatio;
      uniforms.uPixel = pixelRatio;
    },
    /** Written in place: it changes frame by frame. */
    setTurn(degrees: number) {
      uniforms.uTurn.set(turnAt(degrees));
      group.update();
    },
    /** The two inks that lines and their casings are drawn in. */
    setInks(pale: Rgb, dark: Rgb) {
      uniforms.uPale = unitRgb(pale);
      uniforms.uDark = unitRgb(dark);
    },
    setWave(wave: number) {
      uniforms.uWave = wave;
    },
  };
}

export type ViewUniforms = ReturnType<typeof viewUniforms>;
