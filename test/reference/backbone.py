"""Loose particles of a packing of harmonic discs, u = (1/2)(1 - r/s)^2 for r < s = (d_i + d_j)/2, by dense algebra.

Reads {box: [lx, ly, xy], positions: N x 2, diameters: N, loose: indices, modes: k} on standard input; writes the zero
eigenvalues of H, the particles that move in its null space otherwise than most do, and of H without the loose rows:
its zero and negative eigenvalues, the k lowest others and Psi of each particle left.
"""
import json
import sys

import numpy as np

ZERO = 1e-9  # of the largest eigenvalue, about 2


def hessian(positions, diameters, box):
    lx, ly, xy = box
    count = len(positions)
    first, second = np.triu_indices(count, 1)
    r = positions[first] - positions[second]
    rows = np.round(r[:, 1] / ly)
    r = r - rows[:, None] * [xy, ly]
    r[:, 0] -= np.round(r[:, 0] / lx) * lx
    distance = np.hypot(r[:, 0], r[:, 1])
    reach = (diameters[first] + diameters[second]) / 2
    near = distance < reach
    first, second, r, distance, reach = (part[near] for part in (first, second, r, distance, reach))
    n = r / distance[:, None]
    nn = np.einsum('pa,pb->pab', n, n)
    slope, curvature = -(1 - distance / reach) / reach, 1 / reach**2
    blocks = curvature[:, None, None] * nn + (slope / distance)[:, None, None] * (np.eye(2) - nn)
    h = np.zeros((count, 2, count, 2))
    for i, j, block in zip(first, second, blocks):
        h[i, :, i, :] += block
        h[j, :, j, :] += block
        h[i, :, j, :] -= block
        h[j, :, i, :] -= block
    return h.reshape(2 * count, 2 * count)


def main():
    given = json.load(sys.stdin)
    positions = np.array(given['positions']).reshape(-1, 2)
    diameters = np.array(given['diameters'])
    values, vectors = np.linalg.eigh(hessian(positions, diameters, given['box']))
    null = vectors[:, np.abs(values) < ZERO * values[-1]].reshape(len(positions), -1)
    middle = np.median(null, axis=0)
    moving = np.flatnonzero(np.max(np.abs(null - middle), axis=1) > 1e-6)
    kept = np.setdiff1d(np.arange(len(positions)), given['loose'])
    own, modes = np.linalg.eigh(hessian(positions[kept], diameters[kept], given['box']))
    real = np.abs(own) > ZERO * own[-1]
    psi = np.sum(modes[:, real].reshape(len(kept), 2, -1) ** 2 / own[real], axis=(1, 2))
    json.dump(
        {
            'zero': null.size // (2 * len(positions)),
            'moving': moving.tolist(),
            'backboneZero': int(np.sum(~real)),
            'backboneNegative': int(np.sum(own < -ZERO * own[-1])),
            'omega': np.sqrt(own[real][: given['modes']]).tolist(),
            'vibrability': psi.tolist(),
        },
        sys.stdout,
    )


main()
