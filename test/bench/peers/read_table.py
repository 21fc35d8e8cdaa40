"""Peer: reading files by numpy.loadtxt, numpy.load and gsd. python3 read_table.py KIND FILE REPEATS -> one JSON line.

KIND: make-gsd (writes one), dump (loadtxt below nine lines), csv (loadtxt below a line of names and comments), npz (numpy.load, all arrays),
gsd (gsd.hoomd, position and typeid of the only frame).
"""
import json
import statistics
import sys
import time

import numpy as np

try:
    import gsd.hoomd
except ImportError:
    gsd = None

kind, path, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])


def opened(file, mode):
    """Versions of gsd differ in what they call a mode."""
    try:
        return gsd.hoomd.open(file, mode + "b")
    except ValueError:
        return gsd.hoomd.open(file, mode)


if kind == "make-gsd":
    # From an archive of ours, beside which it is put: REPEATS is not looked at.
    arrays = np.load(path)
    lx, ly, xy = arrays["box"]
    frame = gsd.hoomd.Frame() if hasattr(gsd.hoomd, "Frame") else gsd.hoomd.Snapshot()
    frame.particles.N = len(arrays["positions"])
    corner = [(lx + xy) / 2, ly / 2]
    frame.particles.position = np.column_stack([arrays["positions"] - corner, np.zeros(frame.particles.N)])
    frame.particles.types = list(arrays["typeLabels"])
    frame.particles.typeid = arrays["types"]
    frame.configuration.box = [lx, ly, 1, xy / ly, 0, 0]
    frame.configuration.dimensions = 2
    with opened(path[:-4] + "-hoomd.gsd", "w") as trajectory:
        trajectory.append(frame)
    print(json.dumps({"made": path[:-4] + "-hoomd.gsd"}))
    sys.exit()


def read():
    if kind == "dump":
        return np.loadtxt(path, skiprows=9)[:, 2]
    if kind == "csv":
        return np.loadtxt(path, delimiter=",", skiprows=3)[:, 2]
    if kind == "npz":
        with np.load(path) as arrays:
            return {name: arrays[name] for name in arrays.files}["positions"][:, 0]
    with opened(path, "r") as trajectory:
        frame = trajectory[0]
        return np.column_stack([frame.particles.position, frame.particles.typeid])[:, 0]


seconds = []
for _ in range(repeats):
    begin = time.perf_counter()
    x = read()
    seconds.append(time.perf_counter() - begin)
print(json.dumps({"first": seconds[0], "seconds": statistics.median(seconds), "sum": float(np.sum(x, dtype=float)), "version": np.__version__}))
