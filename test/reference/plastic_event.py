"""What moved in a plastic event, from the positions before and after it: reads JSON on standard input, prints JSON.

    { fixture, protocol, degrees, before: { strain, positions }, after: { strain, positions } }

Positions are in the axes of the strained box, whose first edge lies along x. The lattice of images is exp(gamma E) times
that of the fixture (the exponential by its eigenvectors or, where E^2 = 0, as 1 + gamma E); a displacement is the shortest
over many images of r_after - exp((gamma_after - gamma_before) E) r_before. Energies, forces and stresses are those of
energetics.py.
"""
import json
import sys

import numpy as np

import energetics
import potentials
import relax

GENERATORS = {
    'simple-shear': [[0, 1], [0, 0]],
    'tension': [[1, 0], [0, -1]],
    'compression': [[-1, 0], [0, 1]],
    'uniaxial': [[1, 0], [0, 0]],
}


def generator_of(protocol, degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, s], [-s, c]])
    return turn.T @ np.array(GENERATORS[protocol], dtype=float) @ turn


def exponential(e, strain):
    if np.allclose(e @ e, 0, atol=1e-14):
        return np.eye(2) + strain * e
    values, vectors = np.linalg.eigh(e)
    return vectors @ np.diag(np.exp(strain * values)) @ vectors.T


class State:
    """A minimum at one strain: its box, the turn from the axes of the box to those of the sample, and what it is worth."""

    def __init__(self, fixture, e, strain, flat):
        lx, ly, xy = fixture['box']
        self.lattice = exponential(e, strain) @ np.array([[lx, xy], [0, ly]])
        a, b = self.lattice[:, 0], self.lattice[:, 1]
        c, s = a / np.hypot(*a)
        self.turn = np.array([[c, -s], [s, c]])
        bx, by = self.turn.T @ b
        length = np.hypot(*a)
        self.box = [length, by, bx - length * np.round(bx / length)]
        self.positions = np.array(flat).reshape(-1, 2)
        model = potentials.model(fixture['model'], fixture['masses'])
        pairs = energetics.Pairs(model, np.array(fixture['species']), self.positions, self.box)
        self.energy = energetics.energy(pairs)
        self.max_force = relax.max_force(energetics.forces(pairs, len(self.positions)))
        stress = self.turn @ energetics.stress(pairs, self.box) @ self.turn.T
        # V0^-1 dU/dgamma = (V/V0) sigma : E.
        self.driving = float(np.sum(stress * e)) * self.box[0] * self.box[1] / (lx * ly)
        self.in_sample = self.positions @ self.turn.T


def main():
    request = json.load(sys.stdin)
    with open(request['fixture'], encoding='utf8') as file:
        fixture = json.load(file)
    e = generator_of(request['protocol'], request['degrees'])
    before, after = (State(fixture, e, request[k]['strain'], request[k]['positions']) for k in ('before', 'after'))
    step = exponential(e, request['after']['strain'] - request['before']['strain'])
    moved = after.in_sample - before.in_sample @ step.T
    reach = range(-3, 4)
    images = np.array([after.lattice @ [m, n] for m in reach for n in reach])
    candidates = moved[:, None, :] + images[None, :, :]
    nearest = np.linalg.norm(candidates, axis=2).argmin(axis=1)
    moved = candidates[np.arange(len(moved)), nearest]
    lengths = np.hypot(moved[:, 0], moved[:, 1])
    order = np.argsort(-lengths, kind='stable')
    threshold = lengths[order[0]] / 2
    square = lengths**2
    print(json.dumps({
        'displacement': moved.ravel().tolist(),
        'moved': [int(i) for i in order if lengths[i] > threshold],
        'distances': [float(lengths[i]) for i in order if lengths[i] > threshold],
        'participants': float(square.sum() ** 2 / np.sum(square**2)),
        'states': [
            {'energy': s.energy, 'maxForce': s.max_force, 'driving': s.driving, 'box': s.box} for s in (before, after)
        ],
    }))


if __name__ == '__main__':
    main()
