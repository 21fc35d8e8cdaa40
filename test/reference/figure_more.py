"""Source data of the figures beyond those of the paper, recomputed by dense linear algebra.

    python3 test/reference/figure_more.py sample DUMP FOLDER PREFIX
    python3 test/reference/figure_more.py ensemble DUMP FOLDER PREFIX ENSEMBLE-PREFIX
    python3 test/reference/figure_more.py crystal DUMP FOLDER PREFIX

DUMP: the sample as a LAMMPS dump, for its box and species (2DIPL; crystal). FOLDER/PREFIX-ID.csv: what `keycore figures`
wrote. Of panels of many samples, the rows of sample 1, and a curve of a copy of it that is shifted. Prints one line of JSON: for each number the largest difference,
relative to the largest size of the number.
"""
import json
import sys

import numpy as np

import energetics
import figure_sample
import key_core
import modes
import phonon_share
import relax
import split
import verdict


def unwrapped(box, separation):
    """Shortest images of separations, P x 2."""
    lx, ly, xy = box
    rows = np.round(separation[:, 1] / ly)
    out = separation - rows[:, None] * [xy, ly]
    out[:, 0] -= lx * np.round(out[:, 0] / lx)
    return out


def key_core_string(sample):
    return key_core.cluster_at_maximum(sample.tiling, sample.psi, np.flatnonzero(sample.psi > 0.6 * sample.psi.max()))


def square(sample, written, check):
    table = written.columns('square')
    u = written.vectors('square', 'u')
    check.vectors('square u', u, sample.mode(0))
    corners = np.flatnonzero(table['square'])
    here = sample.positions[corners[0]] + unwrapped(sample.box, sample.positions[corners] - sample.positions[corners[0]])
    away = here - here.mean(axis=0)
    outward = np.einsum('ak,ak->a', u[corners], away) / np.hypot(away[:, 0], away[:, 1])
    check.compare('outward', table['outward'], outward)
    areas = written.columns('square-areas')['area_change']
    check.compare('area change', areas, (sample.jacobian @ u.ravel()) / sample.tiling.area)
    divergences = written.columns('psi-div')
    check.compare('psi of psi-div', divergences['psi'], sample.psi)
    net = split.net_projection(sample.tiling, u)
    check.compare('div of psi-div', divergences['div_unp'], split.divergence(sample.tiling, net))
    return corners


def smoothed(sample, field, points):
    """Sum w u / sum w, w = exp(-d^2/2) over all particles and their images, s = 1."""
    lx, ly, xy = sample.box
    sums, weights = np.zeros_like(points), np.zeros(len(points))
    for a in range(-2, 3):
        for b in range(-2, 3):
            d = sample.positions[None, :, :] + [a * lx + b * xy, b * ly] - points[:, None, :]
            w = np.exp(-np.einsum('gpk,gpk->gp', d, d) / 2)
            sums += w @ field
            weights += w.sum(axis=1)
    return sums / weights[:, None]


def charges(sample, written, check):
    """Winding numbers round the plaquettes of a grid of spacing 1, counter-clockwise; the charge there and nowhere else."""
    lx, ly, xy = sample.box
    nx, ny = round(lx), round(ly)
    j, i = np.meshgrid(np.arange(ny), np.arange(nx), indexing='ij')
    points = np.column_stack([(i / nx * lx + j / ny * xy).ravel(), (j / ny * ly).ravel()])
    u = written.vectors('square', 'u')
    u_l = sample.splitter.longitudinal(u)
    for panel, field in (('charges-u', u), ('charges-ut', u - u_l), ('charges-ul', u_l)):
        v = smoothed(sample, field, points)
        angle = np.arctan2(v[:, 1], v[:, 0]).reshape(ny, nx)
        corners = [angle, np.roll(angle, -1, 1), np.roll(angle, (-1, -1), (0, 1)), np.roll(angle, -1, 0)]
        turns = sum((b - a + np.pi) % (2 * np.pi) - np.pi for a, b in zip(corners, corners[1:] + corners[:1]))
        winding = np.round(turns / (2 * np.pi)).astype(int)
        rows, columns = np.nonzero(winding)
        middle = np.column_stack([(columns + 0.5) / nx * lx + (rows + 0.5) / ny * xy, (rows + 0.5) / ny * ly])
        table = written.columns(panel)
        given = np.column_stack([table['x'], table['y'], table['charge']])
        check.compare(panel, given, np.column_stack([middle, winding[rows, columns]]))


def responses(sample, written, check, corners):
    string = key_core_string(sample)
    curves = written.columns('g-theta')
    check.compare('G(theta)', curves['unpinned'], [sample.modulus(angle) for angle in curves['theta']])
    check.compare('G(theta), string', curves['stringPinned'], [sample.modulus(a, string) for a in curves['theta']])
    check.compare('G(theta), square', curves['squarePinned'], [sample.modulus(a, corners) for a in curves['theta']])
    for degrees in (45, 90):
        gradient = figure_sample.sheared_at(degrees)
        check.compare(f'x-{degrees}', written.vectors(f'x-{degrees}', 'nonaffine'), sample.response(gradient)[0])
        panel = f'x-{degrees}-pinned'
        check.compare(panel, written.vectors(panel, 'nonaffine'), sample.response(gradient, string)[0])
        assert list(np.flatnonzero(written.columns(panel)['pinned'])) == string
    for panel, gradient in (
        ('x-uniaxial-x', [[1, 0], [0, 0]]), ('x-uniaxial-y', [[0, 0], [0, 1]]), ('x-dilation', [[1, 0], [0, 1]]),
    ):
        check.compare(panel, written.vectors(panel, 'nonaffine'), sample.response(gradient)[0])


def structure(sample, written, check):
    table = written.columns('gr')
    width = table['r'][1] - table['r'][0]
    i, j = np.triu_indices(sample.count, 1)
    separation = unwrapped(sample.box, sample.positions[i] - sample.positions[j])
    distance = np.hypot(separation[:, 0], separation[:, 1])
    edges = np.arange(len(table['r']) + 1) * width
    rings = np.pi * (edges[1:] ** 2 - edges[:-1] ** 2) / sample.area

    def radial(chosen):
        return np.histogram(distance[chosen], edges)[0] / (chosen.sum() * rings)

    check.compare('g', table['g'], radial(np.ones(len(i), dtype=bool)))
    kinds = np.sort(np.column_stack([sample.species[i], sample.species[j]]), axis=1)
    for name, pair in (('g_AA', [0, 0]), ('g_AB', [0, 1]), ('g_BB', [1, 1])):
        check.compare(name, table[name], radial(np.all(kinds == pair, axis=1)))
    table = written.columns('sq')
    lx, ly, xy = sample.box
    n, m = np.meshgrid(np.arange(0, 40), np.arange(-40, 41), indexing='ij')
    # In this form, since vectors of a box with lx = ly lie on the edges of shells, on one side or the other.
    along = 2 * np.pi * n / lx
    k = np.stack([along, (2 * np.pi * m - along * xy) / ly], axis=-1)[(n > 0) | (m > 0)]
    k = k[np.hypot(k[:, 0], k[:, 1]) <= 15]
    phase = sample.positions @ k.T
    s = (np.cos(phase).sum(axis=0) ** 2 + np.sin(phase).sum(axis=0) ** 2) / sample.count
    q = np.hypot(k[:, 0], k[:, 1])
    shell = np.floor(q / (2 * np.pi / np.sqrt(sample.area))).astype(int)
    filled = np.unique(shell)
    check.compare('q', table['q'], [q[shell == n].mean() for n in filled])
    check.compare('S', table['S'], [s[shell == n].mean() for n in filled])
    check.compare('S largest', table['S_largest'], [s[shell == n].max() for n in filled])


def ratios(sample, u):
    u_l = sample.splitter.longitudinal(u)
    return [modes.participation_ratio(part) for part in (u, u - u_l, u_l)]


def vibrations(sample, written, check):
    table = written.columns('modes-pr')
    count = len(table['mode'])
    omegas = sample.omegas()
    check.compare('omega', table['omega'], omegas[:count])
    expected = np.array([ratios(sample, sample.mode(k)) for k in range(count)])
    for at, name in enumerate(('PR', 'PR_T', 'PR_L')):
        check.compare(name, table[name], expected[:, at])
    for panel in ('dos', 'dos-reduced'):
        table = written.columns(panel)
        low, high = table['omega_low'], table['omega_high']
        counts = np.array([np.sum((omegas >= a) & (omegas < b)) for a, b in zip(low, high)])
        density = counts / (2 * sample.count - 2) / (high - low)
        check.compare(f'counts of {panel}', table['count'], counts)
        check.compare(f'D of {panel}', table['D'], density)
        check.compare(f'D/omega of {panel}', table['D_over_omega'], density / ((low + high) / 2))
    table = written.columns('dos-window')
    low, high = table['omega_low'], table['omega_high']
    inside = np.flatnonzero((omegas > low[0]) & (omegas < high[-1]))
    of_t, of_l, reduced = np.zeros(len(low)), np.zeros(len(low)), np.zeros(sample.count)
    for k in inside:
        u = sample.mode(k)
        u_t = u - sample.splitter.longitudinal(u)
        at = np.searchsorted(high, omegas[k])
        of_t[at] += np.sum(u_t**2)
        of_l[at] += 1 - np.sum(u_t**2)
        reduced += np.sum(u_t**2, axis=1) / omegas[k]
    norm = (2 * sample.count - 2) * (high - low)
    check.compare('D_T', table['D_T'], of_t / norm)
    check.compare('D_L', table['D_L'], of_l / norm)
    check.compare('D_i^T', written.columns('dt-map')['dT_over_omega'], reduced / (high[-1] - low[0]))


def pseudo_modes(sample, written, check):
    """kappa and participants of the softest by its displacement, and how far C is from stationary there."""
    table = written.columns('pseudo-modes')
    z = written.vectors('pseudo-mode', 'z')
    force = (sample.hessian @ z.ravel()).reshape(-1, 2)
    stiffness = np.sum(z * force)
    check.compare('norm of z', [np.sum(z**2)], [1])
    check.compare('omega of z', [table['omega_pseudo'][0] ** 2], [stiffness])
    check.compare('participants', [table['participants_pseudo'][0]], [sample.count * modes.participation_ratio(z)])
    count = len(table['omega_mode'])
    check.compare('omega beside', table['omega_mode'], sample.omegas()[:count])
    own = [sample.count * modes.participation_ratio(sample.mode(k)) for k in range(count)]
    check.compare('participants beside', table['participants_mode'], own)
    between = z[sample.pairs.i] - z[sample.pairs.j]
    square = np.sum(between**2, axis=1)
    pull = np.zeros_like(z)
    np.add.at(pull, sample.pairs.i, square[:, None] * between)
    np.add.at(pull, sample.pairs.j, -square[:, None] * between)
    check.compare('force of z', force, stiffness / np.sum(square**2) * pull)


def strain(sample, written, check):
    """Energy and stress of the states up to the first event, each relaxed from the affine motion of the one before it."""
    table = written.columns('stress-strain')
    event = np.flatnonzero(table['event_begins'] == 1)
    last = event[0] if len(event) > 0 else 3
    lx, ly, xy = sample.box
    positions, energies, stresses, before = sample.positions, [], [], 0.0

    def sheared(strain, step, start):
        moved = start + step * np.column_stack([start[:, 1], np.zeros(len(start))])
        box = (lx, ly, xy + strain * ly)
        return relax.relax(sample.model, sample.species, moved, box), box

    for strain in table['strain'][: last + 1]:
        positions, box = sheared(strain, strain - before, positions)
        pairs = energetics.Pairs(sample.model, sample.species, positions, box)
        energies.append(energetics.energy(pairs))
        stresses.append(energetics.stress(pairs, box)[0, 1])
        before = strain
    check.compare('energy', table['energy'][: last + 1], energies)
    check.compare('stress', table['stress'][: last + 1], stresses)
    if len(event) == 0:
        return
    step = table['strain'][last + 1] - before
    after, _ = sheared(before + step, step, positions)
    moved = after - positions - step * np.column_stack([positions[:, 1], np.zeros(len(positions))])
    given = written.vectors('event', 'event')
    # A common translation is no displacement.
    check.compare('event', given - given.mean(axis=0), moved - moved.mean(axis=0))


def anisotropy(sample, string):
    """(max - min of G) / (mean of G with the string pinned); G has the harmonics 0, 2 and 4."""
    free = verdict.curve(sample.pairs, sample.hessian, sample.area, [])
    pinned = verdict.curve(sample.pairs, sample.hessian, sample.area, string)
    fine = np.fft.irfft(np.fft.rfft(free), n=2**18) * 2**18 / len(free)
    return (fine.max() - fine.min()) / pinned.mean(), pinned.mean()


def ensemble(sample, written, check):
    """The rows of sample 1."""
    u = sample.mode(0)
    omega = sample.omegas()[0]
    string = key_core_string(sample)
    pr, pr_t, pr_l = ratios(sample, u)
    core = key_core.cluster_at_maximum(sample.tiling, sample.psi, np.flatnonzero(sample.psi > 0.25))
    relative, shear = anisotropy(sample, string)
    bulk = verdict.bulk_modulus(sample.model, sample.species, sample.positions, sample.box)
    density = sample.count / sample.area
    waves = phonon_share.basis(
        sample.positions, sample.box, omega, np.sqrt(shear / density), np.sqrt((shear + bulk) / density)
    )
    share = np.sum((waves.T @ u.ravel()) ** 2)
    for panel, names in (
        ('3c', {'omega': omega, 'N_core': len(core)}),
        ('3d', {'N_keycore': len(string), 'PR_T': pr_t}),
        ('pr-parts', {'PR': pr, 'PR_T': pr_t, 'PR_L': pr_l}),
        ('phonon-share', {'phonon_share': share}),
        ('anisotropy', {'relative_anisotropy': relative}),
    ):
        table = written.columns(panel)
        row = np.flatnonzero(table['sample'] == 1)
        for name, expected in names.items():
            # A core may be empty.
            check.compare(f'{panel} {name}', 1 + table[name][row], [1 + expected])
    table = written.columns('pr-omega')
    rows = np.flatnonzero(table['sample'] == 1)
    assert list(table['is_lowest'][rows]) == [1] + [0] * (len(rows) - 1)
    check.compare('omega of all', table['omega'][rows], sample.omegas()[: len(rows)])
    expected = [modes.participation_ratio(sample.mode(k)) for k in range(len(rows))]
    check.compare('PR of all', table['PR'][rows], expected)
    curves = written.columns('g-curves')
    name = next(name for name in curves if name.startswith('G_'))
    check.compare('G of many', curves[name], [sample.modulus(angle) for angle in curves['theta']])


def crystal(sample, written, check):
    u = written.vectors('crystal-u', 'u')
    check.vectors('u', u, sample.mode(0))
    check.compare('uL', written.vectors('crystal-ul', 'uL'), sample.splitter.longitudinal(u))
    strains = (('shear', [[0, 1], [0, 0]]), ('tension', [[1, 0], [0, -1]]))
    for panel, gradient in strains:
        given = written.vectors(f'crystal-{panel}', 'nonaffine')
        check.compare(f'{panel} of all', given, sample.response(gradient)[0])
    for vacancy in (1, 2):
        check.compare(f'psi {vacancy}', written.columns(f'vacancy-{vacancy}-psi')['psi'], sample.psi)
        check.compare(f'u {vacancy}', written.vectors(f'vacancy-{vacancy}-u', 'u'), u)
        for panel, gradient in strains:
            given = written.vectors(f'vacancy-{vacancy}-{panel}', 'nonaffine')
            check.compare(f'{panel} {vacancy}', given, sample.response(gradient)[0])


def main():
    what, dump, folder, prefix = sys.argv[1:5]
    written = figure_sample.Written(folder, prefix)
    check = figure_sample.Differences()
    if what == 'crystal':
        crystal(figure_sample.Sample(dump, 'crystal', written, 'crystal-u'), written, check)
    else:
        sample = figure_sample.Sample(dump, '2dipl', written, '1a')
        if what == 'ensemble':
            ensemble(sample, figure_sample.Written(folder, sys.argv[5]), check)
        else:
            corners = square(sample, written, check)
            for part in (charges, structure, vibrations, pseudo_modes, strain):
                part(sample, written, check)
            responses(sample, written, check, corners)
    print(json.dumps(check.found))


if __name__ == '__main__':
    main()
