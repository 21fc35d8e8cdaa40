"""Peer: numpy dense route. python3 numpy_dense.py FILE -> one JSON line: Hessian, eigh, sum over modes for Psi."""
import json
import resource
import sys
import time

import numpy as np

from pair_terms import Pairs, read_dump

clock = time.perf_counter
start = clock()
species, positions, box = read_dump(sys.argv[1])
count = len(species)
hessian = Pairs(species, positions, box).hessian(count).toarray()
assembled = clock()
values, vectors = np.linalg.eigh(hessian)
solved = clock()
psi = (vectors[:, 2:] ** 2 @ (1 / values[2:])).reshape(-1, 2).sum(axis=1)
end = clock()
print(json.dumps({
    'seconds': {'read and Hessian': assembled - start, 'eigh': solved - assembled, 'Psi': end - solved, 'total': end - start},
    'omega': np.sqrt(values[2:7]).tolist(),
    'maxPsi': psi.max(),
    'peakMiB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'versions': f'numpy {np.__version__}',
}))
