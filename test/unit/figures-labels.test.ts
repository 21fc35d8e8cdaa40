import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { d2minAnalysis } from '../../native-workers/analyses/d2min/d2min-analysis.ts';
import { pseudoModesAnalysis } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-analysis.ts';
import { mapFieldName } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { describedArray } from '../../native-workers/analysis/description/described-array.ts';
import { reportArrayInfo } from '../../src-main/api/analysis-contract.ts';
import { labelInMarkdown } from '../../src-main/figures/marks/label.ts';
import { figureLabel, partsOf } from '../../src-main/figures/marks/label-parts.ts';
import type { FigureMark } from '../../src-main/figures/marks/marks.ts';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { ensembleText } from '../../src-main/figures/ensemble/ensemble-text.ts';
import type { FigureEnsemble } from '../../src-main/figures/ensemble/figure-ensemble.ts';
import { sampleText } from '../../src-main/figures/panels/sample-text.ts';
import { stressStrain } from '../../src-main/figures/panels/strain.ts';
import { drawFieldView } from '../../src-main/figures/panels/field-view.ts';
import { FigureSample } from '../../src-main/figures/sample/figure-sample.ts';
import { USUAL_OPTIONS } from '../../src-main/figures/sample/panel-options.ts';
import {
  type FigureSource,
  scalarOfReport,
  shownInView,
  sourceInProject,
} from '../../src-main/figures/figure-source.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import { readFieldView } from '../../src-main/figures/view/field-view.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { madeUpSample } from '../integration/project-sample.ts';

const MAP = mapFieldName({ lower: 0.4, upper: 1.2 });

describe('an array of a report', () => {
  it('is what its analysis declares of that name', () => {
    expect(describedArray(d2minAnalysis, 'd2min')).toEqual({
      label: 'D²_min',
      distinction: null,
      unit: 'σ²',
      signed: false,
      isPosition: false,
    });
    expect(describedArray(d2minAnalysis, 'localDilation')).toMatchObject({ label: 'det J − 1', signed: true });
    expect(describedArray(strainAnalysis, 'before')).toMatchObject({ isPosition: true });
    expect(describedArray(pseudoModesAnalysis, 'z:3')).toMatchObject({ label: 'z_3', unit: 'm^(−1/2)', signed: true });
    expect(describedArray(spectrumAnalysis, MAP)).toMatchObject({
      label: 'D_i^T/ω',
      distinction: 'ω = 0.4–1.2',
      unit: 'mσ²/ε',
    });
  });

  it('of a name that no analysis declares is none, also where it begins as a name with * does', () => {
    expect(describedArray(spectrumAnalysis, 'd2min')).toBeNull();
    expect(describedArray(spectrumAnalysis, 'made:dT')).toBeNull();
    const both = { name: 'a*b', kind: 'scalar', unit: null, label: '*', description: '' } as const;
    expect(describedArray({ arrays: [both] }, 'ab')).toMatchObject({ label: '' });
    expect(describedArray({ arrays: [{ ...both, name: 'ab*ba' }] }, 'aba')).toBeNull();
  });

  it('of its very name goes before one with *', () => {
    const [any, own] = ['psi6*', 'psi6/all'].map((name) => {
      return { name, kind: 'series', unit: null, label: name, description: '' } as const;
    });
    expect(describedArray({ arrays: [any, own] }, 'psi6/all')).toMatchObject({ label: 'psi6/all' });
  });

  it('is called in the window with what tells it from others', () => {
    const info = (name: string) => reportArrayInfo(spectrumAnalysis, { name, kind: 'scalar', unit: 'mσ²/ε' });
    expect(info(MAP)?.label).toBe('D_i^T/ω, ω = 0.4–1.2');
    expect(info('other')?.label).toBe('other');
  });
});

describe('a label of the window', () => {
  it.each([
    ['D²_min', 'D²<sub>min</sub>'],
    ['∇·u^np', '∇·u<sup>np</sup>'],
    ['D_i^T/ω', 'D<sub>i</sub><sup>T</sup>/ω'],
    ['σ^(−1) m^(−1/2)', 'σ<sup>−1</sup> m<sup>−1/2</sup>'],
    ['z_10', 'z<sub>10</sub>'],
    ['r − F r₀', 'r − F r₀'],
  ])('%s is the same in figures', (label, written) => {
    expect(labelInMarkdown(figureLabel(label))).toBe(written);
  });

  it('of every array loses no letter', () => {
    for (const { arrays } of ANALYSES)
      for (const { label } of arrays) {
        const shown = partsOf(figureLabel(label)).map(({ text }) => text);
        expect(shown.join('')).toBe(label.replaceAll(/[_^]/g, ''));
      }
  });
});

describe('a view that is coloured by an array of a report', () => {
  let folder: string;
  let sample: FigureSample;
  let source: FigureSource;
  const [style] = STYLES;
  const values = Float64Array.from({ length: 40 }, (_, at) => at / 10);
  const textsOf = (marks: readonly FigureMark[]): string[] =>
    marks.flatMap((mark) => (mark.kind === 'group' ? textsOf(mark.marks) : mark.kind === 'text' ? [mark.text] : []));
  const drawn = (analysis: string, name: string, unit: string) => {
    const array = { analysis, version: '1', name, kind: 'scalar', unit, read: () => values } as const;
    sample.arrays = { ...sample.arrays, shown: { scalar: scalarOfReport(array) } };
    const view = readFieldView(new URLSearchParams({ colour: name }).toString());
    const { marks, caption, data } = drawFieldView({ sample, width: 250, style, options: USUAL_OPTIONS }, view);
    return { texts: textsOf(marks), caption, column: data.find((column) => column.name === name) };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-labels-'));
    using project = await createProject(join(folder, 'made-up.keycore'));
    project.addJob({ configuration: { model: '2dipl' }, seed: '1', samples: 1 });
    project.storeSample(1, madeUpSample(7, { imported: true }));
    source = { ...sourceInProject(project, 1, 'made-up'), displacement: (mode) => (mode === 9 ? values : null) };
    source.stored();
    sample = new FigureSample(storedFigureSample(sourceInProject(project, 1, 'made-up')));
  });
  afterAll(() => {
    sample.dispose();
    rmSync(folder, { recursive: true });
  });

  it('of D²_min has its name and unit', () => {
    const { texts, caption, column } = drawn('d2min', 'd2min', 'σ²');
    expect(texts).toEqual(expect.arrayContaining(['D²_{min}', '(σ²)']));
    expect(caption).toMatch(/^Colours: D²_\{min\}\./);
    expect(column).toMatchObject({ unit: 'σ²' });
    expect(column?.values).toEqual(values);
  });

  it('of the map of a spectrum has its name, and its window in the caption', () => {
    const { texts, caption } = drawn('spectrum', MAP, 'mσ²/ε');
    expect(texts).toEqual(expect.arrayContaining(['D_{i}^{T}/ω', '(mσ²/ε)']));
    expect(caption).toMatch(/^Colours: D_\{i\}\^\{T\}\/ω, ω = 0\.4–1\.2\./);
  });

  it('of a column of the file has the name that the file gives it', () => {
    const { columns } = source.stored();
    const shown = (colour: string) => shownInView({ ...source, scalarArrays: () => [] }, { colour }).scalar;
    expect(shown('file:vx')).toEqual({
      name: 'file:vx',
      label: 'vx',
      unit: null,
      signed: true,
      values: columns[0].values,
    });
    expect(shown('file:c_stress[1]')?.label).toBe('c\\_stress[1]');
    expect(shown('file:vy')).toBeUndefined();
    expect(shown('vx')).toBeUndefined();
  });

  it('shows a mode that is not stored, where it is at hand', () => {
    const ofMode = (mode: number) => shownInView({ ...source, scalarArrays: () => [] }, { mode }).mode;
    expect(ofMode(9)).toEqual({ number: 9, displacement: values });
    expect(ofMode(8)).toBeUndefined();
  });

  it('that its analysis does not describe has the name of the array, as it is', () => {
    expect(drawn('d2min', 'later_array', 'σ').texts).toEqual(expect.arrayContaining(['later\\_array', '(σ)']));
  });
});

describe('captions', () => {
  const project = 'my_glass_v2^x';
  const modelLabel = 'own_model';

  it('name a project and a model as they are, whatever is an index in a label', () => {
    const sample = { arrays: { project, number: 3, modelLabel, seed: null }, particles: 64 } as unknown as FigureSample;
    expect(labelInMarkdown(sampleText(sample, '0'))).toContain(`Sample 3 of '${project}': ${modelLabel}, N = 64.`);
    const ensemble = {
      project,
      samples: [{ model: modelLabel, particles: 64 }],
      chosen: null,
    } as unknown as FigureEnsemble;
    expect(labelInMarkdown(ensembleText(ensemble, '0'))).toContain(`1 sample of '${project}': ${modelLabel}, N = 64.`);
  });

  it('a curve whose first event begins at its start has the start once', () => {
    const state = (strain: number) => {
      return { strain, energy: 1, stress: [0, 0, 0], driving: 0.1 + strain, maxForce: 0 };
    };
    const step = (strain: number) => ({ ...state(strain), moved: 0, dissipated: 0 });
    const report = {
      protocol: 'simple-shear',
      angle: 0,
      start: state(0),
      steps: [step(-0.1), step(-0.2)],
      events: [{ before: state(0), after: state(-0.1), stressDrop: 0.1, energyDrop: 0.1 }],
      end: { strain: -0.2 },
      linear: { modulus: 1 },
    };
    const sample = { arrays: { reports: { strain: report } } } as unknown as FigureSample;
    const { data } = stressStrain.draw({ sample, width: 240, style: STYLES[0], options: USUAL_OPTIONS });
    expect(data.map(({ values }) => Array.from(values as ArrayLike<number>))).toEqual([
      [0, -0.1, -0.2],
      [0.1, 0, -0.1],
      [1, 1, 1],
      [1, 0, 0],
    ]);
  });
});
