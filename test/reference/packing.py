"""Contacts of packings by all pairs, and their loose particles by the null space of the dense Hessian.

Reads a JSON list of {model, box: [lx, ly], positions, species, leastForce} on standard input, square or oblong boxes
without tilt, and writes what it finds of each as a JSON list.
"""
import json
import sys

import numpy as np

from potentials import model


def hessian(particles, pairs, separations, first, second):
    h = np.zeros((2 * particles, 2 * particles))
    for (i, j), d, u1, u2 in zip(pairs, separations, first, second):
        r = np.hypot(*d)
        n = d / r
        k = u2 * np.outer(n, n) + u1 / r * (np.eye(2) - np.outer(n, n))
        a, b = slice(2 * i, 2 * i + 2), slice(2 * j, 2 * j + 2)
        h[a, a] += k
        h[b, b] += k
        h[a, b] -= k
        h[b, a] -= k
    return h


def held(null):
    """The largest class of particles that move alike in every null vector: the backbone."""
    rows = null.reshape(-1, 2 * null.shape[1])
    best = np.zeros(len(rows), dtype=bool)
    for row in rows:
        alike = np.abs(rows - row).max(axis=1) < 1e-6
        if alike.sum() > best.sum():
            best = alike
    return best


def examine(packing):
    law = model(packing['model'])
    box = np.array(packing['box'])
    x = np.array(packing['positions']).reshape(-1, 2)
    species = np.array(packing['species'])
    particles = len(x)
    i, j = np.triu_indices(particles, 1)
    d = x[i] - x[j]
    d -= box * np.round(d / box)
    r = np.hypot(d[:, 0], d[:, 1])
    sigma = law.cutoff[species[i], species[j]]
    near = r < sigma
    i, j, d, r, sigma = i[near], j[near], d[near], r[near], sigma[near]
    _, first, second = law.pair(r, species[i], species[j])
    pressure = -(first * r).sum() / (2 * box.prod())
    counts = -first > packing['leastForce']
    i, j, d, r, sigma, first, second = (a[counts] for a in (i, j, d, r, sigma, first, second))
    pairs = np.stack([i, j], axis=1)
    found = {
        'contacts': sorted(pairs.tolist()),
        'pressure': pressure,
        'packingFraction': np.pi / 4 * (law.sigma[species, species] ** 2).sum() / box.prod(),
        'overlaps': None if len(r) == 0 else [float(np.mean(1 - r / sigma)), float(np.max(1 - r / sigma))],
    }
    h = hessian(particles, pairs, d, first, second)
    values, vectors = np.linalg.eigh(h)
    zero = np.abs(values) < 1e-9
    found['zero'] = int(zero.sum())
    found['negative'] = int((values <= -1e-9).sum())
    backbone = held(vectors[:, zero])
    # A particle alone: nothing is held.
    if backbone.sum() < 2:
        backbone[:] = False
    found['loose'] = np.flatnonzero(~backbone).tolist()
    both = backbone[i] & backbone[j]
    found['backboneContacts'] = int(both.sum())
    keep = np.repeat(backbone, 2)
    left = np.linalg.eigvalsh(h[np.ix_(keep, keep)]) if backbone.any() else np.zeros(0)
    found['lowest'] = left[:4].tolist()
    return found


json.dump([examine(packing) for packing in json.load(sys.stdin)], sys.stdout)
