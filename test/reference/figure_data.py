"""Source data of the paper's figures, recomputed by dense linear algebra from the positions in it.

    python3 test/reference/figure_data.py DUMP FOLDER PREFIX

DUMP: the sample as a LAMMPS dump, for its box and species (2DIPL). FOLDER/PREFIX-ID.csv: what `keycore figures` wrote.
Prints one line of JSON: for each number the largest difference, relative to the largest size of the number.
"""
import json
import sys

import numpy as np

import figure_sample
import split

dump, folder, prefix = sys.argv[1:]
written = figure_sample.Written(folder, prefix)
sample = figure_sample.Sample(dump, '2dipl', written, '1a')
differences = figure_sample.Differences()
compare = differences.compare

given = written.vectors('1a', 'u')
u = sample.mode(0)
u = u * np.sign(np.sum(u * given))
compare('u', given, u)
u_l = sample.splitter.longitudinal(u)
compare('uT', written.vectors('1b', 'uT'), u - u_l)
compare('uL', written.vectors('1c', 'uL'), u_l)
compare('psi', written.columns('1d')['psi'], sample.psi)
net = split.net_projection(sample.tiling, u)
compare('unp', written.vectors('1e', 'unp'), net)
compare('div_unp', written.columns('1e')['div_unp'], split.divergence(sample.tiling, net))
compare('abs_uL', written.columns('1f')['abs_uL'], np.hypot(u_l[:, 0], u_l[:, 1]))

for panel, gradient in (
    ('2b', [[0, 1], [0, 0]]), ('2c', [[0, -1], [0, 0]]), ('2g', [[1, 0], [0, -1]]), ('2h', [[-1, 0], [0, 1]]),
):
    compare(f'nonaffine {panel}', written.vectors(panel, 'nonaffine'), sample.response(gradient)[0])

curves = written.columns('4a')
compare('G', curves['unpinned'], [sample.modulus(angle) for angle in curves['theta']])
print(json.dumps(differences.found))
