import type { Mark } from '../marks/marks.ts';
import { CASING_GLSL } from './casing.ts';
import { quadMesh, setQuads, vertexBuffer } from './quad-mesh.ts';
import { CORNERS_PER_QUAD } from './quads.ts';
import { VIEW_UNIFORMS_GLSL, type ViewUniforms } from './view-uniforms.ts';

const VERTEX = `#version 300 es
in vec4 aEnds;           // a, b: ends of the segment, σ
in vec4 aDisplacements;  // of a and of b, σ
in vec4 aShape;          // radius σ, offset and width CSS pixels; 1: the ink, 0: its casings
in vec4 aColour;
${VIEW_UNIFORMS_GLSL}
out vec2 vFromA;
out vec2 vSegment;
out float vRadius;
out float vWidth;
out float vInk;
out float vPixel;
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
  float reach = max(radius, 0.0) + width + 3.5 * uPixel;
  vec2 corner = vec2(gl_VertexID & 1, (gl_VertexID >> 1) & 1);
  vec2 offset = along * mix(-reach, len + reach, corner.x) + across * mix(-reach, reach, corner.y);
  vFromA = offset;
  vSegment = segment;
  vRadius = radius;
  vWidth = width;
  vInk = aShape.w;
  vPixel = uPixel;
  vColour = aColour;
  gl_Position = toClip(a, offset);
}`;

const FRAGMENT = `#version 300 es
in vec2 vFromA;
in vec2 vSegment;
in float vRadius;
in float vWidth;
in float vInk;
in float vPixel;
in vec4 vColour;
${CASING_GLSL}
out vec4 finalColor;

void main() {
  // Distance to the outline of a stadium: a ring where both ends coincide, a line where the radius is zero.
  float squared = dot(vSegment, vSegment);
  float t = squared > 0.0 ? clamp(dot(vFromA, vSegment) / squared, 0.0, 1.0) : 0.0;
  float outside = length(vFromA - t * vSegment) - vRadius;
  // A width of nothing fills.
  float d = vWidth > 0.0 ? abs(outside) - 0.5 * vWidth : outside;
  float alpha = clamp(0.5 - d, 0.0, 1.0) * vColour.a;
  finalColor = vInk > 0.5 ? vec4(vColour.rgb * alpha, alpha) : casings(vColour.rgb, d, vPixel);
}`;

/** Ends 4, displacements 4, shape 4 floats and four bytes of colour. */
const FLOATS = 13;
const STRIDE = 4 * FLOATS;

/** Fainter marks, those on periodic images and the cell's outline, have no casing. */
const CASED_FROM = 0.9;

/** Runs of marks of one colour. */
function byColour(marks: readonly Mark[]) {
  const runs: Mark[][] = [];
  for (const mark of marks) {
    const last = runs.at(-1);
    if (last?.[0].colour.every((byte, channel) => byte === mark.colour[channel])) last.push(mark);
    else runs.push([mark]);
  }
  return runs;
}

/**
 * Outlines and lines over the particles: one mesh, one draw call. Marks of one colour that follow each other have their
 * casings drawn first and their ink over them, so that the arms of a cross are not cut by each other's casing.
 */
export function markLayer(view: ViewUniforms) {
  const mesh = quadMesh(VERTEX, FRAGMENT, view);
  const setMarks = (marks: readonly Mark[]) => {
    const drawn = byColour(marks).flatMap((run) => [
      ...run.filter(({ opacity }) => opacity >= CASED_FROM).map((mark) => ({ ...mark, ink: 0 })),
      ...run.map((mark) => ({ ...mark, ink: 1 })),
    ]);
    const floats = new Float32Array(FLOATS * CORNERS_PER_QUAD * drawn.length);
    const bytes = new Uint8Array(floats.buffer);
    drawn.forEach(({ a, b, ua, ub, radius, offset, width, colour, opacity, ink }, at) => {
      const values = [a.x, a.y, b.x, b.y, ua.x, ua.y, ub.x, ub.y, radius, offset, width, ink];
      for (let corner = 0; corner < CORNERS_PER_QUAD; corner += 1) {
        const vertex = CORNERS_PER_QUAD * at + corner;
        floats.set(values, FLOATS * vertex);
        bytes.set([...colour, Math.round(255 * opacity)], STRIDE * vertex + 4 * values.length);
      }
    });
    const buffer = vertexBuffer(floats);
    setQuads(mesh, drawn.length, {
      aEnds: buffer,
      aDisplacements: { buffer, offset: 16 },
      aShape: { buffer, offset: 32 },
      aColour: { buffer, format: 'unorm8x4', offset: 48 },
    });
  };
  return { mesh, setMarks };
}
