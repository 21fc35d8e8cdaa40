import { UniformGroup } from 'pixi.js';
import type { Mark } from '../marks.ts';
import { type Rgb, unitRgb } from '../rgb.ts';
import { type QuadMesh, quadMesh, setQuads, vertexBuffer } from './quad-mesh.ts';
import { CORNERS_PER_QUAD } from './quads.ts';
import { VIEW_UNIFORMS_GLSL, type ViewUniforms } from './view-uniforms.ts';

const VERTEX = `#version 300 es
in vec4 aEnds;           // a, b: ends of the segment, σ
in vec4 aDisplacements;  // of a and of b, σ
in vec3 aShape;          // radius σ, offset and width CSS pixels
in vec4 aColour;
${VIEW_UNIFORMS_GLSL}
out vec2 vFromA;
out vec2 vSegment;
out float vRadius;
out float vWidth;
out vec4 vColour;

void main() {
  vec2 a = aEnds.xy + uWave * aDisplacements.xy;
  vec2 b = aEnds.zw + uWave * aDisplacements.zw;
  vec2 segment = (b - a) * uZoom;
  float len = length(segment);
  vec2 along = len > 0.0 ? segment / len : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  float radius = aShape.x * uZoom + aShape.y * uPixel;
  float width = aShape.z * uPixel;
  float reach = max(radius, 0.0) + width + 2.0 * uPixel;
  vec2 corner = vec2(gl_VertexID & 1, (gl_VertexID >> 1) & 1);
  vec2 offset = along * mix(-reach, len + reach, corner.x) + across * mix(-reach, reach, corner.y);
  vFromA = offset;
  vSegment = segment;
  vRadius = radius;
  vWidth = width;
  vColour = aColour;
  gl_Position = toClip(a, offset);
}`;

const FRAGMENT = `#version 300 es
in vec2 vFromA;
in vec2 vSegment;
in float vRadius;
in float vWidth;
in vec4 vColour;
uniform vec3 uCasing;
out vec4 finalColor;

void main() {
  // Distance to the outline of a stadium: a ring where both ends coincide, a line where the radius is zero.
  float squared = dot(vSegment, vSegment);
  float t = squared > 0.0 ? clamp(dot(vFromA, vSegment) / squared, 0.0, 1.0) : 0.0;
  float outside = length(vFromA - t * vSegment) - vRadius;
  // A width of nothing fills.
  float d = vWidth > 0.0 ? abs(outside) - 0.5 * vWidth : outside;
  float ink = clamp(0.5 - d, 0.0, 1.0);
  float casing = clamp(1.5 - d, 0.0, 1.0) * 0.7 * step(0.9, vColour.a);
  float alpha = max(ink * vColour.a, casing);
  finalColor = vec4(mix(uCasing, vColour.rgb, ink) * alpha, alpha);
}`;

/** Ends 4, displacements 4, shape 3 floats and four bytes of colour. */
const FLOATS = 12;
const STRIDE = 4 * FLOATS;

/** Outlines and lines over the particles: one mesh, one draw call. */
export class MarkLayer {
  readonly mesh: QuadMesh;
  readonly #look = new UniformGroup({ uCasing: { value: new Float32Array(3), type: 'vec3<f32>' } });

  constructor(view: ViewUniforms) {
    this.mesh = quadMesh(VERTEX, FRAGMENT, view, this.#look);
  }

  setMarks(marks: readonly Mark[]): void {
    const floats = new Float32Array(FLOATS * CORNERS_PER_QUAD * marks.length);
    const bytes = new Uint8Array(floats.buffer);
    marks.forEach(({ a, b, ua, ub, radius, offset, width, colour, opacity }, at) => {
      const values = [a.x, a.y, b.x, b.y, ua.x, ua.y, ub.x, ub.y, radius, offset, width];
      for (let corner = 0; corner < CORNERS_PER_QUAD; corner += 1) {
        const vertex = CORNERS_PER_QUAD * at + corner;
        floats.set(values, FLOATS * vertex);
        bytes.set([...colour, Math.round(255 * opacity)], STRIDE * vertex + 4 * values.length);
      }
    });
    const buffer = vertexBuffer(floats);
    setQuads(this.mesh, marks.length, {
      aEnds: { buffer, format: 'float32x4', stride: STRIDE, offset: 0 },
      aDisplacements: { buffer, format: 'float32x4', stride: STRIDE, offset: 16 },
      aShape: { buffer, format: 'float32x3', stride: STRIDE, offset: 32 },
      aColour: { buffer, format: 'unorm8x4', stride: STRIDE, offset: 44 },
    });
  }

  setCasing(colour: Rgb): void {
    this.#look.uniforms.uCasing = unitRgb(colour);
  }
}
