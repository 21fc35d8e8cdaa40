"""Share of modes in plane waves, phononShare = |Q Q^T u|^2 / |u|^2, of a sample that `keycore export` has written.

    keycore export P.keycore 1 --format npz --modes 3 -o S.npz
    python3 test/reference/phonon_share.py S.npz --omega 0.17,0.33,0.38 --shear 15.25 --bulk 125.7

Prints JSON: the share of each mode and the number of independent waves that it is held against. Wave vectors are found
by trying index pairs, Q by numpy's QR of all waves at once (by a singular value decomposition where they depend on each
other), again for every mode.
"""
import argparse
import json

import numpy as np

MARGIN = 1.3
FIRST_SHELL = 2 ** 0.25
# Singular values below this fraction of the largest belong to combinations of waves that vanish on the particles.
VANISHES = 1e-6


def reciprocal(box):
    """Rows b1, b2 with b_i . a_j = 2 pi delta_ij for the cell a1 = (lx, 0), a2 = (xy, ly)."""
    lx, ly, xy = box
    return 2 * np.pi * np.linalg.inv(np.array([[lx, 0], [xy, ly]])).T


def wave_vectors(box, longest):
    """One of each +-k, 0 < |k| <= longest."""
    b = reciprocal(box)
    # n1 = k . a1 / 2 pi, and |k . a| <= |k| |a|.
    lx, ly, xy = box
    most = [int(longest * length / (2 * np.pi)) + 1 for length in (lx, np.hypot(xy, ly))]
    n1, n2 = np.meshgrid(np.arange(-most[0], most[0] + 1), np.arange(-most[1], most[1] + 1), indexing='ij')
    n = np.column_stack([n1.ravel(), n2.ravel()])
    n = n[(n[:, 0] > 0) | ((n[:, 0] == 0) & (n[:, 1] > 0))]
    k = n @ b
    return k[np.hypot(k[:, 0], k[:, 1]) <= longest]


def shortest(box):
    lx, ly, _ = box
    # The reciprocal lattice has a vector no longer than 2 pi / ly.
    k = wave_vectors(box, 2 * np.pi / ly * (1 + 1e-9))
    return np.hypot(k[:, 0], k[:, 1]).min()


def waves(positions, vectors, polarise):
    """Columns p cos(k.r) and p sin(k.r), 2N each."""
    columns = []
    for k in vectors:
        p = polarise(k / np.linalg.norm(k))
        phase = positions @ k
        columns += [np.outer(np.cos(phase), p).ravel(), np.outer(np.sin(phase), p).ravel()]
    return columns


def basis(positions, box, omega, c_t, c_l):
    """Orthonormal columns of the waves that a mode of frequency omega is held against, without the translations."""
    cut_t = max(FIRST_SHELL * shortest(box), MARGIN * omega / c_t if c_t else 0)
    cut_l = MARGIN * omega / c_l if c_l else 0
    columns = waves(positions, wave_vectors(box, cut_t), lambda e: np.array([-e[1], e[0]]))
    columns += waves(positions, wave_vectors(box, cut_l), lambda e: e) if cut_l > 0 else []
    w = np.array(columns).T
    translations = np.tile(np.eye(2), (len(positions), 1)) / np.sqrt(len(positions))
    w = w - translations @ (translations.T @ w)
    q, r = np.linalg.qr(w)
    if w.shape[1] <= w.shape[0] and np.abs(np.diag(r)).min() > 1e-3 * np.abs(np.diag(r)).max():
        return q
    q, s, _ = np.linalg.svd(w, full_matrices=False)
    return q[:, s > VANISHES * s[0]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('sample')
    parser.add_argument('--omega', required=True, help='frequencies of the modes, separated by commas')
    parser.add_argument('--shear', type=float, help='mean of G with the key-core string pinned')
    parser.add_argument('--bulk', type=float, help='bulk modulus')
    parser.add_argument('--mass', type=float, help='mass of all particles together; N unless given')
    options = parser.parse_args()
    sample = np.load(options.sample)
    positions, box = sample['positions'], sample['box']
    density = (options.mass or len(positions)) / (box[0] * box[1])
    shear = options.shear if options.shear is not None and options.shear > 0 else None
    c_t = np.sqrt(shear / density) if shear else None
    c_l = np.sqrt((shear + options.bulk) / density) if shear and options.bulk is not None else None
    shares, dimensions = [], []
    for mode, omega in enumerate(float(word) for word in options.omega.split(',')):
        u = sample[f'u{mode}'].ravel()
        q = basis(positions, box, omega, c_t, c_l)
        part = q @ (q.T @ (u / np.linalg.norm(u)))
        shares.append(float(part @ part))
        dimensions.append(q.shape[1])
    print(json.dumps({'shares': shares, 'waves': dimensions}))


if __name__ == '__main__':
    main()
