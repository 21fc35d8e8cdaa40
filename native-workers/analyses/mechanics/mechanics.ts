import { addon, type Addon, type Control, type NativeHessian } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { boxArea, type Box } from '../../configuration/configuration.ts';
import type { Model } from '../../models/model.ts';
import { pearson } from '../../analysis/modes/correlations.ts';
import { bulkModulus } from '../../analysis/elasticity/elastic-response.ts';
import { noDefect } from '../../analysis/elasticity/elasticity-report.ts';
import { shearHarmonics, shearModulusCurve, type ShearHarmonics } from '../../analysis/elasticity/shear-modulus.ts';
import { StageClock } from '../../analysis/run/stage-clock.ts';
import { KEYCORE_VERSION } from '../../version.ts';
import type { Voronoi } from '../../analysis/voronoi/voronoi.ts';
import { angularField } from './angular-field.ts';
import { sampledAnisotropy, smoothAnisotropy } from './curve-anisotropy.ts';
import { hiddenStrings, type HiddenStrings } from './hidden-strings.ts';
import type { HiddenStringsReport, MechanicsReport } from './mechanics-report.ts';
import { anglesOf, type MechanicsSettings } from './mechanics-settings.ts';
import { modeResponses } from './mode-responses.ts';
import { pinnedIndices } from '../../analysis/elasticity/pinned-ids.ts';
import type { Pinning } from '../../analysis/elasticity/pinning.ts';
import { stringCurves } from './string-curve.ts';
import { vacancyCurves } from './vacancy-curves.ts';

/** What is asked of the mechanics of a sample. */
export interface MechanicsRequest {
  /** Of the particles, ascending; rows of all arrays. */
  ids: Int32Array;
  /** From the analysis, by id. */
  keyCore: { stringIds: readonly number[]; squareIds: readonly number[] | null; reason?: string | undefined };
  /** u of the lowest modes, one after another. */
  displacements: Float64Array;
  settings: MechanicsSettings;
  /** For provenance: file and frame, or configuration and seed; and the content hash of the structure. */
  source: string;
  sampleHash: string;
}

/** The sample itself, stable, and what has been made of it. */
export interface MechanicsGround {
  model: Model;
  box: Box;
  hessian: NativeHessian;
  pinning: Pinning;
  tessellation: Voronoi;
}

type Report = MechanicsReport;

/** Of two values for every angle; null where one does not change with it. */
function correlationOf(
  strings: readonly number[],
  curves: readonly (readonly number[])[],
): HiddenStringsReport['correlation'] {
  const lengths = Float64Array.from(strings);
  const [unpinned, pinned] = curves.map((curve) => pearson(lengths, Float64Array.from(curve)));
  if (unpinned !== null && pinned !== null) return { unpinned, pinned };
  return { unpinned, pinned, reason: 'the number of excited particles, or G, is the same at all angles' };
}

/**
 * The mechanics of a stable sample: G(θ) with nothing, the key-core string, the key-core square, the string and the
 * particles excited at each angle, the string and all of them, and any particles asked for pinned (Hu & Tanaka 2025,
 * Figs. 4a and 5a); hidden strings; how the modes couple to strain. Throws `BadInput` for ids that are not there,
 * `Interrupted` after a stop.
 */
export function computeMechanics(
  ground: MechanicsGround,
  request: MechanicsRequest,
  control?: Control,
  kernels: Addon = addon(),
): MechanicsReport {
  const begun = performance.now();
  const clock = new StageClock(control);
  const { model, box, hessian, pinning, tessellation } = ground;
  const { ids, keyCore, settings, source, sampleHash } = request;
  const { response } = pinning;
  const particles = ids.length;
  const before = pinning.spent;
  const degrees = anglesOf(settings);
  const idsOf = (indices: readonly number[]): number[] => indices.map((index) => ids[index]);
  const string = pinnedIndices(ids, keyCore.stringIds);
  const square = keyCore.squareIds === null ? null : pinnedIndices(ids, keyCore.squareIds);
  const asked = settings.pinned === undefined ? null : pinnedIndices(ids, settings.pinned);
  if (asked !== null && asked.length >= particles)
    throw new BadInput(`all ${particles} particles are pinned: nothing is left to relax`);
  const curveOf = (harmonics: ShearHarmonics): number[] => [...shearModulusCurve(harmonics, settings.degrees)];

  const unpinned = shearHarmonics(response.curvature);
  const curves: Report['curves'] = {
    unpinned: curveOf(unpinned),
    stringPinned: null,
    squarePinned: null,
    angleStringsPinned: null,
    allStringsPinned: null,
  };
  const pinnedHarmonics = (set: readonly number[]): ShearHarmonics =>
    clock.run('pinning', () => shearHarmonics(pinning.curvature(set)));

  const noString = noDefect(string, particles);
  const held = noString === null ? clock.run('pinning', () => pinning.respond(string, undefined, control)) : null;
  const heldHarmonics = held === null ? null : shearHarmonics(held.curvature);
  const matrix = heldHarmonics === null ? null : heldHarmonics.constant;
  const smooth = (harmonics: ShearHarmonics) => smoothAnisotropy(harmonics, matrix);
  const anisotropy: Report['anisotropy'] = {
    unpinned: smooth(unpinned),
    stringPinned: null,
    squarePinned: null,
    angleStringsPinned: null,
    allStringsPinned: null,
  };
  if (square !== null) {
    const harmonics = pinnedHarmonics(square);
    curves.squarePinned = curveOf(harmonics);
    anisotropy.squarePinned = smooth(harmonics);
  }
  if (asked !== null) {
    const harmonics = pinnedHarmonics(asked);
    curves.pinned = curveOf(harmonics);
    anisotropy.pinned = smooth(harmonics);
  }

  let strings: HiddenStringsReport | null = null;
  let allStrings: number[] | null = null;
  if (held !== null && heldHarmonics !== null) {
    curves.stringPinned = curveOf(heldHarmonics);
    anisotropy.stringPinned = smooth(heldHarmonics);
    // One pinned particle only says from where displacements are counted: then from their mean.
    const field = string.length > 1 ? held.nonAffine : response.nonAffine;
    const found = clock.run('strings', () =>
      hiddenStrings(angularField(field), string, tessellation.neighbours, degrees, settings.stringCutoff),
    );
    strings = stringsReport(found, string.length, [curves.unpinned, curves.stringPinned], idsOf);
    const { atAngles, all } = clock.run('string curves', () =>
      stringCurves(pinning, string, found.excited, degrees, () => clock.run('string curves', () => undefined)),
    );
    curves.angleStringsPinned = atAngles;
    anisotropy.angleStringsPinned = sampledAnisotropy(degrees, atAngles, matrix);
    allStrings = [...string, ...found.union].sort((a, b) => a - b);
    if (all !== null) {
      const harmonics = shearHarmonics(all);
      curves.allStringsPinned = curveOf(harmonics);
      anisotropy.allStringsPinned = smooth(harmonics);
    }
  }

  const vacancies =
    model.species.length > 1
      ? null
      : clock.run('vacancies', () =>
          vacancyCurves(tessellation, hessian.vibrability(control), ids, pinning, settings.degrees),
        );

  const spacing = Math.sqrt(boxArea(box) / particles);
  const modes = clock.run('modes', () => modeResponses(response, request.displacements, hessian.norm * spacing));
  const { stress } = response;
  const spent = pinning.spent;
  return {
    sample: { n: particles, box: [box.lx, box.ly, box.xy], model: model.id },
    degrees,
    curves,
    anisotropy,
    sets: {
      string: idsOf(string),
      square: square === null ? null : idsOf(square),
      allStrings: allStrings === null ? null : idsOf(allStrings),
      ...(asked === null ? {} : { pinned: idsOf(asked) }),
      reason: {
        ...(noString === null ? {} : { string: noString }),
        ...(square === null ? { square: keyCore.reason ?? 'no key-core square was found' } : {}),
        ...(allStrings !== null && allStrings.length >= particles
          ? { allStrings: 'every particle is excited at some angle' }
          : {}),
      },
    },
    strings,
    ...(vacancies === null ? {} : { vacancies }),
    moduli: {
      bulk: bulkModulus(response),
      pressure: -(stress[0] + stress[2]) / 2,
      stress: [stress[0], stress[1], stress[2]],
      curvature: [...response.curvature],
    },
    modes,
    settings,
    provenance: {
      version: KEYCORE_VERSION,
      variant: kernels.variant,
      model: model.id,
      ...(model.definition === undefined ? {} : { modelDefinition: model.definition }),
      cutoffScheme: model.cutoffScheme,
      source,
      sampleHash,
      columns: spent.columns - before.columns,
      solves: spent.solves - before.solves,
      factorisations: spent.factorisations - before.factorisations,
      wallSeconds: { ...clock.wallSeconds, total: (performance.now() - begun) / 1000 },
    },
  };
}

function stringsReport(
  found: HiddenStrings,
  keyCoreSize: number,
  curves: readonly (readonly number[])[],
  idsOf: (indices: readonly number[]) => number[],
): HiddenStringsReport {
  const lString = found.excited.map((set) => set.length + keyCoreSize);
  return {
    cutoff: found.cutoff,
    rmsDisplacement: found.rmsDisplacement,
    unionIds: idsOf(found.union),
    longIds: idsOf(found.long),
    lengths: found.lengths,
    perAngle: { lString, excited: found.excited.map(idsOf) },
    correlation: correlationOf(lString, curves),
    nAngle: [...found.angles],
  };
}
