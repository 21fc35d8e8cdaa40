import { addon, type Control, type NativeHessian, type NativeSample, type NativeVoronoi } from '../../addon.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import { type Backbone, configurationOfBackbone } from '../backbone/backbone.ts';
import type { Pinning } from '../elasticity/pinning.ts';
import { stableResponse } from '../elasticity/stable-response.ts';
import { periodicVoronoi, type Voronoi } from '../voronoi/voronoi.ts';
import { modelOf } from '../../models/model-of.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/model.ts';
import type { ModelReference } from '../../models/user-model.ts';

/** A sample as it is sent to the thread that keeps it. */
export interface WarmSampleArrays extends Omit<Configuration, 'ids'> {
  /** Which particles are analysed, where some are left out. */
  backbone?: Backbone | null;
  /** Id of a model of the registry, or the definition of a user-defined one. */
  model: ModelReference;
}

/**
 * Bytes a particle of the tessellation (edges 3N × 48, neighbours 6N × 28, positions and areas 24) and of the kernels'
 * copy with the factor of AAᵀ, whose fill grows with log₂ N: about 31 N log₂ N entries of 8 bytes for a nested
 * dissection of a planar graph (George 1973). At N = 65,536 that gives
 * 291 MB where 200 were measured; an eviction needs no more than such an order.
 */
const TESSELLATION_BYTES = 3 * 48 + 6 * 28 + 24;
const FACTOR_BYTES_PER_LOG = 31 * 8;

/** Bytes a particle of the affine forces and displacements of four unit gradients. */
const RESPONSE_BYTES = 2 * 4 * 2 * 8;

/**
 * A sample in the worker that keeps it, with what has been made of it so far: where particles are left out, that of its
 * backbone.
 */
export class WarmSample {
  readonly arrays: WarmSampleArrays;
  /** Of all particles, and which of them all else here is of; null for all. */
  readonly backbone: Backbone | null;
  readonly #whole: WarmSampleArrays;
  #wholeTessellation: Voronoi | null = null;
  #tessellation: Voronoi | null = null;
  #voronoi: NativeVoronoi | null = null;
  #sample: NativeSample | null = null;
  #hessian: NativeHessian | null = null;
  #pinning: Pinning | null = null;

  constructor(arrays: WarmSampleArrays) {
    this.#whole = arrays;
    this.backbone = arrays.backbone ?? null;
    this.arrays = configurationOfBackbone(this.backbone, arrays);
  }

  /** Made at the first use. */
  get tessellation(): Voronoi {
    this.#tessellation ??= periodicVoronoi(this.arrays.box, this.arrays.positions);
    return this.#tessellation;
  }

  /** That of all particles, also of those that are left out. */
  get wholeTessellation(): Voronoi {
    if (this.backbone === null) return this.tessellation;
    this.#wholeTessellation ??= periodicVoronoi(this.#whole.box, this.#whole.positions);
    return this.#wholeTessellation;
  }

  /** The matrix A with its factorisation, made at the first use. */
  get voronoi(): NativeVoronoi {
    this.#voronoi ??= new (addon().Voronoi)(this.tessellation.edges);
    return this.#voronoi;
  }

  get model(): Model {
    return modelOf(this.arrays.model);
  }

  /** Positions, species and potential in the kernels, made at the first use. */
  get sample(): NativeSample {
    this.#sample ??= new (addon().Sample)(sampleSpec(this.arrays, this.model));
    return this.#sample;
  }

  /** H with its factorisation, made at the first use; of a stable sample or not. */
  get hessian(): NativeHessian {
    this.#hessian ??= this.sample.hessian();
    return this.#hessian;
  }

  /** Makes H with its factorisation, watched and stopped through `control`. Throws 'CANCELLED' after a stop. */
  factorise(control: Control | undefined): void {
    this.#hessian ??= this.sample.hessian(control);
  }

  /** Its linear response, ready to be pinned. Throws `BadInput` for an unstable sample. */
  get pinning(): Pinning {
    this.#pinning ??= stableResponse(this.sample, this.hessian, this.arrays.box);
    return this.#pinning;
  }

  /** About the bytes it holds outside and inside the garbage-collected heap. */
  get heldBytes(): number {
    const particles = this.arrays.species.length;
    const tessellation = this.#tessellation === null ? 0 : TESSELLATION_BYTES * particles;
    const factor =
      this.#voronoi === null ? 0 : particles * (TESSELLATION_BYTES + FACTOR_BYTES_PER_LOG * Math.log2(particles + 1));
    const response = this.#pinning === null ? 0 : RESPONSE_BYTES * particles;
    return Math.ceil(particles * 17 + tessellation + factor + response) + (this.#hessian?.bytes ?? 0);
  }

  /** Releases what lies outside the garbage collector's sight. */
  dispose(): void {
    this.#voronoi?.dispose();
    this.#voronoi = null;
    this.#hessian?.dispose();
    this.#hessian = null;
    this.#pinning = null;
  }
}
