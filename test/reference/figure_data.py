"""Source data of figures, recomputed by dense linear algebra from the positions in it.

    python3 test/reference/figure_data.py DUMP FOLDER PREFIX

DUMP: the sample as a LAMMPS dump, for its box and species (2DIPL). FOLDER/PREFIX-ID.csv: what `keycore figures` wrote.
Prints one line of JSON: for each number the largest difference, relative to the largest size of the number.
"""
import csv
import json
import sys

import numpy as np

import dump_reader
import energetics
import modes
import potentials
import split
import voronoi

dump, folder, prefix = sys.argv[1:]


def columns(panel):
    """Columns of a panel by their names without units."""
    with open(f'{folder}/{prefix}-{panel}.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.reader(file))
    return {name.split(' (')[0]: np.array([float(row[k]) for row in rows[1:]]) for k, name in enumerate(rows[0])}


def vectors(table, name):
    return np.column_stack([table[f'{name}_x'], table[f'{name}_y']])


frame = dump_reader.read_dump(dump)
species = np.asarray(frame.types).astype(int) - 1
model = potentials.model('2dipl')
table = columns('1a')
assert list(table['id']) == list(frame.ids)
positions = np.column_stack([table['x'], table['y']])
box = frame.box
pairs = energetics.Pairs(model, species, positions, box)
count = len(positions)
hessian = energetics.hessian_dense(pairs, count)
values, _, displacements = modes.spectrum(hessian, np.ones(count))
tiling = voronoi.Tiling(positions, box)
found = {}


def compare(name, given, expected):
    given, expected = np.asarray(given), np.asarray(expected)
    found[name] = float(np.max(np.abs(given - expected)) / np.max(np.abs(expected)))


lowest = np.argsort(values)[np.searchsorted(np.sort(values), 1e-8)]
u = displacements[:, lowest].reshape(-1, 2)
given = vectors(table, 'u')
u *= np.sign(np.sum(u * given))
compare('u', given, u)
u_l = split.Splitter(voronoi.area_jacobian(tiling)).longitudinal(u)
compare('uT', vectors(columns('1b'), 'uT'), u - u_l)
compare('uL', vectors(columns('1c'), 'uL'), u_l)
compare('psi', columns('1d')['psi'], modes.vibrability(values, displacements))
net = split.net_projection(tiling, u)
middle = columns('1e')
compare('unp', vectors(middle, 'unp'), net)
compare('div_unp', middle['div_unp'], split.divergence(tiling, net))
compare('abs_uL', columns('1f')['abs_uL'], np.hypot(u_l[:, 0], u_l[:, 1]))

inverse = np.linalg.pinv(hessian, rcond=1e-10, hermitian=True)
area = box[0] * box[1]


def response(gradient):
    force = energetics.affine_force(pairs, count, np.asarray(gradient))
    return (inverse @ force.ravel()).reshape(-1, 2), force


for panel, gradient in (('2b', [[0, 1], [0, 0]]), ('2c', [[0, -1], [0, 0]]), ('2g', [[1, 0], [0, -1]]), ('2h', [[-1, 0], [0, 1]])):
    compare(f'nonaffine {panel}', vectors(columns(panel), 'nonaffine'), response(gradient)[0])

curves = columns('4a')


def modulus(degrees):
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    gradient = turn.T @ np.array([[0, 1], [0, 0]]) @ turn
    moved = pairs.r @ gradient.T
    along = np.einsum('pk,pk->p', pairs.n, moved)
    born = np.sum(pairs.ddu * along**2 + pairs.du / pairs.distance * (np.einsum('pk,pk->p', moved, moved) - along**2))
    x, force = response(gradient)
    return (born - np.sum(x * force)) / area


compare('G', curves['unpinned'], [modulus(angle) for angle in curves['theta']])
print(json.dumps(found))
