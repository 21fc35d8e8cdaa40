"""Holds this reference against the published inherent structure: python3 check_published.py IS.2DIPL.atom"""
import sys

import numpy as np

import dump_reader
import energetics
import modes
import potentials
import relax
import split
import voronoi

frame = dump_reader.read_dump(sys.argv[1])
model = potentials.model('2dipl')
species = frame.types - 1
masses = model.masses[species]
count = len(species)
published = [1, 0.60509595, 0.4184461, 0.47013442, 0.39952026, 0.48376086, 0.37543589, 0.4782805, 0.37811075, 0.28011895]

pairs = energetics.Pairs(model, species, frame.positions, frame.box)
print('as read: max|F|', relax.max_force(energetics.forces(pairs, count)))
values, _, u = modes.spectrum(energetics.hessian_dense(pairs, count), masses)
ours = [modes.participation_ratio(u[:, k].reshape(-1, 2)) for k in range(0, 100, 10)]
print('PR as it stands, largest difference from the published ones:', np.max(np.abs(np.subtract(ours, published))))

positions = relax.relax(model, species, frame.positions, frame.box)
pairs = energetics.Pairs(model, species, positions, frame.box)
hessian = energetics.hessian_dense(pairs, count)
print('dense and sparse Hessian differ by', abs(energetics.hessian_sparse(pairs, count) - hessian).max())
values, _, u = modes.spectrum(hessian, masses)
print('relaxed: max|F|', relax.max_force(energetics.forces(pairs, count)), 'U/N %.12f' % (energetics.energy(pairs) / count))
print('omega', ['%.9f' % w for w in np.sqrt(values[2:5])])
psi = modes.vibrability(values, u)
print('max Psi %.8f' % psi.max())
lowest = u[:, 2].reshape(-1, 2)
tiling = voronoi.Tiling(positions, frame.box)
splitter = split.Splitter(voronoi.area_jacobian(tiling))
longitudinal = splitter.longitudinal(lowest)
print('T magnitude %.8f' % (1 - np.sum(longitudinal**2)), 'dropped', splitter.dropped, 'gap', splitter.gap)
