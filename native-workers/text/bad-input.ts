import { shortened } from './quoted.ts';

/** A column may bear any name. */
const LONGEST_FIELD = 100;

/** A kind of particle of a file, for the user who is asked what it is. */
export interface FileType {
  /** In the file's own words. */
  label: string;
  /** Of all particles, 0 to 1. */
  share: number;
}

/** What only a user can tell of a file: for hosts that ask by a form of their own, not by flags. */
export interface InputQuestion {
  asks: 'model' | 'types' | 'box' | 'periodic' | 'atomStyle';
  /** What could not be told, without a word of how to answer. */
  problem: string;
  /** The file's types, where it has been read. */
  types?: FileType[];
  /** Least and largest diameter, where the file has one for each particle. */
  sizes?: string;
  /** Atom styles that the file may be of. */
  styles?: string[];
}

/** Where in the user's input the error lies; every part is optional because not every input has it. */
export interface InputPlace {
  /** File as the user named it. */
  file?: string;
  /** Line in the (decompressed) file, counted from 1. */
  line?: number;
  /** Column, key, flag or other field, in the file's own words. */
  field?: string;
  /** Set where the user can mend it by an answer. */
  question?: InputQuestion;
}

/**
 * The user's input cannot be used: the message says what was found, what was expected and what to do.
 * Every host maps it to its own "bad input" answer (command line: exit 2, API: status 422) and prints the
 * message without a stack trace. Anything that is not a `BadInput` is a fault of ours or of the machine.
 */
export class BadInput extends Error {
  readonly place: InputPlace;

  constructor(message: string, given: InputPlace = {}) {
    const place = given.field === undefined ? given : { ...given, field: shortened(given.field, LONGEST_FIELD) };
    const at = [place.file, place.line === undefined ? undefined : `line ${place.line}`, place.field]
      .filter((part) => part !== undefined)
      .join(', ');
    super(at === '' ? message : `${at}: ${message}`);
    this.name = 'BadInput';
    this.place = place;
  }

  /** The same error told again by another thread or process: its message names the place already. */
  static retold(message: string, place: InputPlace): BadInput {
    const error = new this(message);
    (error as { place: InputPlace }).place = place;
    return error;
  }
}
