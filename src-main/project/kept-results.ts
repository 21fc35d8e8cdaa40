import type { StrainFields, StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import type { SpectrumReport } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import type {
  PseudoModesFields,
  PseudoModesReport,
} from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { insertMechanics, lastMechanics, listMechanics, samplesWithMechanics } from './mechanics.ts';
import type { StoredMechanics } from './mechanics.ts';
import { insertPseudoModes, lastPseudoModes, listPseudoModes, readPseudoMode } from './pseudo-modes.ts';
import type { StoredPseudoModes } from './pseudo-modes.ts';
import { insertSpectrum, lastSpectrum, listSpectra } from './spectra.ts';
import type { StoredSpectrum } from './spectra.ts';
import { insertStrain, lastStrainOf, listStrains } from './strains.ts';
import type { StoredStrain } from './strains.ts';
import type { GuardedConnection } from './guarded-connection.ts';
import { readNumbers } from './sample-numbers.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/**
 * What has been worked out of stored samples since, and is kept beside them: the part of `Project` that reads and
 * writes it. A result is kept once for the same settings and version.
 */
export abstract class KeptResults {
  protected readonly guard: GuardedConnection;

  constructor(guard: GuardedConnection) {
    this.guard = guard;
  }

  #keep(number: number, what: string, keep: (connection: Connection, sample: SampleNumbers) => boolean): boolean {
    return this.guard.write(`keeping ${what} of sample ${number}`, (connection) =>
      keep(connection, readNumbers(connection, number)),
    );
  }

  #read<Found>(number: number, what: string, read: (connection: Connection, sample: SampleNumbers) => Found): Found {
    return this.guard.read(`reading ${what} of sample ${number}`, (connection) =>
      read(connection, readNumbers(connection, number)),
    );
  }

  /**
   * Keeps a report on the mechanics of a sample; false where one of the same settings and version is kept already.
   * TypeError for a report on another structure.
   */
  keepMechanics(number: number, report: MechanicsReport): boolean {
    return this.#keep(number, 'the mechanics', (connection, sample) => insertMechanics(connection, sample, report));
  }

  /** The report on a sample's mechanics that was kept last; null where there is none. */
  lastMechanics(number: number): StoredMechanics | null {
    return this.#read(number, 'the mechanics', (connection) => lastMechanics(connection, number));
  }

  /** All reports on a sample's mechanics, oldest first. */
  listMechanics(number: number): StoredMechanics[] {
    return this.#read(number, 'the mechanics', (connection) => listMechanics(connection, number));
  }

  /** Numbers of the samples that have a report on their mechanics. */
  samplesWithMechanics(): number[] {
    return this.guard.read('listing mechanics', samplesWithMechanics);
  }

  /**
   * Keeps the pseudo-harmonic modes of a sample; false where a search of the same settings and version is kept already.
   * TypeError for modes of another structure.
   */
  keepPseudoModes(number: number, report: PseudoModesReport, fields: PseudoModesFields): boolean {
    return this.#keep(number, 'the pseudo-harmonic modes', (connection, sample) =>
      insertPseudoModes(connection, sample, report, fields),
    );
  }

  /** The last kept search for a sample's pseudo-harmonic modes; null where there is none. */
  lastPseudoModes(number: number): StoredPseudoModes | null {
    return this.#read(number, 'the pseudo-harmonic modes', (connection) => lastPseudoModes(connection, number));
  }

  /** All kept searches for a sample's pseudo-harmonic modes, oldest first. */
  listPseudoModes(number: number): StoredPseudoModes[] {
    return this.#read(number, 'the pseudo-harmonic modes', (connection) => listPseudoModes(connection, number));
  }

  /** Displacement of one mode of a kept search (2N); null where there is no such search or mode of that sample. */
  readPseudoMode(number: number, search: number, position: number): Float64Array | null {
    return this.#read(number, 'the pseudo-harmonic modes', (connection, sample) =>
      readPseudoMode(connection, sample, search, position),
    );
  }

  /**
   * Keeps the spectrum of a sample, its map as a field; false where one of the same settings and version is kept
   * already. TypeError for a report on another sample.
   */
  keepSpectrum(number: number, report: SpectrumReport, map: Float64Array | null): boolean {
    return this.#keep(number, 'the spectrum', (connection, sample) => insertSpectrum(connection, sample, report, map));
  }

  /** The spectrum of a sample that was kept last; null where there is none. */
  lastSpectrum(number: number): StoredSpectrum | null {
    return this.#read(number, 'the spectrum', (connection) => lastSpectrum(connection, number));
  }

  /** All spectra of a sample, oldest first. */
  listSpectra(number: number): StoredSpectrum[] {
    return this.#read(number, 'the spectra', (connection) => listSpectra(connection, number));
  }

  /** Keeps a finite strain of a sample; false where one of the same settings and version is kept already. */
  keepStrain(number: number, report: StrainReport, fields: StrainFields): boolean {
    return this.#keep(number, 'a strain', (connection, sample) => insertStrain(connection, sample, report, fields));
  }

  /** The finite strain of a sample that was kept last; null where there is none. */
  lastStrain(number: number): StoredStrain | null {
    return this.#read(number, 'the strain', lastStrainOf);
  }

  /** All finite strains of a sample, oldest first. */
  listStrains(number: number): StoredStrain[] {
    return this.#read(number, 'the strains', listStrains);
  }
}
