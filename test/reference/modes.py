"""Normal modes by a dense eigensolver, participation ratio, vibrability by its defining sum."""
import numpy as np

import energetics


def spectrum(hessian, masses):
    """All eigenvalues and e of M^(-1/2) H M^(-1/2), and displacements u = M^(-1/2) e (columns). masses: one a particle."""
    root = np.repeat(1 / np.sqrt(masses), 2)
    values, e = np.linalg.eigh(root[:, None] * hessian * root[None, :])
    return values, e, root[:, None] * e


def translations(values):
    """Mask of the two zero eigenvalues; raises when there are not exactly two."""
    zero = np.abs(values) < 1e-10 * values[-1]
    if zero.sum() != 2:
        raise RuntimeError(f'{zero.sum()} zero modes')
    return zero


def participation_ratio(u):
    """(sum |u_i|^2)^2 / (N sum |u_i|^4), u: N x 2."""
    square = np.sum(u**2, axis=1)
    return float(square.sum() ** 2 / (len(u) * np.sum(square**2)))


def vibrability(values, displacements):
    """Psi_i = sum over non-translations of |u_lambda,i|^2 / omega_lambda^2."""
    keep = ~translations(values)
    weighted = displacements[:, keep] ** 2 / values[keep]
    return weighted.sum(axis=1).reshape(-1, 2).sum(axis=1)


def softer_side(model, species, positions, box, u):
    """u or -u such that U(x + s u) < U(x - s u), s max|u_i| = 0.05; and whether the two differ by more than rounding."""
    step = 0.05 / np.max(np.hypot(u[:, 0], u[:, 1])) * u
    plus = energetics.energy(energetics.Pairs(model, species, positions + step, box))
    minus = energetics.energy(energetics.Pairs(model, species, positions - step, box))
    return (u if plus < minus else -u), bool(abs(plus - minus) > 1e-9)
