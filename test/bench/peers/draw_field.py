"""A field of discs with a colour bar, and one of arrows, as matplotlib draws them.

draw_field.py CSV FORMATS FOLDER: CSV as a panel of Psi has it (id, x, y, psi), formats joined by commas. Prints JSON:
seconds of drawing and writing both, in the running interpreter with everything imported; the version.
"""

import csv
import json
import sys
import time

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.collections import EllipseCollection

path, formats, folder = sys.argv[1:4]
with open(path, newline="", encoding="utf8") as file:
    rows = list(csv.reader(file))[1:]
x, y, psi = ([float(row[at]) for row in rows] for at in (1, 2, 3))

begun = time.perf_counter()
width = 89 / 25.4
discs, axes = plt.subplots(figsize=(width, width))
sizes = [0.92] * len(x)
circles = EllipseCollection(sizes, sizes, [0] * len(x), units="xy", offsets=list(zip(x, y)), transOffset=axes.transData)
circles.set_array(psi)
axes.add_collection(circles)
axes.set(xlim=(min(x), max(x)), ylim=(min(y), max(y)), aspect="equal")
discs.colorbar(circles)
arrows, axes = plt.subplots(figsize=(width, width))
axes.quiver(x, y, y, x)
axes.set_aspect("equal")
for ending in formats.split(","):
    discs.savefig(f"{folder}/discs.{ending}", dpi=300)
    arrows.savefig(f"{folder}/arrows.{ending}", dpi=300)
print(json.dumps({"seconds": time.perf_counter() - begun, "version": matplotlib.__version__}))
