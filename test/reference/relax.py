"""Inherent structure: scipy's L-BFGS into the basin, then Newton with a dense pseudo-inverse."""
import numpy as np
from scipy.optimize import minimize

import energetics


def max_force(f):
    return float(np.max(np.hypot(f[:, 0], f[:, 1])))


def push_apart(species, positions, box, model):
    """Soft push-off: harmonic overlaps below sigma_ab, so that the steep potential starts from finite forces."""

    class Soft:
        cutoff = model.sigma

        @staticmethod
        def pair(r, a, b):
            overlap = 1 - r / model.sigma[a, b]
            return 50 * overlap**2, -100 * overlap / model.sigma[a, b], 100 / model.sigma[a, b] ** 2

    return _descend(Soft, species, positions, box, 1e-3)


def _descend(model, species, positions, box, tolerance):
    count = len(positions)

    def value(flat):
        pairs = energetics.Pairs(model, species, flat.reshape(count, 2), box)
        return energetics.energy(pairs), -energetics.forces(pairs, count).ravel()

    result = minimize(
        value, positions.ravel(), jac=True, method='L-BFGS-B',
        options={'maxiter': 50000, 'maxfun': 100000, 'ftol': 0, 'gtol': tolerance, 'maxcor': 20},
    )
    return result.x.reshape(count, 2)


def relax(model, species, positions, box, tolerance=1e-11, steps=50):
    """Relaxed positions with max|F| < tolerance. Raises if Newton does not get there or the basin is not convex."""
    count = len(positions)
    positions = _descend(model, species, positions, box, 1e-6)
    for _ in range(steps):
        pairs = energetics.Pairs(model, species, positions, box)
        f = energetics.forces(pairs, count)
        values, vectors = np.linalg.eigh(energetics.hessian_dense(pairs, count))
        zero = np.abs(values) < 1e-9 * values[-1]
        if max_force(f) < tolerance:
            if zero.sum() != 2 or values[0] < -1e-9 * values[-1]:
                raise RuntimeError(f'not a plain minimum: lowest eigenvalues {values[:4]}')
            return positions
        # |lambda| walks downhill out of a saddle, too.
        step = vectors[:, ~zero] @ ((vectors[:, ~zero].T @ f.ravel()) / np.abs(values[~zero]))
        longest = np.max(np.abs(step))
        positions = positions + (step * min(1.0, 0.05 / longest)).reshape(count, 2)
    raise RuntimeError(f'max|F| = {max_force(f)} after {steps} Newton steps')
