/** What the window can do for somebody who has read an answer. */
type QuestionAction =
  'show-qlm' | 'show-rings' | 'show-colours' | 'pin-key-core' | 'open-figures' | 'import' | 'new-samples' | 'play-mode';

/** A question that is asked in front of the window, and its answer. */
export interface HelpQuestion {
  id: string;
  question: string;
  /** A few sentences. */
  answer: string;
  /** What a button below the answer does, and what stands on it; missing: no button. */
  action?: { does: QuestionAction; label: string };
  /** Entries of the glossary to go on with. */
  see: readonly string[];
}

/** In the order in which one asks. */
export const QUESTIONS: readonly HelpQuestion[] = [
  {
    id: 'what-is-a-qlm',
    question: 'What is a QLM?',
    answer:
      'A quasi-localised mode: a slow vibration in which a few particles move much while the rest follow in a pattern of four leaves. It marks a defect of the glass, a place that yields first under strain. Sound waves (phonons) spread over the whole sample instead; the share of a mode in plane waves tells the two apart.',
    action: { does: 'play-mode', label: 'Play the lowest mode' },
    see: ['qlm', 'phonon', 'phonon-share'],
  },
  {
    id: 'where-is-it',
    question: 'Where is it here?',
    answer:
      'The badge in the list of samples says what the lowest mode is: QLM, hybrid or phonon; the list of modes says it in a sentence with its numbers. Choose mode 0 and centre on it: the particles that move most lie in the middle of the field.',
    action: { does: 'show-qlm', label: 'Show the QLM' },
    see: ['verdict', 'qlm', 'displacement'],
  },
  {
    id: 'what-are-the-rings',
    question: 'What are the rings?',
    answer:
      'Thin rings are the core: particles with a vibrability Ψ above 0.25 about the largest one. Thick red rings are the key-core string, those above 60 % of the largest Ψ. The blue quadrilateral is the key-core square, whose corners move two in, two out. A ring with a cross is a pinned particle, a turquoise one is selected.',
    action: { does: 'show-rings', label: 'Show core, string and square' },
    see: ['core', 'string', 'square', 'pinning'],
  },
  {
    id: 'what-do-the-colours-mean',
    question: 'What do the colours mean?',
    answer:
      'The quantity that is chosen under Field, Colour; the bar in the lower left corner gives its name, unit and range. At first it is the vibrability Ψ: bright particles are free to move. Fields of both signs go from blue to orange, with zero in the middle; grey particles have no value.',
    action: { does: 'show-colours', label: 'Show the vibrability' },
    see: ['vibrability', 'divergence', 'species'],
  },
  {
    id: 'what-does-pinning-do',
    question: 'What does pinning do?',
    answer:
      'A pinned particle follows the strain of the box and moves no further. Pin the key core and look at the shear modulus G(θ): where the lowest mode is a strong QLM the curve grows round, because the defect that made the sample soft in one direction is switched off. Undo takes the pins away again.',
    action: { does: 'pin-key-core', label: 'Pin the key core' },
    see: ['pinning', 'shear-modulus', 'anisotropy'],
  },
  {
    id: 'how-do-i-get-this-figure',
    question: 'How do I get this figure?',
    answer:
      'The room Figures draws every panel of Hu & Tanaka 2025 from the open sample: choose one and press Export figure for SVG, PDF or PNG with its source data. The button with a curve beside the field and beside each plot exports what you see. Copy as command gives the line that makes the same file in a terminal.',
    action: { does: 'open-figures', label: 'Open Figures' },
    see: ['vibrability', 'shear-modulus'],
  },
  {
    id: 'how-do-i-import-mine',
    question: 'How do I import mine?',
    answer:
      'Drop files or a folder on the window, or press Import…: LAMMPS dump and data files, extended XYZ, GSD, NumPy archives and tables, also compressed. Each is relaxed to the nearest minimum of its energy and analysed. What a file does not tell, such as the model, is asked for.',
    action: { does: 'import', label: 'Import…' },
    see: ['inherent-structure', 'model'],
  },
  {
    id: 'how-is-a-sample-made',
    question: 'How is a sample made?',
    answer:
      'A liquid is equilibrated, cooled and brought to the minimum of its energy; the preset says how slowly. New samples… has every setting, and shows the particles, energy and structure while they are made. Samples of one job differ by their seeds only.',
    action: { does: 'new-samples', label: 'New samples…' },
    see: ['quench', 'inherent-structure', 'energy'],
  },
];
