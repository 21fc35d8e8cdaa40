import { UniformGroup } from 'pixi.js';
import type { Placement } from '../geometry/periodic.ts';
import { type Rgb, unitRgb } from '../colour/rgb.ts';
import { quadMesh, setQuads, vertexBuffer } from './quad-mesh.ts';
import { CORNERS_PER_QUAD, perCorner } from './quads.ts';
import { VIEW_UNIFORMS_GLSL, type ViewUniforms } from './view-uniforms.ts';

const VERTEX = `#version 300 es
in vec2 aPosition;
in vec2 aDisplacement;
in float aRadius;
in vec4 aColour;
${VIEW_UNIFORMS_GLSL}
out vec2 vOffset;
out float vRadius;
out float vPixel;
out vec4 vColour;

const float CLOSED = 1.25;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, (gl_VertexID >> 1) & 1) * 2.0 - 1.0;
  // From afar the gaps between discs are specks of background: there discs close up to a tiling.
  float radius = aRadius * uZoom;
  radius = max(radius * mix(CLOSED, 1.0, smoothstep(4.0, 9.0, radius / uPixel)), 0.7 * uPixel);
  vOffset = corner * (radius + 1.0);
  vRadius = radius;
  vPixel = uPixel;
  vColour = aColour;
  gl_Position = toClip(aPosition + uWave * aDisplacement, vOffset);
}`;

const FRAGMENT = `#version 300 es
in vec2 vOffset;
in float vRadius;
in float vPixel;
in vec4 vColour;
uniform float uRim;        // brightness of the rim: 0 black, 1 none
uniform float uSelecting;  // 1: opaque discs are selected, the others are not
uniform vec3 uSelected;
uniform vec3 uDark;
out vec4 finalColor;

void main() {
  float distance = length(vOffset);
  // Coverage of the pixel by the disc: exact to first order at one pixel of edge.
  float cover = clamp(vRadius - distance + 0.5, 0.0, 1.0);
  // The rim is a tenth of the radius, and gone where the disc has no room for it.
  float width = clamp(0.1 * vRadius, 0.6, 3.0);
  float rim = clamp(distance - (vRadius - width) + 0.5, 0.0, 1.0) * smoothstep(2.5, 6.0, vRadius);
  vec3 colour = vColour.rgb * mix(1.0, uRim, rim);
  if (uSelecting * vColour.a > 0.9) {
    // A ring within the edge, dark on either side of it; where there is no room for a middle, all of the disc.
    float depth = (vRadius - distance) / vPixel;
    float casing = clamp(0.2 * vRadius / vPixel, 1.0, 1.2);
    float end = casing + 2.0;
    vec3 middle = mix(uSelected, colour, smoothstep(6.0, 8.0, vRadius / vPixel));
    colour = mix(middle, uDark, clamp(end + 1.2 - depth, 0.0, 1.0) * smoothstep(6.0, 8.0, vRadius / vPixel));
    colour = mix(colour, uSelected, clamp((end - depth) * vPixel + 0.5, 0.0, 1.0));
    colour = mix(colour, uDark, clamp((casing - depth) * vPixel + 0.5, 0.0, 1.0));
  }
  float alpha = vColour.a * cover;
  finalColor = vec4(colour * alpha, alpha);
}`;

/** Opacity of the periodic images beyond the cell. */
const GHOST_OPACITY = 0.28;

/** All particles and their ghosts as antialiased discs: one mesh of expanded quads, one draw call. */
export function particleLayer(view: ViewUniforms) {
  const look = new UniformGroup({
    uRim: { value: 0.6, type: 'f32' },
    uSelecting: { value: 0, type: 'f32' },
    uSelected: { value: new Float32Array(3), type: 'vec3<f32>' },
  });
  const { uniforms } = look;
  const mesh = quadMesh(VERTEX, FRAGMENT, view, look);
  let placed: Placement = { index: new Int32Array(0), position: new Float32Array(0), count: 0 };
  let displacement = vertexBuffer(new Float32Array(2 * CORNERS_PER_QUAD));
  let colour = vertexBuffer(new Uint8Array(4 * CORNERS_PER_QUAD));
  return {
    mesh,
    /** `radii` has N values, σ. Displacements become zero and colours transparent until they are set. */
    place(placement: Placement, radii: Float32Array) {
      placed = placement;
      const { index, position } = placement;
      const corners = CORNERS_PER_QUAD * index.length;
      const each = Int32Array.from(index.keys());
      displacement = vertexBuffer(new Float32Array(2 * corners));
      colour = vertexBuffer(new Uint8Array(4 * corners));
      setQuads(mesh, index.length, {
        aPosition: perCorner(new Float32Array(2 * corners), position, 2, each),
        aDisplacement: displacement,
        aRadius: perCorner(new Float32Array(corners), radii, 1, index),
        aColour: { buffer: colour, format: 'unorm8x4' },
      });
    },
    /** N × 2 displacements in σ; they count while the wave is not at rest. */
    setDisplacements(displacements: ArrayLike<number>) {
      perCorner(displacement.data as Float32Array, displacements, 2, placed.index);
      displacement.update();
    },
    /** N × RGBA bytes. */
    setColours(colours: Uint8Array) {
      const { index, count } = placed;
      // The four bytes of a colour at once.
      const source = new Uint32Array(colours.buffer, colours.byteOffset, colours.length / 4);
      const bytes = colour.data as unknown as Uint8Array;
      perCorner(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), source, 1, index);
      for (let at = 4 * CORNERS_PER_QUAD * count + 3; at < bytes.length; at += 4) bytes[at] *= GHOST_OPACITY;
      colour.update();
    },
    /** Whether opaque discs are selected, and wear a ring, and the others are not. */
    setSelecting(selecting: boolean) {
      uniforms.uSelecting = Number(selecting);
    },
    /** `rim`: brightness of the rim of a disc; `selected`: colour of the ring of what is selected, cased in the dark ink. */
    setLook(rim: number, selected: Rgb) {
      uniforms.uRim = rim;
      uniforms.uSelected = unitRgb(selected);
    },
  };
}
