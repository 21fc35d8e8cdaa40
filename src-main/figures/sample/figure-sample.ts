import { type Backbone, indicesInBackbone } from '../../../native-workers/analysis/backbone/backbone.ts';
import { shearHarmonics, type ShearHarmonics } from '../../../native-workers/analysis/elasticity/shear-modulus.ts';
import type { Report } from '../../../native-workers/analysis/report/report.ts';
import {
  derivedFields,
  type FieldsOutput,
  nonAffineFields,
} from '../../../native-workers/analysis/warm/derived-fields.ts';
import { bondOrder } from '../../../native-workers/analysis/order/bond-order.ts';
import { WarmSample } from '../../../native-workers/analysis/warm/warm-sample.ts';
import {
  type AngularField,
  angularField,
  doubledAngle,
} from '../../../native-workers/analyses/mechanics/angular-field.ts';
import type { AnalysisName, ReportOf } from '../../../native-workers/analyses/table.ts';
import type { Box } from '../../../native-workers/configuration/configuration.ts';
import { indicesOf } from '../../../native-workers/configuration/indices-of-ids.ts';
import { keyCorePlace } from '../../../native-workers/analyses/topology/key-core-place.ts';
import type { TopologyField } from '../../../native-workers/analyses/topology/topology-report.ts';
import { modelOf } from '../../../native-workers/models/model-of.ts';
import { chargesOfMode, type ModeCharges } from './mode-charges.ts';
import type { ParticleSizes } from '../../../native-workers/models/particle-sizes.ts';
import type { ModelReference } from '../../../native-workers/models/user-model.ts';

/** A stored sample as it is sent to the thread that draws its figures. */
export interface FigureSampleArrays {
  /** Name of the project, without folders. */
  project: string;
  number: number;
  contentHash: string;
  modelLabel: string;
  seed: string | null;
  ids: Int32Array;
  species: Uint8Array;
  positions: Float64Array;
  box: Box;
  sizes?: ParticleSizes;
  backbone: Backbone | null;
  model: ModelReference;
  /** Diameter of each particle as it is drawn, σ. */
  diameters: Float64Array;
  /** With its verdict; without the values of Ψ. */
  report: Report;
  /** NaN for a particle that is left out; null where there is none. */
  vibrability: Float64Array | null;
  /** Of the lowest modes, 2N each. */
  displacements: Float64Array;
  /** Last report of each analysis that is kept. */
  reports: { [Name in AnalysisName]?: ReportOf<Name> };
  /** D_i^T(ω)/ω of the last spectrum, where it has a map. */
  spectralMap: Float64Array | null;
  /** z of the softest pseudo-harmonic mode, and the displacement of the first plastic event: 2N, where there is one. */
  pseudoMode: Float64Array | null;
  event: Float64Array | null;
  /** What a view shows that is not with every sample: a mode that is not stored, a column of the file. */
  shown?: { mode?: { number: number; displacement: Float64Array }; scalar?: NamedScalar };
}

/** A number of every particle, as colours show it; NaN where there is none. */
export interface NamedScalar {
  name: string;
  /** As figures write it: `u_L`, `∇·u^{np}`. */
  label: string;
  /** What captions say beside, where there may be several of that label: `ω = 0.4–1.2`. */
  distinction?: string;
  unit: string | null;
  signed: boolean;
  values: Float64Array;
}

/** Non-affine displacement of all particles to shear at any angle, with some pinned. */
export interface ShearResponse {
  angular: AngularField;
  /** x of the four unit gradients, 4 × 2N (see `alongGradient`). */
  nonAffine: Float64Array;
}

/** Whether a sample answers strain: it is a minimum whose moduli are known. */
export function hasShearModulus({ elasticity }: Report): boolean {
  return (elasticity?.shear ?? null) !== null;
}

/**
 * A sample as figures see it. What has to be computed for them (fields of a mode, linear response) is, when it is first
 * asked for, and then kept.
 */
export class FigureSample {
  arrays: FigureSampleArrays;
  readonly particles: number;
  readonly modes: number;
  readonly radii: Float64Array;
  readonly #warm: WarmSample;
  readonly #fields = new Map<number, FieldsOutput>();
  readonly #kept = new Map<string, unknown>();
  readonly #charges = new Map<string, ModeCharges>();
  readonly #responses = new Map<string, ShearResponse>();

  constructor(arrays: FigureSampleArrays) {
    this.arrays = arrays;
    this.particles = arrays.ids.length;
    this.modes = arrays.displacements.length / (2 * this.particles);
    this.radii = arrays.diameters.map((diameter) => diameter / 2);
    const { species, positions, box, sizes, backbone, model } = arrays;
    this.#warm = new WarmSample({
      species,
      positions,
      box,
      backbone,
      model,
      ...(sizes === undefined ? {} : { sizes }),
    });
  }

  get report(): Report {
    return this.arrays.report;
  }

  /** u of a mode, 2N numbers. Throws RangeError where its displacements are not stored. */
  displacement(mode: number): Float64Array {
    const { shown } = this.arrays;
    if (shown?.mode?.number === mode) return shown.mode.displacement;
    if (!(mode >= 0 && mode < this.modes)) throw new RangeError(`there are no displacements of mode ${mode}`);
    return this.arrays.displacements.subarray(2 * mode * this.particles, 2 * (mode + 1) * this.particles);
  }

  /** Its transverse and longitudinal part, net projection and divergences. */
  fields(mode: number): FieldsOutput {
    let fields = this.#fields.get(mode);
    if (fields === undefined) {
      fields = derivedFields(this.#warm, this.displacement(mode));
      this.#fields.set(mode, fields);
    }
    return fields;
  }

  /** |ψ_6| of every particle. */
  get bondOrder(): Float64Array {
    return bondOrder(this.#warm.wholeTessellation).local;
  }

  /** Topological charges of u of a mode, or of a part of it, on a grid. */
  charges(field: TopologyField, mode = 0): ModeCharges {
    const key = `${field} ${mode}`;
    let charges = this.#charges.get(key);
    if (charges === undefined) {
      const { ids, vibrability } = this.arrays;
      // A particle that is left out has no Ψ, and is not the softest.
      const known = vibrability?.map((value) => (Number.isNaN(value) ? -Infinity : value)) ?? null;
      charges = chargesOfMode(this.#warm, this.displacement(mode), field, keyCorePlace(this.report, ids, known));
      this.#charges.set(key, charges);
    }
    return charges;
  }

  /** Names of the species of its model. */
  get speciesNames(): string[] {
    return modelOf(this.arrays.model).species.map(({ name }) => name);
  }

  indices(ids: readonly number[]): number[] {
    return indicesOf(this.arrays.ids, ids);
  }

  /** Why nothing is known of its response to strain; null where it is. */
  get notElastic(): string | null {
    const { elasticity, sample } = this.report;
    if (sample.negativeModes > 0 || !hasShearModulus(this.report))
      return elasticity?.reason ?? this.report.loose?.reason ?? 'the sample is not a minimum of the energy';
    return null;
  }

  /** What takes a moment to make of it, made once: a panel is drawn by itself and on a page. */
  kept<Value>(name: string, make: () => Value): Value {
    if (!this.#kept.has(name)) this.#kept.set(name, make());
    // Each name is used in one place, with one type.
    return this.#kept.get(name) as Value;
  }

  /** G(θ) as harmonics, with some particles (indices) pinned. */
  modulus(pinned: readonly number[]): ShearHarmonics {
    const { backbone, pinning } = this.#warm;
    const indices = backbone === null ? [...pinned] : indicesInBackbone(backbone, pinned);
    return shearHarmonics(pinning.curvature(indices));
  }

  /** The response to strain with some particles (indices) pinned. */
  response(pinned: readonly number[]): ShearResponse {
    const key = pinned.join();
    let response = this.#responses.get(key);
    if (response === undefined) {
      const nonAffine = nonAffineFields(this.#warm, pinned);
      response = { angular: angularField(nonAffine), nonAffine };
      this.#responses.set(key, response);
    }
    return response;
  }

  dispose(): void {
    this.#warm.dispose();
  }
}

/** x(θ) of a response, per unit strain. */
export function atAngle({ angular }: ShearResponse, degrees: number): Float64Array {
  const [cosine, sine] = doubledAngle(degrees);
  return angular.constant.map((value, at) => value + cosine * angular.cosine[at] + sine * angular.sine[at]);
}
