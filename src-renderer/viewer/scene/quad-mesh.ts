import {
  type AttributeOptions,
  Buffer,
  BufferUsage,
  Geometry,
  GlProgram,
  Mesh,
  Shader,
  type UniformGroup,
} from 'pixi.js';
import { quadIndices } from './quads.ts';
import type { ViewUniforms } from './view-uniforms.ts';

/** Quads that a shader draws on, in one draw call. */
type QuadMesh = Mesh<Geometry, Shader>;

/** A mesh with nothing in it, to be given quads by `setQuads`; `look`: uniforms of its own, if any. */
export function quadMesh(vertex: string, fragment: string, view: ViewUniforms, look?: UniformGroup): QuadMesh {
  const shader = new Shader({
    glProgram: GlProgram.from({ vertex, fragment, preferredFragmentPrecision: 'highp' }),
    resources: look === undefined ? { view: view.group } : { view: view.group, look },
  });
  const mesh = new Mesh({ geometry: new Geometry({ attributes: { aPosition: [0, 0] } }), shader });
  mesh.visible = false;
  return mesh;
}

/** A buffer of values for every corner, which can be written again. */
export function vertexBuffer(data: Float32Array | Uint8Array): Buffer {
  return new Buffer({ data, usage: BufferUsage.VERTEX | BufferUsage.COPY_DST });
}

/**
 * Gives a mesh other quads and frees those it had; without any it is not drawn. The shader says of an attribute how many
 * floats it has.
 */
export function setQuads(mesh: QuadMesh, quads: number, attributes: AttributeOptions): void {
  const old = mesh.geometry;
  mesh.geometry = new Geometry({ attributes, indexBuffer: quadIndices(quads) });
  old.destroy(true);
  mesh.visible = quads > 0;
}
