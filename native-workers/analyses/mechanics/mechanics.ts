import type { Control } from '../../addon.ts';
import { boxArea } from '../../configuration/configuration.ts';
import { pearson } from '../../analysis/modes/correlations.ts';
import { bulkModulus } from '../../analysis/elasticity/elastic-response.ts';
import { noDefect } from '../../analysis/elasticity/elasticity-report.ts';
import { shearHarmonics, shearModulusCurve, type ShearHarmonics } from '../../analysis/elasticity/shear-modulus.ts';
import { StageClock } from '../../analysis/run/stage-clock.ts';
import { reportedMaker, reportedModel, reportedSample } from '../../analysis/report/reported-parts.ts';
import type { WarmSample } from '../../analysis/warm/warm-sample.ts';
import { angularField } from './angular-field.ts';
import { sampledAnisotropy, smoothAnisotropy } from './curve-anisotropy.ts';
import { hiddenStrings, type HiddenStrings } from './hidden-strings.ts';
import type { Anisotropy, HiddenStringsReport, MechanicsReport } from './mechanics-report.ts';
import { anglesOf, type MechanicsSettings } from './mechanics-settings.ts';
import { modeResponses } from './mode-responses.ts';
import { pinnedIndices } from '../../analysis/elasticity/pinned-ids.ts';
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
type MechanicsGround = Pick<WarmSample, 'model' | 'hessian' | 'pinning' | 'tessellation'>;

/** G at each angle. */
interface Curve {
  values: number[];
  anisotropy: Anisotropy;
}

/** Of two values for every angle; null where one does not change with it. */
function correlationOf(strings: readonly number[], curves: readonly (readonly number[])[]) {
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
  { model, hessian, pinning, tessellation }: MechanicsGround,
  request: MechanicsRequest,
  control?: Control,
): MechanicsReport {
  const begun = performance.now();
  const clock = new StageClock(control);
  const { box } = tessellation;
  const { ids, keyCore, settings, source, sampleHash } = request;
  const { response } = pinning;
  const particles = ids.length;
  const before = pinning.spent;
  const degrees = anglesOf(settings);
  const idsOf = (indices: readonly number[]) => indices.map((index) => ids[index]);
  const string = pinnedIndices(ids, keyCore.stringIds);
  const square = keyCore.squareIds === null ? null : pinnedIndices(ids, keyCore.squareIds);
  const asked = settings.pinned === undefined ? null : pinnedIndices(ids, settings.pinned);

  const noString = noDefect(string, particles);
  const held = noString === null ? clock.run('pinning', () => pinning.respond(string, undefined, control)) : null;
  const heldHarmonics = held === null ? null : shearHarmonics(held.curvature);
  const matrix = heldHarmonics?.constant ?? null;
  /** Of one set for all angles. */
  const smooth = (harmonics: ShearHarmonics): Curve => ({
    values: [...shearModulusCurve(harmonics, settings.degrees)],
    anisotropy: smoothAnisotropy(harmonics, matrix),
  });
  const unpinned = smooth(shearHarmonics(response.curvature));
  const pinned = (set: readonly number[] | null): Curve | null =>
    set === null ? null : smooth(clock.run('pinning', () => shearHarmonics(pinning.curvature(set))));
  const squarePinned = pinned(square);
  const askedPinned = pinned(asked);
  const stringPinned = heldHarmonics === null ? null : smooth(heldHarmonics);

  let strings: HiddenStringsReport | null = null;
  let allStrings: number[] | null = null;
  let angleStringsPinned: Curve | null = null;
  let allStringsPinned: Curve | null = null;
  if (held !== null && stringPinned !== null) {
    // One pinned particle only says from where displacements are counted: then from their mean.
    const field = string.length > 1 ? held.nonAffine : response.nonAffine;
    const found = clock.run('strings', () =>
      hiddenStrings(angularField(field), string, tessellation.neighbours, degrees, settings.stringCutoff),
    );
    strings = stringsReport(found, string.length, [unpinned.values, stringPinned.values], idsOf);
    const { atAngles, all } = clock.run('string curves', () =>
      stringCurves(pinning, string, found.excited, degrees, () => clock.run('string curves', () => undefined)),
    );
    angleStringsPinned = { values: atAngles, anisotropy: sampledAnisotropy(degrees, atAngles, matrix) };
    allStrings = [...string, ...found.union].sort((a, b) => a - b);
    allStringsPinned = all === null ? null : smooth(shearHarmonics(all));
  }

  const vacancies =
    model.species.length > 1
      ? null
      : clock.run('vacancies', () =>
          vacancyCurves(tessellation, hessian.vibrability(control), ids, pinning, settings.degrees),
        );

  const spacing = Math.sqrt(boxArea(box) / particles);
  const modes = clock.run('modes', () => modeResponses(response, request.displacements, hessian.norm * spacing));
  const ofEach = <Part extends keyof Curve>(part: Part) => ({
    unpinned: unpinned[part],
    stringPinned: stringPinned?.[part] ?? null,
    squarePinned: squarePinned?.[part] ?? null,
    angleStringsPinned: angleStringsPinned?.[part] ?? null,
    allStringsPinned: allStringsPinned?.[part] ?? null,
    ...(askedPinned === null ? {} : { pinned: askedPinned[part] }),
  });
  const { stress } = response;
  const spent = pinning.spent;
  return {
    sample: reportedSample(particles, box, model),
    degrees,
    curves: ofEach('values'),
    anisotropy: ofEach('anisotropy'),
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
      stress: [...stress],
      curvature: [...response.curvature],
    },
    modes,
    settings,
    provenance: {
      ...reportedMaker(),
      ...reportedModel(model),
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
  { cutoff, rmsDisplacement, excited, union, long, lengths, angles }: HiddenStrings,
  keyCoreSize: number,
  curves: readonly (readonly number[])[],
  idsOf: (indices: readonly number[]) => number[],
): HiddenStringsReport {
  const lString = excited.map((set) => set.length + keyCoreSize);
  return {
    cutoff,
    rmsDisplacement,
    unionIds: idsOf(union),
    longIds: idsOf(long),
    lengths,
    perAngle: { lString, excited: excited.map(idsOf) },
    correlation: correlationOf(lString, curves),
    nAngle: [...angles],
  };
}
