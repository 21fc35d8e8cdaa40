"""D2_min and the local strain of Falk & Langer, Phys. Rev. E 57, 7192 (1998), by numpy.

    python3 test/reference/d2min.py < input.json

The input holds box [lx, ly, xy], positions before and after (N x 2, the axes of the unstrained sample, not wrapped) and
the radius. Each particle's neighbours are found among all others and their nearest images one by one; J is the
least-squares solution of r = J a over them by lapack; eta = (J^T J - 1)/2. Prints JSON.
"""
import json
import sys

import numpy as np


def nearest_images(separation, box):
    lx, ly, xy = box
    edges = np.array([[lx, 0.0], [xy, ly]])
    shifts = np.array([[i, j] for i in (-1, 0, 1) for j in (-1, 0, 1)]) @ edges
    fractional = np.round(separation @ np.linalg.inv(edges))
    reduced = separation - fractional @ edges
    candidates = reduced[:, None, :] + shifts[None, :, :]
    best = np.argmin(np.einsum('nsk,nsk->ns', candidates, candidates), axis=1)
    return candidates[np.arange(len(separation)), best]


def main():
    given = json.load(sys.stdin)
    box = given['box']
    before = np.array(given['before']).reshape(-1, 2)
    after = np.array(given['after']).reshape(-1, 2)
    radius = given['radius']
    # Where the affine strain is given, separations after are those of the nearest image before, carried along.
    affine = np.array(given['affine']).reshape(2, 2)
    displacement = after - before @ affine.T
    found = {'d2min': [], 'shear': [], 'dilation': [], 'neighbours': []}
    for i in range(len(before)):
        others = np.arange(len(before)) != i
        a = nearest_images(before[others] - before[i], box)
        near = np.hypot(a[:, 0], a[:, 1]) < radius
        a = a[near]
        r = a @ affine.T + (displacement[others] - displacement[i])[near]
        solution, _, _, _ = np.linalg.lstsq(a, r, rcond=None)
        J = solution.T
        eta = (J.T @ J - np.eye(2)) / 2
        found['d2min'].append(float(np.sum((r - a @ J.T) ** 2)))
        found['shear'].append(float(np.hypot(eta[0, 1], (eta[0, 0] - eta[1, 1]) / 2)))
        found['dilation'].append(float(np.linalg.det(J) - 1))
        found['neighbours'].append(int(near.sum()))
    json.dump(found, sys.stdout)


main()
