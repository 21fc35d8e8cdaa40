"""Peer: pseudo-harmonic modes by scipy. python3 scipy_pseudo_modes.py FILE STARTS.json fixed-point|optimise -> one JSON line.

Minima of C(z) = (z.Hz)^2 / sum over pairs of |z_ij|^4 from the responses to given dipoles. Both factorise the Hessian by
SuperLU in symmetric mode with minimum degree on A^T + A, grounded at one particle; differences over pairs and the
gradient of the quartic sum are products with one sparse incidence matrix, on blocks of columns.

fixed-point: z <- H^+ g(z), columns that have converged are taken out of the block.
optimise: scipy.optimize.minimize (L-BFGS-B) of C with its gradient, one start after another, as such work is usually
written; it ends where it can lower C no further.
"""
import json
import resource
import sys
import time

import numpy as np
import scipy
from scipy import sparse
from scipy.optimize import minimize
from scipy.sparse.linalg import splu

from pair_terms import Pairs, read_dump

TOLERANCE = 1e-8
MAX_STEPS = 3000
OVERLAP = 0.9
# Columns of a block. N = 4096, EPYC Turin, 20 starts: fastest from 4 to 20.
BLOCK = 20

clock = time.perf_counter
species, positions, box = read_dump(sys.argv[1])
with open(sys.argv[2]) as file:
    starts = json.load(file)
route = sys.argv[3]
count = len(species)
size = 2 * count
seconds = {}
begin = mark = clock()


def stage(name):
    global mark
    now = clock()
    seconds[name] = now - mark
    mark = now


pairs = Pairs(species, positions, box)
hessian = pairs.hessian(count)
number = len(pairs.i)
row = np.arange(number)
ones = np.ones(number)
# Rows x of all pairs, then rows y.
incidence = sparse.vstack([
    sparse.coo_matrix(
        (np.concatenate([-ones, ones]), (np.concatenate([row, row]), 2 * np.concatenate([pairs.i, pairs.j]) + axis)),
        (number, size),
    )
    for axis in (0, 1)
]).tocsr()
transposed = incidence.T.tocsr()
stage('Hessian')
grounded = splu(
    hessian[2:, 2:].tocsc(), permc_spec='MMD_AT_PLUS_A', diag_pivot_thresh=0.0, options={'SymmetricMode': True}
)
stage('factorise')


def respond(force):
    """H^+ f for columns that sum to nothing; what is left of the translations does not matter for C."""
    x = np.zeros_like(force)
    x[2:] = grounded.solve(force[2:])
    return x


def quartic(z):
    """Q and its gradient over 4, for columns."""
    difference = incidence @ z
    square = difference[:number] ** 2 + difference[number:] ** 2
    difference[:number] *= square
    difference[number:] *= square
    return np.einsum('pk,pk->k', square, square), transposed @ difference


force = np.zeros((size, len(starts['first'])))
for k, (i, j, f) in enumerate(zip(starts['first'], starts['second'], starts['force'])):
    force[2 * i : 2 * i + 2, k] -= f
    force[2 * j : 2 * j + 2, k] += f


def by_fixed_point(images):
    found = []
    for first in range(0, images.shape[1], BLOCK):
        g = images[:, first : first + BLOCK]
        steps = 0
        while g.shape[1] > 0 and steps < MAX_STEPS:
            z = respond(g)
            # zHz = z.g: H need not be applied.
            scale = 1 / np.sqrt(np.einsum('ik,ik->k', z, g))
            z *= scale
            image = g * scale
            q, g = quartic(z)
            off = np.linalg.norm(image - g / q, axis=0) / np.linalg.norm(image, axis=0)
            done = off <= TOLERANCE
            found.extend(z[:, done].T)
            g = g[:, ~done]
            steps += 1
        assert g.shape[1] == 0, 'not converged'
    return found


def by_optimiser(images):
    z0 = respond(images)

    def cost(z):
        image = hessian @ z
        energy = z @ image
        q, g = quartic(z[:, None])
        return energy**2 / q[0], 4 * energy / q[0] * (image - energy / q[0] * g[:, 0])

    found = []
    for z in z0.T:
        z = z / np.linalg.norm(z)
        # C is of order 1 to 100; 1e-14 of it is as far as its differences can be seen.
        found.append(
            minimize(cost, z, jac=True, method='L-BFGS-B', options={'maxiter': 20000, 'maxfun': 40000, 'ftol': 1e-14, 'gtol': 1e-9}).x
        )
    return found


def unit(z):
    u = z.reshape(-1, 2) - z.reshape(-1, 2).mean(axis=0)
    return u.ravel() / np.linalg.norm(u)


found = [unit(z) for z in (by_fixed_point if route == 'fixed-point' else by_optimiser)(force)]
stage('minimise')
distinct = []
for z in found:
    if all(abs(z @ other) < OVERLAP for other in distinct):
        distinct.append(z)
rows = []
for z in distinct:
    image = hessian @ z
    q, g = quartic(z[:, None])
    energy = z @ image
    rows.append((energy, np.linalg.norm(image - energy / q[0] * g[:, 0]) / np.linalg.norm(image)))
stage('sort out')
print(json.dumps({
    'seconds': {**seconds, 'total': clock() - begin},
    'stiffness': sorted(float(energy) for energy, _ in rows),
    'residual': float(max(off for _, off in rows)),
    'starts': len(found),
    'peakMiB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'versions': f'numpy {np.__version__}, scipy {scipy.__version__}',
}))
