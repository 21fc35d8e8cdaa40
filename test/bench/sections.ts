import type { BenchSection } from './section.ts';
import { analysisSection } from './sections/analysis.ts';
import { dynamicsSection } from './sections/dynamics.ts';
import { figuresSection } from './sections/figures.ts';
import { firstVisitSection } from './sections/first-visit.ts';
import { mechanicsSection } from './sections/mechanics.ts';
import { minimisationSection } from './sections/minimisation.ts';
import { pseudoModesSection } from './sections/pseudo-modes.ts';
import { readingSection } from './sections/reading.ts';
import { stagesSection } from './sections/stages.ts';
import { viewerSection } from './sections/viewer.ts';

/** Every section in the order of the document; a new one is a file in sections/ and a line here. */
export const SECTIONS: readonly BenchSection[] = [
  analysisSection,
  stagesSection,
  minimisationSection,
  dynamicsSection,
  mechanicsSection,
  pseudoModesSection,
  viewerSection,
  firstVisitSection,
  readingSection,
  figuresSection,
];
