"""A worked example: reads a glass that ships with Keycore, computes some of its numbers again from positions and
displacements with NumPy alone, and prints them beside the stored ones.

    python3 example.py [FILE.keycore]

The cells (`# %%`) can be run one by one in VS Code, Spyder or PyCharm, or as a notebook through Jupytext.
"""

# %% The project and its sample
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from keycore_reader import Project

SHIPPED = Path(__file__).parent.parent / 'assets' / '2dipl-qlm.keycore'
path = sys.argv[1] if len(sys.argv) > 1 else SHIPPED

project = Project(path)
sample = project.sample(1)
numbers = sample.numbers
print(f"{numbers['model']}, N = {sample.particles}, {numbers['source']}")
print(f'{"":<44}{"stored":>18}{"computed":>18}')


def compare(name: str, stored: float, computed: float, tolerance: float) -> None:
    """Prints both values; AssertionError where they differ by more than the relative tolerance."""
    print(f'{name:<44}{stored:>18.10g}{computed:>18.10g}')
    np.testing.assert_allclose(computed, stored, rtol=tolerance, err_msg=name)


# %% Vibrability: its maximum, and the particles above the threshold of the core
psi = sample.field('vibrability')
core = sample.report['core']
compare('largest vibrability Ψ (σ²/ε)', numbers['maxVibrability'], psi.max(), 0)
compare('mean vibrability (σ²/ε)', numbers['meanVibrability'], psi.mean(), 1e-13)
compare(f"particles with Ψ > {core['threshold']}", len(core['ids']), np.count_nonzero(psi > core['threshold']), 0)

# %% Participation ratio of the lowest mode, PR = (Σ|u|²)² / (N Σ|u|⁴)
u = sample.displacement(0)
squares = np.sum(u**2, axis=1)
compare('participation ratio', numbers['lowestPr'], squares.sum() ** 2 / (sample.particles * np.sum(squares**2)), 1e-12)

# %% Energy and forces: φ(r) = ε (σ_ab/r)¹⁰, force-shifted at r_c = 1.48 σ_ab
SIGMA = np.array([[1.0, 1.18], [1.18, 1.4]])
EXPONENT = 10
CUTOFF = 1.48
assert numbers['model'] == '2dipl', 'the potential that follows is that of the model 2dipl'

first, second = np.triu_indices(sample.particles, 1)
species = sample.species
sigma = SIGMA[species[first], species[second]]


def energy_and_forces(positions: np.ndarray) -> tuple[float, np.ndarray]:
    """U in ε, and the force on each particle, (N, 2) in ε/σ, of all pairs: O(N²), a reference and no fast code."""
    separations = sample.box.separation(positions[first] - positions[second])
    r = np.hypot(separations[:, 0], separations[:, 1])
    near = r < CUTOFF * sigma
    r, s, pair = r[near], sigma[near], separations[near]
    slope_at_cutoff = -EXPONENT * CUTOFF ** -(EXPONENT + 1) / s
    energy = (s / r) ** EXPONENT - CUTOFF**-EXPONENT - slope_at_cutoff * (r - CUTOFF * s)
    slope = -EXPONENT * (s / r) ** EXPONENT / r - slope_at_cutoff
    force = -(slope / r)[:, np.newaxis] * pair
    forces = np.zeros_like(positions)
    np.add.at(forces, first[near], force)
    np.add.at(forces, second[near], -force)
    return energy.sum(), forces


x = sample.positions
energy, forces = energy_and_forces(x)
compare('energy a particle (ε)', numbers['energyPerParticle'], energy / sample.particles, 1e-12)
print(f'{"largest force (ε/σ): both near 0":<44}{numbers["maxForce"]:>18.1e}{np.hypot(*forces.T).max():>18.1e}')

# %% Frequency of the lowest mode: ω² = u·Hu, with Hu from forces at x ± h u (masses are 1)
h = 1e-4
curvature = (energy_and_forces(x - h * u)[1] - energy_and_forces(x + h * u)[1]) / (2 * h)
compare('frequency of the lowest mode (√(ε/m)/σ)', numbers['lowestOmega'], np.sqrt(np.sum(u * curvature)), 1e-5)

# %% How much of the largest Ψ = Σ_k |u_k|²/ω_k² is that one mode
softest = psi.argmax()
share = squares[softest] / numbers['lowestOmega'] ** 2 / psi[softest]
print(f'the lowest mode makes {100 * share:.1f} % of Ψ of particle {sample.ids[softest]}, where Ψ is largest')

# %% A picture, where Matplotlib is installed
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
if plt is not None and plt.get_backend().lower() != 'agg':
    figure, axes = plt.subplots(figsize=(6, 6), layout='constrained')
    dots = axes.scatter(*x.T, c=psi, s=12, cmap='viridis')
    axes.quiver(*x.T, *u.T, width=0.002)
    axes.set(aspect='equal', xlabel='x (σ)', ylabel='y (σ)')
    figure.colorbar(dots, label='Ψ (σ²/ε)', shrink=0.8)
    plt.show()
project.close()
