"""The small systems of the fixtures: seeded starts and their relaxed positions."""
import numpy as np

import potentials
import relax


def _descended(model, species, positions, box):
    return relax.relax(model, species, relax.push_apart(species, positions, box, model), box)


def _random_glass(model_name, count, fraction_a, density, tilt, seed, masses=None):
    generator = np.random.default_rng(seed)
    model = potentials.model(model_name, masses)
    side = np.sqrt(count / density)
    box = (side, side, tilt * side)
    of_a = int(round(fraction_a * count))
    species = generator.permutation(np.repeat([0, 1], [of_a, count - of_a]))
    fractional = generator.random((count, 2))
    positions = np.column_stack([fractional[:, 0] * box[0] + fractional[:, 1] * box[2], fractional[:, 1] * box[1]])
    return model, species, _descended(model, species, positions, box), box


def _crystal(columns, rows, removed, seed):
    """Triangular lattice of columns x rows sites in its commensurate rectangle, without the sites removed."""
    model = potentials.model('crystal')
    sites = columns * rows
    spacing = np.sqrt(2 / (np.sqrt(3) * 0.86))
    box = (columns * spacing, rows * spacing * np.sqrt(3) / 2, 0.0)
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    positions = np.column_stack([((x + 0.5 * (y % 2)) * spacing).ravel(), (y * spacing * np.sqrt(3) / 2).ravel()])
    positions = positions[~np.isin(np.arange(sites), removed)]
    generator = np.random.default_rng(seed)
    # Sites removed together leave a di-vacancy; the noise lets it fall off the symmetric saddle.
    positions = positions + generator.normal(scale=0.1, size=positions.shape)
    species = np.zeros(len(positions), dtype=int)
    return model, species, relax.relax(model, species, positions, box), box


SAMPLES = {
    # The softest lowest mode of forty seeds from 20250: a core that stands out of its glass.
    '2dipl-100': lambda: _random_glass('2dipl', 100, 0.5, 0.86, 0.0, 20276),
    '2dipl-64-tilted-masses': lambda: _random_glass('2dipl', 64, 0.5, 0.86, 0.35, 20251, [1.0, 2.5]),
    '2dka-144': lambda: _random_glass('2dka', 144, 0.65, 1.2, 0.0, 20252),
    'crystal-vacancy-167': lambda: _crystal(12, 14, [80], 20253),
}
