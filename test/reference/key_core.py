"""Core, key-core string and key-core square."""
import numpy as np
from scipy.spatial import Delaunay


def clusters(tiling, chosen):
    """Voronoi-connected clusters of the chosen indices, as sorted lists."""
    left, found = set(int(i) for i in chosen), []
    while left:
        stack, cluster = [left.pop()], []
        while stack:
            i = stack.pop()
            cluster.append(i)
            for j in tiling.neighbours(i):
                if int(j) in left:
                    left.remove(int(j))
                    stack.append(int(j))
        found.append(sorted(cluster))
    return found


def cluster_at_maximum(tiling, psi, chosen):
    """The cluster that holds the maximum of psi; empty if the maximum is not chosen."""
    top = int(np.argmax(psi))
    return next((cluster for cluster in clusters(tiling, chosen) if top in cluster), [])


def all_images(positions, box):
    """Positions with their images around them, and the particle each point belongs to."""
    lx, ly, xy = box
    shifts = [(0.0, 0.0)] + [
        (a * lx + b * xy, b * ly) for a in (-2, -1, 0, 1, 2) for b in (-1, 0, 1) if (a, b) != (0, 0)
    ]
    points = np.concatenate([positions + shift for shift in shifts])
    return points, np.tile(np.arange(len(positions)), len(shifts))


def squares(points, owner, u, string):
    """Every alternating convex quadrilateral at the string: (Q x squareness, squareness, purity q, corners in order).

    Two triangles of qhull's Delaunay triangulation that share an edge; of four particles on one circle qhull draws one
    diagonal or the other, and either gives the same quadrilateral. The first point of every particle of the string
    must lie well inside the points.
    """
    first = np.full(len(u), -1)
    first[owner[::-1]] = np.arange(len(owner))[::-1]
    at_string = np.zeros(len(points), dtype=bool)
    at_string[first[np.asarray(string)]] = True
    triangulation = Delaunay(points)
    total = np.sqrt(np.sum(u**2))
    found = {}
    for triangle, across in zip(triangulation.simplices, triangulation.neighbors):
        for place, other in enumerate(across):
            if other < 0:
                continue
            p, q, r = (triangle[(place + k) % 3] for k in range(3))
            s = next(v for v in triangulation.simplices[other] if v not in (q, r))
            # Around the shared edge q-r: p, q, s, r.
            quad = np.array([p, q, s, r])
            corners = [int(owner[v]) for v in quad]
            if len(set(corners)) < 4 or not np.any(at_string[quad]):
                continue
            here = points[quad]
            sides = np.roll(here, -1, axis=0) - here
            before = np.roll(sides, 1, axis=0)
            cross = before[:, 0] * sides[:, 1] - before[:, 1] * sides[:, 0]
            if not (np.all(cross > 0) or np.all(cross < 0)):
                continue
            from_centre = here - here.mean(axis=0)
            s_a = np.einsum('ak,ak->a', u[corners], from_centre / np.linalg.norm(from_centre, axis=1)[:, None])
            if not (s_a[0] * s_a[1] < 0 and s_a[1] * s_a[2] < 0 and s_a[2] * s_a[3] < 0):
                continue
            lengths = np.linalg.norm(sides, axis=1)
            cosines = np.einsum('ak,ak->a', -before, sides) / (np.roll(lengths, 1) * lengths)
            angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
            squareness = lengths.min() / lengths.max() * max(0.0, 1 - np.max(np.abs(angles - 90)) / 45)
            alternation = abs(s_a[0] - s_a[1] + s_a[2] - s_a[3])
            score = alternation / (2 * total) * squareness
            purity = alternation / (2 * np.sqrt(np.sum(u[corners] ** 2)))
            found[tuple(sorted(corners))] = (float(score), float(squareness), float(purity), corners)
    return sorted(found.values(), key=lambda entry: -entry[0])
