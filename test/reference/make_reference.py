"""Writes the fixtures: python3 make_reference.py OUTPUT_FOLDER [name ...]. See README.md beside this file."""
import json
import os
import sys

import numpy as np

import energetics
import key_core
import modes
import relax
import samples
import split
import voronoi

SHEAR = [[0, 1], [0, 0]]
TENSION = [[1, 0], [0, -1]]
MODES = 10
# Small samples have no particle above the paper's 0.25; the fixture states the core at its own threshold, too.
HALF = 0.5


def check_by_differences(model, species, positions, box):
    """Forces against the energy, Hessian against the forces, area Jacobian against the areas; raises on disagreement."""
    count, step = len(positions), 1e-5
    pairs = energetics.Pairs(model, species, positions, box)
    f, h = energetics.forces(pairs, count).ravel(), energetics.hessian_dense(pairs, count)
    force_error = hessian_error = 0.0
    for at in range(0, 2 * count, 7):
        moved = [positions.copy(), positions.copy()]
        moved[0][at // 2, at % 2] += step
        moved[1][at // 2, at % 2] -= step
        plus, minus = (energetics.Pairs(model, species, x, box) for x in moved)
        slope = (energetics.energy(plus) - energetics.energy(minus)) / (2 * step)
        force_error = max(force_error, abs(slope + f[at]))
        column = (energetics.forces(plus, count) - energetics.forces(minus, count)).ravel() / (2 * step)
        hessian_error = max(hessian_error, np.max(np.abs(column + h[:, at])))
    sparse_error = abs(energetics.hessian_sparse(pairs, count) - h).max()
    # The steps of u'' at a cutoff are smeared by the difference; a pair within `step` of it would show here.
    if force_error > 1e-6 or hessian_error > 1e-5 or sparse_error > 1e-11:
        raise RuntimeError(f'differences: forces {force_error}, Hessian {hessian_error}, sparse {sparse_error}')
    return force_error, hessian_error


def fields_of(tiling, splitter, u):
    longitudinal = splitter.longitudinal(u)
    projection = split.net_projection(tiling, u)
    return {
        'displacement': u,
        'transverse': u - longitudinal,
        'longitudinal': longitudinal,
        'netProjection': projection,
        'divergenceNetProjection': split.divergence(tiling, projection),
        'divergence': split.divergence(tiling, u),
        'areaChange': splitter.jacobian @ u.ravel(),
    }


def mode_row(index, eigenvalue, fields, psi, couplings):
    u, longitudinal, transverse = (fields[key] for key in ('displacement', 'longitudinal', 'transverse'))
    size = np.hypot(longitudinal[:, 0], longitudinal[:, 1])
    div = fields['divergenceNetProjection']
    shear, tension = couplings
    # A mode of another symmetry than the strains couples to none of them.
    coupled = np.hypot(shear, tension) > 1e-9
    return {
        'index': index,
        'eigenvalue': eigenvalue,
        'omega': np.sqrt(eigenvalue),
        'pr': modes.participation_ratio(u),
        'prT': modes.participation_ratio(transverse),
        'prL': modes.participation_ratio(longitudinal),
        'transverse': np.sum(transverse**2) / np.sum(u**2),
        'longitudinal': np.sum(longitudinal**2) / np.sum(u**2),
        'correlations': {
            'psi_uL': split.pearson(psi, size),
            'psi_div': split.pearson(psi, div),
            'psi_absdiv': split.pearson(psi, np.abs(div)),
            'uL_div': split.pearson(size, div),
            'uL_absdiv': split.pearson(size, np.abs(div)),
        },
        'quadrupole': {
            'shear': shear,
            'tension': tension,
            'angle': np.degrees(0.5 * np.arctan2(2 * shear, tension)) % 90 if coupled else None,
        },
    }


def reference(name):
    model, species, positions, box = samples.SAMPLES[name]()
    count = len(positions)
    masses = model.masses[species]
    pairs = energetics.Pairs(model, species, positions, box)
    values, _, displacements = modes.spectrum(energetics.hessian_dense(pairs, count), masses)
    psi = modes.vibrability(values, displacements)
    physical = np.flatnonzero(~modes.translations(values))
    tiling = voronoi.Tiling(positions, box)
    jacobian = voronoi.area_jacobian(tiling)
    area_error = np.max(np.abs(jacobian - voronoi.area_jacobian_by_differences(positions, box)))
    splitter = split.Splitter(jacobian)
    xi = [energetics.affine_force(pairs, count, gradient) for gradient in (SHEAR, TENSION)]

    perturbed = positions + np.random.default_rng(7).normal(scale=0.02, size=positions.shape)
    there = energetics.Pairs(model, species, perturbed, box)
    differences = check_by_differences(model, species, perturbed, box)

    rows, lowest = [], None
    for index, at in enumerate(physical[:MODES]):
        gaps = np.abs(values[[at - 1, at + 1]] - values[at]) / values[at]
        u, signed = modes.softer_side(model, species, positions, box, displacements[:, at].reshape(count, 2))
        fields = fields_of(tiling, splitter, u)
        lowest = lowest or fields
        # Eigenvectors of nearly equal eigenvalues are a matter of rounding.
        if gaps.min() > 1e-4:
            couplings = [np.sum(each * u) for each in xi]
            rows.append({**mode_row(index, values[at], fields, psi, couplings), 'signed': signed})

    string = key_core.cluster_at_maximum(tiling, psi, np.flatnonzero(psi > 0.6 * psi.max()))
    half = np.flatnonzero(psi > HALF * psi.max())
    best = key_core.squares(*key_core.all_images(positions, box), lowest['displacement'], string)
    print(
        f'{name}: max|F| {relax.max_force(energetics.forces(pairs, count)):.1e}, modes {len(rows)}, omega0 {rows[0]["omega"]:.4f},'
        f' max Psi {psi.max():.4f}, A error {area_error:.1e}, dropped {splitter.dropped}, gap {splitter.gap},'
        f' differences {differences}, shortest edge {tiling.length.min():.1e}, squares {len(best)}'
    )
    return {
        'name': name,
        'model': model.name,
        'masses': model.masses,
        'box': box,
        'species': species,
        'positions': positions,
        'energy': energetics.energy(pairs),
        'stress': energetics.stress(pairs, box)[[0, 0, 1], [0, 1, 1]],
        'pairs': len(pairs.i),
        'perturbed': {
            'positions': perturbed,
            'energy': energetics.energy(there),
            'stress': energetics.stress(there, box)[[0, 0, 1], [0, 1, 1]],
            'forces': energetics.forces(there, count),
            'affineForceShear': energetics.affine_force(there, count, SHEAR),
        },
        'eigenvalues': values[physical],
        'vibrability': psi,
        'areas': tiling.area,
        'coordination': np.bincount(tiling.i, minlength=count),
        'splitRankDeficit': splitter.dropped,
        'modes': rows,
        'lowestMode': lowest,
        'halfCore': {'fraction': HALF, 'indices': half, 'cluster': key_core.cluster_at_maximum(tiling, psi, half)},
        'string': string,
        'squares': [
            {'score': score, 'squareness': squareness, 'purity': purity, 'corners': corners}
            for score, squareness, purity, corners in best
        ],
    }


def plain(value):
    if isinstance(value, np.ndarray):
        return value.ravel().tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))


def main():
    folder, names = sys.argv[1], sys.argv[2:] or list(samples.SAMPLES)
    for name in names:
        result = reference(name)
        with open(os.path.join(folder, f'{name}.json'), 'w') as file:
            # One key a line keeps differences readable; numbers are Python's shortest form that reads back exactly.
            file.write('{\n')
            file.write(',\n'.join(f'{json.dumps(key)}: {json.dumps(value, default=plain)}' for key, value in result.items()))
            file.write('\n}\n')


main()
