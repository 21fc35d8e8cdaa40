"""Moduli, and what the lowest mode is, of a fixture of this calculation.

    python3 test/reference/verdict.py test/fixtures/reference/2dipl-100.json

Prints JSON. G at every angle is that of the sample strained at that angle, free by a least-squares solve with the dense
Hessian, pinned by deleting the rows and columns of the key-core string; means are over angles. K is the slope of the
pressure of the sample made larger and smaller and relaxed again. Ψ, the string, the lowest mode and its share in plane
waves are those of the other files here.
"""
import json
import sys

import numpy as np

import energetics
import modes
import phonon_share
import potentials
import relax

ANGLES = 720
# The difference errs by the square of it, and by the rounding of pressures (1e-12) over it.
DILATION = 1e-5


def strain_at(angle):
    """The sample turned clockwise by the angle and sheared along the horizontal, seen from the sample."""
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, s], [-s, c]])
    return turn.T @ np.array([[0.0, 1.0], [0.0, 0.0]]) @ turn


def born(pairs, gradient, area):
    """(1/V) sum_pairs [u'' (n.er)^2 + (u'/r)(|er|^2 - (n.er)^2)]."""
    er = pairs.r @ gradient.T
    along = np.einsum('pk,pk->p', pairs.n, er)
    across = np.einsum('pk,pk->p', er, er) - along**2
    return np.sum(pairs.ddu * along**2 + pairs.du / pairs.distance * across) / area


def curve(pairs, hessian, area, pinned):
    """G at ANGLES angles from 0 to 180 degrees with some particles held to the affine motion."""
    count = len(hessian) // 2
    free = np.setdiff1d(np.arange(2 * count), [2 * i + axis for i in pinned for axis in (0, 1)])
    angles = np.pi * np.arange(ANGLES) / ANGLES
    gradients = [strain_at(angle) for angle in angles]
    forces = np.array([energetics.affine_force(pairs, count, g).ravel()[free] for g in gradients]).T
    moved = np.linalg.lstsq(hessian[np.ix_(free, free)], forces, rcond=1e-11)[0]
    relaxation = np.einsum('ka,ka->a', forces, moved) / area
    return np.array([born(pairs, g, area) for g in gradients]) - relaxation


def pressure(model, species, positions, box):
    s = energetics.stress(energetics.Pairs(model, species, positions, box), box)
    return -(s[0, 0] + s[1, 1]) / 2


def bulk_modulus(model, species, positions, box):
    """K = -V dp/dV."""
    found = []
    for step in (DILATION, -DILATION):
        larger = [(1 + step) * length for length in box]
        found.append(pressure(model, species, relax.relax(model, species, (1 + step) * positions, larger), larger))
    ratio = (1 + DILATION) ** 2
    return (found[1] - found[0]) / (ratio - (1 - DILATION) ** 2)


def main():
    with open(sys.argv[1], encoding='utf8') as file:
        stored = json.load(file)
    model = potentials.model(stored['model'], stored['masses'])
    species, box = np.array(stored['species']), stored['box']
    positions = np.array(stored['positions']).reshape(-1, 2)
    count, area = len(positions), box[0] * box[1]
    masses = model.masses[species]
    pairs = energetics.Pairs(model, species, positions, box)
    hessian = energetics.hessian_dense(pairs, count)

    values, _, displacements = modes.spectrum(hessian, masses)
    lowest = np.flatnonzero(~modes.translations(values))[0]
    omega, u = float(np.sqrt(values[lowest])), displacements[:, lowest]
    free = curve(pairs, hessian, area, [])
    pinned = curve(pairs, hessian, area, stored['string'])
    bulk = bulk_modulus(model, species, positions, box)

    density = masses.sum() / area
    c_t = np.sqrt(pinned.mean() / density)
    c_l = np.sqrt((bulk + pinned.mean()) / density)
    shortest = phonon_share.shortest(box)
    q = phonon_share.basis(positions, box, omega, c_t, c_l)
    part = q @ (q.T @ (u / np.linalg.norm(u)))
    print(json.dumps({
        'shear': {'mean': free.mean(), 'min': free.min(), 'max': free.max()},
        'pinnedShear': {'mean': pinned.mean(), 'min': pinned.min(), 'max': pinned.max()},
        'bulk': bulk,
        'pressure': pressure(model, species, positions, box),
        'omega': omega,
        'participants': count * modes.participation_ratio(u.reshape(-1, 2)),
        'omegaT': c_t * shortest,
        'phononShare': float(part @ part),
        'cuts': {
            'shortest': shortest,
            'transverse': max(phonon_share.FIRST_SHELL * shortest, phonon_share.MARGIN * omega / c_t),
            'longitudinal': phonon_share.MARGIN * omega / c_l,
            'waves': q.shape[1],
        },
    }))


if __name__ == '__main__':
    main()
