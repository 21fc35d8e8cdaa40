"""Non-affine displacement x(theta) by dense linear algebra, free and with particles pinned.

    python3 test/reference/theta_response.py DUMP IDS ANGLES

DUMP: the sample as a LAMMPS dump (2DIPL). IDS: particles to pin, ANGLES: degrees, separated by commas. Prints one line of
JSON: for `free` and `pinned` a list of x (2N numbers, per unit strain) at each angle.
"""
import json
import sys

import numpy as np

import dump_reader
import energetics
import potentials

dump, ids, angles = sys.argv[1:]
frame = dump_reader.read_dump(dump)
species = np.asarray(frame.types).astype(int) - 1
pairs = energetics.Pairs(potentials.model('2dipl'), species, frame.positions, frame.box)
count = len(species)
hessian = energetics.hessian_dense(pairs, count)
pinned = [list(frame.ids).index(int(each)) for each in ids.split(',')]
free = np.setdiff1d(np.arange(2 * count), [2 * index + axis for index in pinned for axis in (0, 1)])


def force(degrees):
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    gradient = turn.T @ np.array([[0, 1], [0, 0]]) @ turn
    return energetics.affine_force(pairs, count, gradient).ravel()


def with_pins(degrees):
    x = np.zeros(2 * count)
    x[free] = np.linalg.solve(hessian[np.ix_(free, free)], force(degrees)[free])
    return x


inverse = np.linalg.pinv(hessian, rcond=1e-10, hermitian=True)
wanted = [float(angle) for angle in angles.split(',')]
print(
    json.dumps(
        {
            'free': [list(inverse @ force(angle)) for angle in wanted],
            'pinned': [list(with_pins(angle)) for angle in wanted],
        }
    )
)
