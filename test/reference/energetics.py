"""Energy, forces, stress, Hessian and affine force of a periodic configuration, by a search over all images.

box = (lx, ly, xy): edge vectors (lx, 0) and (xy, ly). Positions are N x 2. For a pair r = r_i - r_j, n = r/|r|.
"""
import numpy as np
from scipy import sparse


class Pairs:
    """Interacting pairs i < j with r = r_i - r_j through the interacting image, and u, u', u'' there."""

    def __init__(self, model, species, positions, box):
        lx, ly, xy = box
        wrapped = positions.copy()
        rows = np.floor(wrapped[:, 1] / ly)
        wrapped -= rows[:, None] * [xy, ly]
        columns = np.floor((wrapped[:, 0] - xy * wrapped[:, 1] / ly) / lx)
        wrapped[:, 0] -= columns * lx
        first, second = np.triu_indices(len(wrapped), 1)
        base = wrapped[first] - wrapped[second]
        cutoff = model.cutoff[species[first], species[second]]
        i, j, r = [], [], []
        for a in (-1, 0, 1):
            for b in (-1, 0, 1):
                image = base + [a * lx + b * xy, b * ly]
                near = np.einsum('pk,pk->p', image, image) < cutoff**2
                i.append(first[near])
                j.append(second[near])
                r.append(image[near])
        self.i, self.j, self.r = np.concatenate(i), np.concatenate(j), np.concatenate(r)
        self.distance = np.hypot(self.r[:, 0], self.r[:, 1])
        self.n = self.r / self.distance[:, None]
        self.u, self.du, self.ddu = model.pair(self.distance, species[self.i], species[self.j])


def energy(pairs):
    return float(np.sum(pairs.u))


def forces(pairs, count):
    f = np.zeros((count, 2))
    along = -pairs.du[:, None] * pairs.n
    np.add.at(f, pairs.i, along)
    np.add.at(f, pairs.j, -along)
    return f


def stress(pairs, box):
    """sigma_ab = (1/V) sum_pairs (u'/r) r_a r_b, 2 x 2."""
    weight = pairs.du / pairs.distance
    return np.einsum('p,pa,pb->ab', weight, pairs.r, pairs.r) / (box[0] * box[1])


def pair_blocks(pairs):
    """K = u'' n n^T + (u'/r)(1 - n n^T) of every pair, P x 2 x 2."""
    nn = np.einsum('pa,pb->pab', pairs.n, pairs.n)
    transverse = pairs.du / pairs.distance
    return pairs.ddu[:, None, None] * nn + transverse[:, None, None] * (np.eye(2) - nn)


def hessian_dense(pairs, count):
    h = np.zeros((count, 2, count, 2))
    for i, j, k in zip(pairs.i, pairs.j, pair_blocks(pairs)):
        h[i, :, i, :] += k
        h[j, :, j, :] += k
        h[i, :, j, :] -= k
        h[j, :, i, :] -= k
    return h.reshape(2 * count, 2 * count)


def hessian_sparse(pairs, count):
    """The same by an incidence product: H = B^T diag(K) B with B the 2P x 2N matrix that gives u_i - u_j."""
    p = len(pairs.i)
    eye = np.eye(2)
    ones = np.ones(p)
    pick = sparse.csr_matrix((ones, (np.arange(p), pairs.i)), (p, count))
    pick = pick - sparse.csr_matrix((ones, (np.arange(p), pairs.j)), (p, count))
    incidence = sparse.kron(pick, eye, format='csr')
    stiffness = sparse.bsr_matrix((pair_blocks(pairs), np.arange(p), np.arange(p + 1)), (2 * p, 2 * p))
    return (incidence.T @ stiffness @ incidence).tocsc()


def affine_force(pairs, count, gradient):
    """Xi_i = -sum_j [u'' (n.er) n + (u'/r)(er - (n.er) n)] for the displacement gradient e (2 x 2), N x 2."""
    er = pairs.r @ np.asarray(gradient, dtype=float).T
    along = np.einsum('pk,pk->p', pairs.n, er)[:, None] * pairs.n
    per_pair = -(pairs.ddu[:, None] * along + (pairs.du / pairs.distance)[:, None] * (er - along))
    xi = np.zeros((count, 2))
    np.add.at(xi, pairs.i, per_pair)
    np.add.at(xi, pairs.j, -per_pair)
    return xi
