import { UniformGroup } from 'pixi.js';
import type { TurningField } from '../arrows/turning-field.ts';
import type { Placement } from '../geometry/periodic.ts';
import { type Rgb, unitRgb } from '../colour/rgb.ts';
import { CASING_GLSL } from './casing.ts';
import { quadMesh, setQuads } from './quad-mesh.ts';
import { CORNERS_PER_QUAD, perCorner } from './quads.ts';
import { VIEW_UNIFORMS_GLSL, type ViewUniforms } from './view-uniforms.ts';

const VERTEX = `#version 300 es
in vec2 aPosition;
in vec2 aShape;    // radius σ, opacity
in vec2 aConstant;
in vec2 aCosine;
in vec2 aSine;
${VIEW_UNIFORMS_GLSL}
uniform float uCutoff;
out vec2 vOffset;
out float vRadius;
out float vPixel;
out float vOpacity;

void main() {
  vec2 moved = aConstant + uTurn.x * aCosine + uTurn.y * aSine;
  vec2 corner = vec2(gl_VertexID & 1, (gl_VertexID >> 1) & 1) * 2.0 - 1.0;
  vRadius = max(aShape.x * uZoom, 2.5 * uPixel);
  vPixel = uPixel;
  vOpacity = aShape.y;
  vOffset = corner * (vRadius + 3.5 * uPixel);
  gl_Position = dot(moved, moved) > uCutoff * uCutoff ? toClip(aPosition, vOffset) : vec4(2.0, 2.0, 2.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
in vec2 vOffset;
in float vRadius;
in float vPixel;
in float vOpacity;
uniform vec3 uColour;
${CASING_GLSL}
out vec4 finalColor;

void main() {
  float distance = length(vOffset);
  float cover = clamp(vRadius - distance + 0.5, 0.0, 1.0);
  // Filled, with a rim of the full colour: what moves at this angle is seen from afar.
  float width = clamp(0.16 * vRadius, 1.5 * vPixel, 4.0 * vPixel);
  float rim = clamp(distance - (vRadius - width) + 0.5, 0.0, 1.0);
  float alpha = cover * mix(0.6, 1.0, rim) * vOpacity;
  vec4 about = casings(uColour, distance - vRadius, vPixel) * clamp(distance - vRadius + 0.5, 0.0, 1.0);
  // Faint on the periodic images, which have no casing.
  finalColor = vec4(uColour * alpha, alpha) + (1.0 - cover) * about * step(0.9, vOpacity);
}`;

const GHOST_OPACITY = 0.4;

/**
 * The particles whose displacement at the angle of the dial is above a cutoff, |x_i(θ)| > c, as filled discs. Which of the candidates are shown
 * is found in the shader: turning the angle costs two numbers.
 */
export function turningDiscLayer(view: ViewUniforms) {
  const look = new UniformGroup({
    uCutoff: { value: 1, type: 'f32' },
    uColour: { value: new Float32Array(3), type: 'vec3<f32>' },
  });
  const mesh = quadMesh(VERTEX, FRAGMENT, view, look);
  return {
    mesh,
    /** `candidates`: indices of the particles that are above the cutoff at one angle or another. */
    setField(
      { index, position, count }: Placement,
      radii: Float32Array,
      candidates: Int32Array,
      { constant, cosine, sine }: TurningField,
      cutoff: number,
    ) {
      const among = new Set(candidates);
      const images = Array.from(index.keys()).filter((image) => among.has(index[image]));
      const particles = images.map((image) => index[image]);
      const shapes = images.flatMap((image, at) => [radii[particles[at]], image < count ? 1 : GHOST_OPACITY]);
      const vectors = (values: ArrayLike<number>, of: readonly number[]) =>
        perCorner(new Float32Array(2 * CORNERS_PER_QUAD * images.length), values, 2, of);
      setQuads(mesh, images.length, {
        aPosition: vectors(position, images),
        aShape: vectors(shapes, [...images.keys()]),
        aConstant: vectors(constant, particles),
        aCosine: vectors(cosine, particles),
        aSine: vectors(sine, particles),
      });
      look.uniforms.uCutoff = cutoff;
    },
    clear() {
      mesh.visible = false;
    },
    setColour(colour: Rgb) {
      look.uniforms.uColour = unitRgb(colour);
    },
  };
}
