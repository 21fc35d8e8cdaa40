import type { GlossaryPart } from './glossary-entry.ts';

/** How particles are arranged. */
export const STRUCTURE: GlossaryPart = {
  title: 'Structure',
  entries: [
    {
      id: 'radial-distribution',
      name: 'radial distribution function',
      symbol: 'g(r)',
      definition:
        'How many particles lie at a distance r from one, compared with a gas of the same density, where it is 1. Parts of it are for pairs of species.',
      formula: String.raw`g_{ab}(r)=\frac{V\,n_{ab}(r)}{M_{ab}\,\pi[(r+w)^2-r^2]}`,
      unit: null,
      physics: 'structure',
      see: ['structure-factor', 'coordination'],
      words: ['pair correlation', 'rdf', 'g(r)'],
      covers: ['analysis:structure', 'array:g/*', 'panel:gr'],
    },
    {
      id: 'structure-factor',
      name: 'structure factor',
      symbol: 'S(q)',
      definition:
        'Strength of density waves of wave number q, as a scattering experiment measures it. Sharp, high peaks mean a crystal.',
      formula: String.raw`S(q)=\frac1N\Bigl|\sum_j e^{-i\mathbf q\cdot\mathbf r_j}\Bigr|^2`,
      unit: null,
      physics: 'structure',
      see: ['radial-distribution', 'hexatic-order'],
      words: ['scattering', 'S(q)', 'static'],
      covers: ['array:S/*', 'panel:sq'],
    },
    {
      id: 'hexatic-order',
      name: 'hexatic order',
      symbol: '|ψ_6|',
      definition:
        'How six-fold the directions to the neighbours of a particle are: 1 in a perfect triangular lattice, small in a glass.',
      formula: String.raw`\psi_{6,i}=\frac{\sum_j w_{ij}\,e^{6i\theta_{ij}}}{\sum_j w_{ij}}`,
      unit: null,
      paper: 'section “Shear anisotropy triggered by QLMs in a defected crystal” (hexatic order of the crystal)',
      physics: 'structure',
      see: ['voronoi-neighbours', 'vacancy'],
      words: ['psi6', 'bond order', 'bond orientational order'],
      covers: ['array:psi6', 'array:psi6/all', 'field:psi6', 'column:psi6', 'column:meanPsi6'],
    },
    {
      id: 'voronoi-neighbours',
      name: 'Voronoi neighbours',
      definition:
        'Two particles are neighbours where their Voronoi cells share an edge, whether they touch or not. A particle’s cell is all that is nearer to it than to any other.',
      physics: 'voronoi-tessellation',
      see: ['coordination', 'area-change', 'hexatic-order'],
      words: ['Delaunay', 'tessellation', 'cell'],
      covers: ['array:neighbours/start', 'array:neighbours/index'],
    },
    {
      id: 'coordination',
      name: 'coordination number',
      symbol: 'z_i',
      definition:
        'The number of Voronoi neighbours of a particle, on average six. Particles with five or seven mark defects of a crystal.',
      unit: null,
      physics: 'voronoi-tessellation',
      see: ['voronoi-neighbours', 'contact-number'],
      words: ['neighbours'],
      covers: ['array:coordination/*'],
    },
    {
      id: 'mean-square-displacement',
      name: 'mean-square displacement',
      symbol: '⟨Δr²⟩',
      definition:
        'How far particles have moved in a run since a moment, squared and averaged, drift taken out. In a liquid it grows with time, in a glass it stays.',
      formula: String.raw`\Bigl\langle\bigl|\Delta\mathbf r_i-\tfrac{\sum_j m_j\Delta\mathbf r_j}{\sum_j m_j}\bigr|^2\Bigr\rangle`,
      unit: 'σ²',
      physics: 'structure',
      see: ['temperature', 'quench'],
      words: ['msd', 'diffusion'],
    },
  ],
};
