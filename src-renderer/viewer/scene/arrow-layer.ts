import { type Buffer, UniformGroup } from 'pixi.js';
import { isTurning, type VectorField } from '../arrows/turning-field.ts';
import { SHORTEST_ARROW } from '../arrows/arrows.ts';
import { type Rgb, unitRgb } from '../colour/rgb.ts';
import { quadMesh, setQuads, vertexBuffer } from './quad-mesh.ts';
import { CORNERS_PER_QUAD, perCorner } from './quads.ts';
import { VIEW_UNIFORMS_GLSL, type ViewUniforms } from './view-uniforms.ts';

const VERTEX = `#version 300 es
in vec2 aPosition;
in vec2 aDisplacement;
in vec2 aVector;
in vec2 aCosine;
in vec2 aSine;
${VIEW_UNIFORMS_GLSL}
uniform float uLength;   // σ drawn per unit of the field
uniform float uTurning;  // 1: the field turns with the dial
out vec2 vOffset;       // along and across the arrow, from its tail, device pixels
out float vLength;

void main() {
  vec2 vector = aVector + uTurning * (uTurn.x * aCosine + uTurn.y * aSine);
  float size = length(vector);
  float len = size * uLength * uZoom;
  vLength = len;
  if (len < ${SHORTEST_ARROW.toFixed(1)} * uPixel) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    vOffset = vec2(0.0);
    return;
  }
  vec2 along = vector / size;
  vec2 across = vec2(-along.y, along.x);
  float pad = 2.0 * uPixel;
  float halfWidth = min(0.3 * len, 7.0 * uPixel) + pad;
  vOffset = vec2(
    (gl_VertexID & 1) == 0 ? -pad : len + pad,
    ((gl_VertexID >> 1) & 1) == 0 ? -halfWidth : halfWidth
  );
  gl_Position = toClip(aPosition + uWave * aDisplacement, along * vOffset.x + across * vOffset.y);
}`;

const FRAGMENT = `#version 300 es
in vec2 vOffset;
in float vLength;
uniform vec3 uInk;
uniform vec3 uCasing;
uniform float uPixel;
out vec4 finalColor;

// CSS pixels.
const float CASING = 1.3;

/** Signed distance to a shaft with a triangular head whose tip lies at (len, 0). */
float arrow(vec2 p, float len) {
  p.y = abs(p.y);
  float head = min(0.45 * len, 8.5 * uPixel);
  float halfHead = 0.46 * head;
  float halfShaft = clamp(0.04 * len, 0.4 * uPixel, 1.25 * uPixel);
  float neck = len - head;
  float shaft = max(max(-p.x, p.x - neck - 1.0), p.y - halfShaft);
  vec2 normal = normalize(vec2(halfHead, head));
  float triangle = max(dot(p - vec2(len, 0.0), normal), neck - p.x);
  return min(shaft, triangle);
}

void main() {
  float d = arrow(vOffset, vLength);
  float size = vLength / uPixel;
  float ink = clamp(0.5 - d, 0.0, 1.0);
  // Opaque: on discs as bright (or as dark) as the ink it is what shows the arrow. Short arrows would be nothing else.
  float width = CASING * smoothstep(2.0, 9.0, size) * uPixel;
  float casing = clamp(0.5 - (d - width), 0.0, 1.0);
  float alpha = max(ink, casing) * smoothstep(2.0, 8.0, size);
  finalColor = vec4(mix(uCasing, uInk, ink) * alpha, alpha);
}`;

function same(a: Int32Array, b: Int32Array) {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

/** Buffers of two components for every corner of so many arrows, by their names in the shader. */
function emptyBuffers(arrows: number) {
  const empty = () => vertexBuffer(new Float32Array(2 * CORNERS_PER_QUAD * arrows));
  return { aPosition: empty(), aDisplacement: empty(), aVector: empty(), aCosine: empty(), aSine: empty() };
}

/** A vector field as arrows: one mesh, one draw call; length and colour are uniforms. */
export function arrowLayer(view: ViewUniforms) {
  const look = new UniformGroup({
    uLength: { value: 1, type: 'f32' },
    uTurning: { value: 0, type: 'f32' },
    uInk: { value: new Float32Array([1, 1, 1]), type: 'vec3<f32>' },
    uCasing: { value: new Float32Array(3), type: 'vec3<f32>' },
  });
  const { uniforms } = look;
  const mesh = quadMesh(VERTEX, FRAGMENT, view, look);
  let tails: Float32Array | null = null;
  let drawn: Int32Array = new Int32Array(0);
  let buffers = emptyBuffers(1);

  function hand(buffer: Buffer, values: ArrayLike<number>) {
    perCorner(buffer.data as Float32Array, values, 2, drawn);
    buffer.update();
  }

  function place(places: Float32Array, indices: Int32Array) {
    if (places === tails && same(indices, drawn)) return;
    tails = places;
    drawn = indices;
    buffers = emptyBuffers(indices.length);
    hand(buffers.aPosition, places);
    setQuads(mesh, indices.length, buffers);
  }

  return {
    mesh,
    /**
     * Arrows with their tails at `places` (× 2, relative to the focus, σ), those of `indices`, as long as `field` (× 2) has
     * them at the angle of `setTurn`; each moves with `displacements` (× 2, σ), if any. From one mode to the next the tails
     * are the same: then only the vectors are handed over.
     */
    setField(places: Float32Array, indices: Int32Array, field: VectorField, displacements: ArrayLike<number> | null) {
      place(places, indices);
      const { aVector, aCosine, aSine, aDisplacement } = buffers;
      if (isTurning(field)) {
        hand(aVector, field.constant);
        hand(aCosine, field.cosine);
        hand(aSine, field.sine);
      } else hand(aVector, field);
      uniforms.uTurning = Number(isTurning(field));
      // Without any the wave is at rest, whatever they were.
      if (displacements !== null) hand(aDisplacement, displacements);
      mesh.visible = indices.length > 0;
    },
    clear() {
      mesh.visible = false;
    },
    /** σ drawn per unit of the field. */
    setLength(length: number) {
      uniforms.uLength = length;
    },
    setLook(ink: Rgb, casing: Rgb) {
      uniforms.uInk = unitRgb(ink);
      uniforms.uCasing = unitRgb(casing);
    },
  };
}
