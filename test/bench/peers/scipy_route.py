"""Peer: scipy's route to everything that `analyze` reports. python3 scipy_route.py FILE MODES [plain] -> one JSON line.

`plain` factorises with SuperLU's defaults and solves for one column at a time, as such scripts are usually written.
Else tuned: sparse Hessian by vectorised assembly; SuperLU in symmetric mode with minimum degree on A^T + A; shift-invert Lanczos on
that factorisation; Psi by 2N solves in blocks on the Hessian grounded at one particle, translations projected out;
Voronoi by qhull over the images within a margin; (A A^T)^+ by a sparse factorisation grounded at one cell.
"""
import json
import os
import resource
import sys
import time

import numpy as np
import scipy
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, eigsh, splu
from scipy.spatial import Voronoi

from pair_terms import Pairs, read_dump

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'reference'))
import key_core  # noqa: E402

PLAIN = sys.argv[3:] == ['plain']
# Columns of the block solves for Psi. N = 4096, EPYC Turin, 8192 solves: 7.2 s by 1, 3.9 by 16, 4.9 by 64, 6.4 by 256
# (17 by 1 in SuperLU's default order); the dense inverse (dpotrf, dpotri) takes 9.8 s.
BLOCK = 1 if PLAIN else 16
# Images farther than this from the box cannot touch a cell of a dense system (sigma).
MARGIN = 6.0

seconds = {}
clock = time.perf_counter
begin = mark = clock()


def stage(name):
    global mark
    now = clock()
    seconds[name] = now - mark
    mark = now


def factorise(matrix):
    """SuperLU for a symmetric matrix: diagonal pivots, fill-reducing order of the symmetric pattern."""
    if PLAIN:
        return splu(matrix)
    return splu(matrix, permc_spec='MMD_AT_PLUS_A', diag_pivot_thresh=0.0, options={'SymmetricMode': True})


def vibrability(hessian, count):
    """Diagonal 2 x 2 traces of H^+ = P G P with G the inverse grounded at particle 0."""
    size = 2 * count
    grounded = factorise(hessian[2:, 2:].tocsc())
    diagonal = np.empty(size)
    for start in range(0, size, BLOCK):
        columns = np.arange(start, min(start + BLOCK, size))
        right = np.zeros((size, len(columns)))
        right[columns, np.arange(len(columns))] = 1
        for axis in (0, 1):
            right[axis::2, columns % 2 == axis] -= 1 / count
        x = np.zeros((size, len(columns)))
        x[2:] = grounded.solve(right[2:])
        # Only the own row is kept, so that the projection from the left is one mean a column.
        own = x[columns, np.arange(len(columns))]
        mean = np.where(columns % 2 == 0, x[0::2].mean(axis=0), x[1::2].mean(axis=0))
        diagonal[columns] = own - mean
    return diagonal.reshape(-1, 2).sum(axis=1)


class Tiling:
    """Directed edges of the periodic Voronoi tiling, vectorised."""

    def __init__(self, positions, box):
        count = self.count = len(positions)
        wrapped = np.mod(positions, box)
        points, owner = [wrapped], [np.arange(count)]
        for a in (-1, 0, 1):
            for b in (-1, 0, 1):
                if (a, b) == (0, 0):
                    continue
                image = wrapped + box * [a, b]
                near = np.all((image > -MARGIN) & (image < box + MARGIN), axis=1)
                points.append(image[near])
                owner.append(np.flatnonzero(near))
        points, owner = np.concatenate(points), np.concatenate(owner)
        diagram = Voronoi(points)
        vertices = np.asarray(diagram.ridge_vertices)
        p, q = diagram.ridge_points.T
        near = np.concatenate([p, q])
        far = np.concatenate([q, p])
        ends = np.concatenate([vertices, vertices])
        inside = near < count
        near, far, ends = near[inside], far[inside], ends[inside]
        self.i, self.j = near, owner[far]
        self.separation = points[far] - points[near]
        self.distance = np.sqrt(np.einsum('ek,ek->e', self.separation, self.separation))
        edge = diagram.vertices[ends]
        self.length = np.hypot(*(edge[:, 1] - edge[:, 0]).T)
        self.midpoint = edge.mean(axis=1) - points[near]

    def jacobian(self):
        weight = (self.length / self.distance)[:, None]
        to_j, to_i = weight * (self.separation - self.midpoint), weight * self.midpoint
        rows = np.repeat(np.concatenate([self.i, self.i]), 2)
        columns = (2 * np.concatenate([self.j, self.i])[:, None] + [0, 1]).ravel()
        return sparse.coo_matrix((np.concatenate([to_j, to_i]).ravel(), (rows, columns)), (self.count, 2 * self.count)).tocsr()


def scatter(index, values, count):
    return np.stack([np.bincount(index, values[:, k], count) for k in (0, 1)], axis=1)


def participation(u):
    square = np.einsum('ik,ik->i', u, u)
    return float(square.sum() ** 2 / (len(u) * (square @ square)))


wanted = int(sys.argv[2])
species, positions, box = read_dump(sys.argv[1])
count = len(species)
stage('read')

pairs = Pairs(species, positions, box)
hessian = pairs.hessian(count)
stage('Hessian')

SHIFT = -1e-3
shifted = factorise((hessian - SHIFT * sparse.identity(2 * count)).tocsc())
stage('factorise')

inverse = LinearOperator(hessian.shape, matvec=shifted.solve, dtype=float)
values, vectors = eigsh(
    hessian, k=wanted + 2, sigma=SHIFT, OPinv=inverse, v0=np.random.default_rng(1).normal(size=2 * count)
)
values, vectors = values[2:], vectors[:, 2:]
stage('modes')

psi = vibrability(hessian, count)
stage('Psi')

tiling = Tiling(positions, box)
stage('Voronoi')

jacobian = tiling.jacobian()
gram = (jacobian @ jacobian.T).tocsc()
right = jacobian @ vectors
solution = np.zeros((count, wanted))
solution[1:] = factorise(gram[1:, 1:].tocsc()).solve(right[1:])
longitudinal = jacobian.T @ solution
stage('split')

unit = tiling.separation / tiling.distance[:, None]
coordination = np.bincount(tiling.i, minlength=count)
xi = [pairs.affine_force(count, gradient) for gradient in ([[0, 1], [0, 0]], [[1, 0], [0, -1]])]
rows = []
for k in range(wanted):
    u, u_l = vectors[:, k].reshape(-1, 2), longitudinal[:, k].reshape(-1, 2)
    u_t = u - u_l
    along = np.einsum('ek,ek->e', u[tiling.j], unit)
    projection = scatter(tiling.i, along[:, None] * unit, count)
    terms = np.einsum('ek,ek->e', tiling.separation, projection[tiling.j] - projection[tiling.i])
    div = np.bincount(tiling.i, terms, count) / coordination
    size = np.hypot(u_l[:, 0], u_l[:, 1])
    table = np.corrcoef([psi, size, div, np.abs(div)])
    shear, tension = (float(np.sum(each * u)) for each in xi)
    rows.append({
        'omega': float(np.sqrt(values[k])), 'pr': participation(u), 'prT': participation(u_t), 'prL': participation(u_l),
        'transverse': float(np.sum(u_t**2)), 'longitudinal': float(np.sum(u_l**2)),
        'correlations': [table[0, 1], table[0, 2], table[0, 3], table[1, 2], table[1, 3]],
        'angle': float(np.degrees(0.5 * np.arctan2(2 * shear, tension)) % 90),
    })

core = np.flatnonzero(psi > 0.25)
chosen = psi > 0.6 * psi.max()
within = chosen[tiling.i] & chosen[tiling.j]
graph = sparse.coo_matrix((np.ones(within.sum()), (tiling.i[within], tiling.j[within])), (count, count))
_, label = connected_components(graph)
string = np.flatnonzero(label == label[psi.argmax()])
# Squares are sought in the patch around the string only.
centre = positions[psi.argmax()]
patch = positions - centre
patch -= box * np.round(patch / box)
reach = np.max(np.hypot(*patch[string].T)) + MARGIN
near = np.flatnonzero(np.hypot(*patch.T) < reach)
square = key_core.squares(patch[near], near, vectors[:, 0].reshape(-1, 2), string)
stage('fields')

print(json.dumps({
    'seconds': {**seconds, 'total': clock() - begin},
    'omega': [row['omega'] for row in rows],
    'maxPsi': float(psi.max()),
    'transverse': rows[0]['transverse'],
    'core': len(core),
    'string': string.tolist(),
    'square': square[0][3] if square else None,
    'peakMiB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'versions': f'numpy {np.__version__}, scipy {scipy.__version__}',
}))
