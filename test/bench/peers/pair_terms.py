"""2DIPL in an orthogonal box, vectorised: neighbour search by k-d tree, pair terms, sparse Hessian. Shared by the Python peers."""
import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

SIGMA = np.array([[1.0, 1.18], [1.18, 1.4]])
CUTOFF = 1.48 * SIGMA


def read_dump(path):
    """First frame of a dump with the columns id type x y and an orthogonal box."""
    with open(path) as file:
        head = [next(file) for _ in range(9)]
        count = int(head[3])
        columns = head[8].split()[2:]
        table = np.fromstring(file.read(), sep=' ').reshape(count, len(columns))
    if 'xy' in head[4]:
        raise SystemExit('this peer reads orthogonal boxes only')
    lo_x, hi_x = (float(word) for word in head[5].split()[:2])
    lo_y, hi_y = (float(word) for word in head[6].split()[:2])
    table = table[np.argsort(table[:, columns.index('id')])]
    positions = table[:, [columns.index('x'), columns.index('y')]] - [lo_x, lo_y]
    return table[:, columns.index('type')].astype(int) - 1, positions, np.array([hi_x - lo_x, hi_y - lo_y])


class Pairs:
    def __init__(self, species, positions, box):
        wrapped = np.mod(positions, box)
        pairs = cKDTree(wrapped, boxsize=box).query_pairs(CUTOFF.max(), output_type='ndarray')
        i, j = pairs[:, 0], pairs[:, 1]
        r = wrapped[i] - wrapped[j]
        r -= box * np.round(r / box)
        distance = np.sqrt(np.einsum('pk,pk->p', r, r))
        near = distance < CUTOFF[species[i], species[j]]
        self.i, self.j, self.r, self.distance = i[near], j[near], r[near], distance[near]
        sigma, cut = SIGMA[species[self.i], species[self.j]], CUTOFF[species[self.i], species[self.j]]
        phi, phi_cut = (sigma / self.distance) ** 10, (sigma / cut) ** 10
        slope_cut = -10 * phi_cut / cut
        self.u = phi - phi_cut - (self.distance - cut) * slope_cut
        self.du = -10 * phi / self.distance - slope_cut
        self.ddu = 110 * phi / self.distance**2
        self.n = self.r / self.distance[:, None]

    def blocks(self):
        transverse = self.du / self.distance
        outer = self.n[:, :, None] * self.n[:, None, :]
        return (self.ddu - transverse)[:, None, None] * outer + transverse[:, None, None] * np.eye(2)

    def forces(self, count):
        along = -self.du[:, None] * self.n
        return np.stack(
            [np.bincount(self.i, along[:, k], count) - np.bincount(self.j, along[:, k], count) for k in (0, 1)], axis=1
        )

    def hessian(self, count):
        """csc, 2N x 2N; duplicates are summed by scipy."""
        k = self.blocks()
        diagonal = np.zeros((count, 2, 2))
        for a in (0, 1):
            for b in (0, 1):
                diagonal[:, a, b] = np.bincount(self.i, k[:, a, b], count) + np.bincount(self.j, k[:, a, b], count)
        node = np.arange(count)
        rows = np.concatenate([self.i, self.j, node])
        columns = np.concatenate([self.j, self.i, node])
        values = np.concatenate([-k, -k, diagonal])
        a = np.array([0, 0, 1, 1])
        b = np.array([0, 1, 0, 1])
        return sparse.coo_matrix(
            (values.reshape(-1, 4).ravel(), ((2 * rows[:, None] + a).ravel(), (2 * columns[:, None] + b).ravel())),
            (2 * count, 2 * count),
        ).tocsc()

    def affine_force(self, count, gradient):
        er = self.r @ np.asarray(gradient, dtype=float).T
        along = np.einsum('pk,pk->p', self.n, er)[:, None] * self.n
        per_pair = -(self.ddu[:, None] * along + (self.du / self.distance)[:, None] * (er - along))
        return np.stack(
            [np.bincount(self.i, per_pair[:, k], count) - np.bincount(self.j, per_pair[:, k], count) for k in (0, 1)],
            axis=1,
        )
