"""Core, key-core string and key-core square."""
import numpy as np


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


def squares(tiling, u, string):
    """Every alternating convex quadrilateral at the string: (Q x squareness, squareness, purity q, corners in order)."""
    table = {}
    for i, j, r in zip(tiling.i, tiling.j, tiling.separation):
        table.setdefault(int(i), []).append((int(j), r))
    for i in table:
        table[i].sort(key=lambda pair: np.arctan2(pair[1][1], pair[1][0]))
    total = np.sqrt(np.sum(u**2))
    found = {}
    for i, around in table.items():
        size = len(around)
        for at in range(size):
            # The diagonal (i, c) with the two triangles on its sides.
            (b, rb), (c, rc), (d, rd) = around[at - 1], around[at], around[(at + 1) % size]
            corners = [i, b, c, d]
            if len(set(corners)) < 4 or not set(corners) & set(string):
                continue
            points = np.array([np.zeros(2), rb, rc, rd])
            sides = np.roll(points, -1, axis=0) - points
            before = np.roll(sides, 1, axis=0)
            cross = before[:, 0] * sides[:, 1] - before[:, 1] * sides[:, 0]
            if not (np.all(cross > 0) or np.all(cross < 0)):
                continue
            from_centre = points - points.mean(axis=0)
            s = np.einsum('ak,ak->a', u[corners], from_centre / np.linalg.norm(from_centre, axis=1)[:, None])
            if not (s[0] * s[1] < 0 and s[1] * s[2] < 0 and s[2] * s[3] < 0):
                continue
            lengths = np.linalg.norm(sides, axis=1)
            cosines = np.einsum('ak,ak->a', -before, sides) / (np.roll(lengths, 1) * lengths)
            angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
            squareness = lengths.min() / lengths.max() * max(0.0, 1 - np.max(np.abs(angles - 90)) / 45)
            alternation = abs(s[0] - s[1] + s[2] - s[3])
            score = alternation / (2 * total) * squareness
            purity = alternation / (2 * np.sqrt(np.sum(u[corners] ** 2)))
            found[tuple(sorted(corners))] = (float(score), float(squareness), float(purity), corners)
    return sorted(found.values(), key=lambda entry: -entry[0])
