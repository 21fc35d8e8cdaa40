"""One frame of a LAMMPS dump (plain text), orthogonal or restricted triclinic, as numpy arrays."""
import numpy as np


class Frame:
    """ids ascending; types as the file has them; positions relative to the true lower-left corner; box (lx, ly, xy)."""

    def __init__(self, ids, types, positions, box):
        self.ids = ids
        self.types = types
        self.positions = positions
        self.box = box


def read_dump(path):
    """Reads the first frame; columns by name; x/y, xs/ys, xu/yu or xsu/ysu."""
    with open(path) as file:
        lines = iter(file.read().splitlines())
    count = None
    for line in lines:
        if line.startswith('ITEM: NUMBER OF ATOMS'):
            count = int(next(lines))
        elif line.startswith('ITEM: BOX BOUNDS'):
            tilted = 'xy' in line.split()
            rows = [[float(word) for word in next(lines).split()] for _ in range(3)]
            xy = rows[0][2] if tilted else 0.0
            xz = rows[1][2] if tilted else 0.0
            yz = rows[2][2] if tilted else 0.0
            # The header of a tilted box holds the bounding box.
            xlo = rows[0][0] - min(0.0, xy, xz, xy + xz)
            xhi = rows[0][1] - max(0.0, xy, xz, xy + xz)
            ylo = rows[1][0] - min(0.0, yz)
            yhi = rows[1][1] - max(0.0, yz)
            box = (xhi - xlo, yhi - ylo, xy)
        elif line.startswith('ITEM: ATOMS'):
            names = line.split()[2:]
            table = np.array([[float(word) for word in next(lines).split()] for _ in range(count)])
            column = {name: at for at, name in enumerate(names)}
            if 'xs' in column or 'xsu' in column:
                sx = table[:, column['xs' if 'xs' in column else 'xsu']]
                sy = table[:, column['ys' if 'ys' in column else 'ysu']]
                x = sx * box[0] + sy * box[2]
                y = sy * box[1]
            else:
                x = table[:, column['x' if 'x' in column else 'xu']] - xlo
                y = table[:, column['y' if 'y' in column else 'yu']] - ylo
            order = np.argsort(table[:, column['id']])
            return Frame(
                table[order, column['id']].astype(int),
                table[order, column['type']].astype(int),
                np.column_stack([x, y])[order],
                box,
            )
    raise ValueError(f'{path}: no frame')
