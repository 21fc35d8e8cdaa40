"""Independent calculation for particles with diameters of their own: energy, forces and the dense Hessian of
u(r/s_ij), s_ij = (d_i + d_j)/2 (1 - eps |d_i - d_j|/mean), u = x^-n cut off at x_c by one of the four schemes.

Reads {"box": [lx, ly, xy], "positions": [x0, y0, ...], "diameters": [...], "nonAdditivity": eps, "exponent": n,
"cutoff": x_c, "scheme": name} from standard input; writes {"energy", "forces", "eigenvalues"} (of H, ascending).
Needs numpy only; the box must be at least four cutoffs wide.
"""

import json
import sys

import numpy as np


def polynomial(n, c):
    """c0, c2, c4 with u = u' = u'' = 0 at c, as a linear system."""
    rows = np.array([[1, c**2, c**4], [0, 2 * c, 4 * c**3], [0, 2, 12 * c**2]])
    return np.linalg.solve(rows, -np.array([c**-n, -n * c ** -(n + 1), n * (n + 1) * c ** -(n + 2)]))


def cut_off(x, n, c, scheme):
    value, first, second = x**-n, -n * x ** -(n + 1), n * (n + 1) * x ** -(n + 2)
    if scheme == "smoothed":
        c0, c2, c4 = polynomial(n, c)
        return value + c0 + c2 * x**2 + c4 * x**4, first + 2 * c2 * x + 4 * c4 * x**3, second + 2 * c2 + 12 * c4 * x**2
    if scheme in ("force-shifted", "potential-shifted"):
        value = value - c**-n
    if scheme == "force-shifted":
        slope = -n * c ** -(n + 1)
        value, first = value - (x - c) * slope, first - slope
    return value, first, second


def main():
    given = json.load(sys.stdin)
    lx, ly, xy = given["box"]
    positions = np.array(given["positions"]).reshape(-1, 2)
    d = np.array(given["diameters"])
    n, c = given["exponent"], given["cutoff"]
    count = len(d)
    i, j = np.triu_indices(count, 1)
    r = positions[i] - positions[j]
    rows = np.round(r[:, 1] / ly)
    r = r - rows[:, None] * np.array([xy, ly])
    r[:, 0] -= np.round(r[:, 0] / lx) * lx
    size = (d[i] + d[j]) / 2 * (1 - given["nonAdditivity"] * np.abs(d[i] - d[j]) / d.mean())
    distance = np.hypot(r[:, 0], r[:, 1])
    near = distance < c * size
    i, j, r, size, distance = i[near], j[near], r[near], size[near], distance[near]
    value, first, second = cut_off(distance / size, n, c, given["scheme"])
    first, second = first / size, second / size**2
    forces = np.zeros((count, 2))
    pull = (first / distance)[:, None] * r
    np.add.at(forces, i, -pull)
    np.add.at(forces, j, pull)
    hessian = np.zeros((count, 2, count, 2))
    unit = r / distance[:, None]
    along = unit[:, :, None] * unit[:, None, :]
    block = second[:, None, None] * along + (first / distance)[:, None, None] * (np.eye(2) - along)
    for k in range(len(i)):
        hessian[i[k], :, i[k], :] += block[k]
        hessian[j[k], :, j[k], :] += block[k]
        hessian[i[k], :, j[k], :] -= block[k]
        hessian[j[k], :, i[k], :] -= block[k]
    eigenvalues = np.linalg.eigvalsh(hessian.reshape(2 * count, 2 * count))
    json.dump(
        {"energy": float(value.sum()), "forces": forces.ravel().tolist(), "eigenvalues": eigenvalues.tolist()}, sys.stdout
    )


main()
