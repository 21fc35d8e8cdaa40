"""Fields of a mode on the Voronoi tiling: longitudinal and transverse parts, net projection, divergence, Pearson."""
import numpy as np


class Splitter:
    """u_L = A^T (A A^T)^+ A u, eigenvalues of A A^T below 1e-10 of the largest dropped; u_T = u - u_L."""

    def __init__(self, jacobian):
        values, vectors = np.linalg.eigh(jacobian @ jacobian.T)
        keep = values > 1e-10 * values[-1]
        self.dropped = int((~keep).sum())
        # The gap says that the count of dropped directions is not a matter of rounding.
        self.gap = (float(values[~keep][-1] / values[-1]), float(values[keep][0] / values[-1]))
        self.pseudo_inverse = vectors[:, keep] / values[keep] @ vectors[:, keep].T
        self.jacobian = jacobian

    def longitudinal(self, u):
        flat = u.ravel()
        return (self.jacobian.T @ (self.pseudo_inverse @ (self.jacobian @ flat))).reshape(-1, 2)


def net_projection(tiling, u):
    """u^np_i = sum over Voronoi neighbours j of (u_j . r) r, r the unit vector from i to j."""
    out = np.zeros_like(u)
    unit = tiling.separation / tiling.distance[:, None]
    along = np.einsum('ek,ek->e', u[tiling.j], unit)
    np.add.at(out, tiling.i, along[:, None] * unit)
    return out


def divergence(tiling, w):
    """(1/n_i) sum_j (r_j - r_i).(w_j - w_i)."""
    terms = np.einsum('ek,ek->e', tiling.separation, w[tiling.j] - w[tiling.i])
    return np.bincount(tiling.i, terms, tiling.count) / np.bincount(tiling.i, minlength=tiling.count)


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))
