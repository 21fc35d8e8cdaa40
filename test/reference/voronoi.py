"""Periodic Voronoi tiling by scipy.spatial over explicit images, and the Jacobian of the cell areas."""
import numpy as np
from scipy.spatial import Voronoi


class Tiling:
    """Directed edges (i, j): separation r_j - r_i, edge length, midpoint minus r_i; areas of the cells; neighbour sets."""

    def __init__(self, positions, box, layers=1):
        lx, ly, xy = box
        count = len(positions)
        shifts = [(0.0, 0.0)]
        for a in range(-layers - 1, layers + 2):
            for b in range(-layers, layers + 1):
                if (a, b) != (0, 0):
                    shifts.append((a * lx + b * xy, b * ly))
        points = np.concatenate([positions + shift for shift in shifts])
        diagram = Voronoi(points)
        self.count = count
        i, j, separation, length, midpoint = [], [], [], [], []
        for (p, q), (v, w) in zip(diagram.ridge_points, diagram.ridge_vertices):
            for near, far in ((p, q), (q, p)):
                if near >= count:
                    continue
                if v < 0 or w < 0:
                    raise RuntimeError('an open cell: more image layers are needed')
                ends = diagram.vertices[[v, w]]
                i.append(near)
                j.append(far % count)
                separation.append(points[far] - points[near])
                length.append(np.hypot(*(ends[1] - ends[0])))
                midpoint.append(ends.mean(axis=0) - points[near])
        self.i, self.j = np.array(i), np.array(j)
        self.separation, self.midpoint = np.array(separation), np.array(midpoint)
        self.length = np.array(length)
        self.distance = np.hypot(self.separation[:, 0], self.separation[:, 1])
        # A cell is the union of the triangles (r_i, edge): area = sum of length x half the separation / 2.
        self.area = np.bincount(self.i, self.length * self.distance / 4, count)

    def neighbours(self, i):
        return self.j[self.i == i]


def area_jacobian(tiling):
    """A (N x 2N): dA_i/dr_j += (l/R)(r_j - m), dA_i/dr_i += (l/R)(m - r_i)."""
    a = np.zeros((tiling.count, tiling.count, 2))
    for i, j, r, m, length, distance in zip(
        tiling.i, tiling.j, tiling.separation, tiling.midpoint, tiling.length, tiling.distance
    ):
        a[i, j] += length / distance * (r - m)
        a[i, i] += length / distance * m
    return a.reshape(tiling.count, 2 * tiling.count)


def area_jacobian_by_differences(positions, box, step=1e-5):
    """The same by central differences of the cell areas."""
    count = len(positions)
    a = np.zeros((count, 2 * count))
    for at in range(2 * count):
        moved = positions.copy()
        moved[at // 2, at % 2] += step
        plus = Tiling(moved, box).area
        moved[at // 2, at % 2] -= 2 * step
        a[:, at] = (plus - Tiling(moved, box).area) / (2 * step)
    return a
