import type { FieldParts, ScalarPart, VectorLayerPart } from '../viewer/field-parts.ts';
import { view } from '../viewer/view.svelte.ts';
import { REPORT_ARROWS, REPORT_SCALAR, reportField } from './report-field.svelte.ts';
import ReportTitle from './ReportTitle.svelte';

/** The array of a report that colours the particles; what it is called changes with it. */
const SCALAR: ScalarPart = {
  get array() {
    const { label, unit, signed } = reportField.scalar ?? { label: '', unit: null, signed: false };
    return { name: REPORT_SCALAR, label, unit, kind: 'scalar' as const, signed, perMode: false };
  },
  get drawing() {
    const map = reportField.scalar?.signed === true ? ('balance' as const) : ('magma' as const);
    return { map, scale: 'linear' as const, about: 'An array of the chosen report' };
  },
  has: () => reportField.scalar !== null,
  values: () => reportField.scalar?.values ?? null,
  spread: null,
};

function layerOf(which: keyof typeof REPORT_ARROWS, label: string, about: string): VectorLayerPart {
  return {
    name: REPORT_ARROWS[which],
    label,
    about,
    title: () => reportField.arrows[which]?.title ?? label,
    field: () => reportField.arrows[which]?.field ?? null,
  };
}

/** Pseudo-harmonic modes in the field, with the bar above that leads back; a chosen one moves as a mode does. */
const fieldOfPseudoModes: FieldParts = {
  scalars: [SCALAR],
  vectors: {
    heading: 'Pseudo-harmonic modes',
    available: () => reportField.arrows.pseudoMode !== null,
    layers: [layerOf('pseudoMode', 'z of the chosen one', 'Displacement of the chosen pseudo-harmonic mode')],
  },
  displacements: () =>
    view.arrows.name === REPORT_ARROWS.pseudoMode ? (reportField.arrows.pseudoMode?.field ?? null) : null,
  paneTitle: ReportTitle,
};

/** Displacements of a finite strain in the field. */
const fieldOfStrain: FieldParts = {
  vectors: {
    heading: 'Finite strain',
    available: () => reportField.arrows.strain !== null,
    layers: [layerOf('strain', 'Displacement there', 'Displacement at the chosen place of the stress–strain curve')],
  },
};

export const FIELDS_OF_ANALYSES: readonly FieldParts[] = [fieldOfPseudoModes, fieldOfStrain];
