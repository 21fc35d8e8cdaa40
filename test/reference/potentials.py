"""Force-shifted pair potentials: u = phi(r) - phi(rc) - (r - rc) phi'(rc) for r < rc, else 0; u'' = phi''."""
import numpy as np


class Model:
    """Pair matrices epsilon, sigma, cutoff (S x S) and phi(r, epsilon, sigma) -> (phi, phi', phi'')."""

    def __init__(self, name, phi, epsilon, sigma, cutoff_per_sigma, masses):
        self.name = name
        self.phi = phi
        self.epsilon = np.array(epsilon, dtype=float)
        self.sigma = np.array(sigma, dtype=float)
        self.cutoff = cutoff_per_sigma * self.sigma
        self.masses = np.array(masses, dtype=float)

    def pair(self, r, a, b):
        """u, u', u'' at distances r (all below the cutoff) for pairs of species a, b."""
        epsilon, sigma, rc = self.epsilon[a, b], self.sigma[a, b], self.cutoff[a, b]
        at_r = self.phi(r, epsilon, sigma)
        at_cut = self.phi(rc, epsilon, sigma)
        return at_r[0] - at_cut[0] - (r - rc) * at_cut[1], at_r[1] - at_cut[1], at_r[2]


def inverse_power_10(r, epsilon, sigma):
    phi = epsilon * (sigma / r) ** 10
    return phi, -10 * phi / r, 110 * phi / r**2


def lennard_jones(r, epsilon, sigma):
    six = (sigma / r) ** 6
    return (
        4 * epsilon * (six**2 - six),
        4 * epsilon * (-12 * six**2 + 6 * six) / r,
        4 * epsilon * (156 * six**2 - 42 * six) / r**2,
    )


def contact(alpha):
    def phi(r, epsilon, sigma):
        overlap = np.maximum(1 - r / sigma, 0)
        return (
            epsilon / alpha * overlap**alpha,
            -epsilon / sigma * overlap ** (alpha - 1),
            epsilon * (alpha - 1) / sigma**2 * overlap ** (alpha - 2),
        )

    return phi


def model(name, masses=None):
    if name == '2dipl':
        return Model(name, inverse_power_10, [[1, 1], [1, 1]], [[1, 1.18], [1.18, 1.4]], 1.48, masses or [1, 1])
    if name == '2dka':
        return Model(name, lennard_jones, [[1, 1.5], [1.5, 0.5]], [[1, 0.8], [0.8, 0.88]], 2.5, masses or [1, 1])
    if name == 'crystal':
        return Model(name, inverse_power_10, [[1]], [[1]], 1.48, masses or [1])
    if name in ('harmonic', 'hertzian'):
        phi = contact(2 if name == 'harmonic' else 2.5)
        return Model(name, phi, [[1, 1], [1, 1]], [[1, 1.2], [1.2, 1.4]], 1, masses or [1, 1])
    raise ValueError(f'no model {name}')
