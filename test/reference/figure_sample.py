"""A sample whose figures were written, by dense linear algebra from the positions in their source data."""
import csv

import numpy as np

import dump_reader
import energetics
import modes
import potentials
import split
import voronoi


class Written:
    """Source data FOLDER/PREFIX-PANEL.csv."""

    def __init__(self, folder, prefix):
        self.folder, self.prefix = folder, prefix

    def text(self, panel):
        """Columns of a panel by their names without units, as text."""
        with open(f'{self.folder}/{self.prefix}-{panel}.csv', encoding='utf-8', newline='') as file:
            rows = list(csv.reader(file))
        return {name.split(' (')[0]: [row[k] for row in rows[1:]] for k, name in enumerate(rows[0])}

    def columns(self, panel):
        """The same as numbers; what is empty is left out."""
        return {
            name: np.array([float(word) for word in column if word != ''])
            for name, column in self.text(panel).items()
            if name != 'verdict'
        }

    def vectors(self, panel, name):
        table = self.columns(panel)
        return np.column_stack([table[f'{name}_x'], table[f'{name}_y']])


class Sample:
    """DUMP: for its box and species. PANEL: one with a row for each particle. All masses are 1."""

    def __init__(self, dump, model, written, panel):
        frame = dump_reader.read_dump(dump)
        table = written.columns(panel)
        assert list(table['id']) == list(frame.ids)
        self.model = potentials.model(model)
        self.species = np.asarray(frame.types).astype(int) - 1
        self.positions = np.column_stack([table['x'], table['y']])
        self.box = frame.box
        self.area = self.box[0] * self.box[1]
        self.count = len(self.positions)
        self.pairs = energetics.Pairs(self.model, self.species, self.positions, self.box)
        self.hessian = energetics.hessian_dense(self.pairs, self.count)
        self.values, _, self.displacements = modes.spectrum(self.hessian, np.ones(self.count))
        self.kept = ~modes.translations(self.values)
        self.psi = modes.vibrability(self.values, self.displacements)
        self.tiling = voronoi.Tiling(self.positions, self.box)
        self.jacobian = voronoi.area_jacobian(self.tiling)
        self.splitter = split.Splitter(self.jacobian)

    def mode(self, index):
        """u of a mode, N x 2; either sign."""
        return self.displacements[:, np.flatnonzero(self.kept)[index]].reshape(-1, 2)

    def omegas(self):
        return np.sqrt(self.values[self.kept])

    def response(self, gradient, pinned=()):
        """Non-affine displacement to a displacement gradient with some particles held to the affine motion; affine force."""
        force = energetics.affine_force(self.pairs, self.count, np.asarray(gradient, dtype=float))
        moved = np.zeros(2 * self.count)
        if len(pinned) == 0:
            kept = self.displacements[:, self.kept]
            moved = kept @ ((kept.T @ force.ravel()) / self.values[self.kept])
        else:
            free = np.setdiff1d(np.arange(2 * self.count), [2 * i + axis for i in pinned for axis in (0, 1)])
            moved[free] = np.linalg.solve(self.hessian[np.ix_(free, free)], force.ravel()[free])
        return moved.reshape(-1, 2), force

    def modulus(self, degrees, pinned=()):
        gradient = sheared_at(degrees)
        moved = self.pairs.r @ gradient.T
        along = np.einsum('pk,pk->p', self.pairs.n, moved)
        across = np.einsum('pk,pk->p', moved, moved) - along**2
        born = np.sum(self.pairs.ddu * along**2 + self.pairs.du / self.pairs.distance * across)
        x, force = self.response(gradient, pinned)
        return (born - np.sum(x * force)) / self.area


def sheared_at(degrees):
    """The sample turned clockwise by the angle and sheared along the horizontal, seen from the sample."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return turn.T @ np.array([[0, 1], [0, 0]]) @ turn


class Differences:
    """For each number the largest difference, relative to the largest size of the number."""

    def __init__(self):
        self.found = {}

    def compare(self, name, given, expected):
        given, expected = np.asarray(given, dtype=float), np.asarray(expected, dtype=float)
        assert given.shape == expected.shape, f'{name}: {given.shape} and {expected.shape}'
        self.found[name] = float(np.max(np.abs(given - expected)) / np.max(np.abs(expected)))

    def vectors(self, name, given, expected):
        """The same of a field of either sign."""
        self.compare(name, given, expected * np.sign(np.sum(given * expected)))
