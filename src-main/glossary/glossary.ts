import type { GlossaryEntry, GlossaryPart } from './glossary-entry.ts';
import { KEY_CORE } from './key-core.ts';
import { MECHANICS } from './mechanics.ts';
import { MODES } from './modes.ts';
import { ABOUT_SAMPLES } from './samples.ts';
import { SPECTRUM } from './spectrum.ts';
import { STRAIN } from './strain.ts';
import { STRUCTURE } from './structure.ts';
import { VERDICT } from './verdict.ts';

/** Every quantity and concept of the program, in the order in which help and docs/glossary.md show them. */
export const GLOSSARY: readonly GlossaryPart[] = [
  VERDICT,
  MODES,
  KEY_CORE,
  MECHANICS,
  STRAIN,
  SPECTRUM,
  STRUCTURE,
  ABOUT_SAMPLES,
];

export const GLOSSARY_ENTRIES: readonly GlossaryEntry[] = GLOSSARY.flatMap(({ entries }) => entries);
