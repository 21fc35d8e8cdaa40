#include "direct-sum.hpp"

#include <algorithm>
#include <cmath>

namespace keycore::test {

Lattice Lattice::strained(long double xx, long double xy, long double yx, long double yy) const {
  Lattice moved = *this;
  moved.ax += xx * ax + xy * ay;
  moved.ay += yx * ax + yy * ay;
  moved.bx += xx * bx + xy * by;
  moved.by += yx * bx + yy * by;
  return moved;
}

template <class Visit> void DirectSum::every_image(const std::vector<long double>& x, Visit visit) const {
  const auto n = static_cast<int>(species_.size());
  const auto& l = lattice_;
  const long double area = l.ax * l.by - l.ay * l.bx;
  for (int i = 0; i < n; ++i)
    for (int j = i; j < n; ++j) {
      long double dx = x[2 * i] - x[2 * j];
      long double dy = x[2 * i + 1] - x[2 * j + 1];
      const long double na = std::floor((dx * l.by - dy * l.bx) / area);
      const long double nb = std::floor((l.ax * dy - l.ay * dx) / area);
      dx -= na * l.ax + nb * l.bx;
      dy -= na * l.ay + nb * l.by;
      // Fractions are in 0 … 1 now, so that −3 … 2 reaches further than two widths of the cell.
      for (int a = -3; a <= 2; ++a)
        for (int b = -3; b <= 2; ++b) {
          if (i == j && a == 0 && b == 0) continue;
          const long double rx = dx + a * l.ax + b * l.bx;
          const long double ry = dy + a * l.ay + b * l.by;
          visit(i, j, rx, ry, std::sqrt(rx * rx + ry * ry));
        }
    }
}

long double DirectSum::energy(const std::vector<long double>& x) const {
  long double energy = 0;
  every_image(x, [&](int i, int j, long double, long double, long double r) {
    // A particle's own images are met from both sides.
    energy += (i == j ? 0.5L : 1.0L) * form_.force_shifted(species_[i], species_[j], r).value;
  });
  return energy;
}

std::vector<long double> DirectSum::forces(const std::vector<long double>& x) const {
  std::vector<long double> forces(x.size(), 0.0L);
  every_image(x, [&](int i, int j, long double dx, long double dy, long double r) {
    if (i == j) return;
    const long double tension = form_.force_shifted(species_[i], species_[j], r).first / r;
    forces[2 * i] -= tension * dx;
    forces[2 * i + 1] -= tension * dy;
    forces[2 * j] += tension * dx;
    forces[2 * j + 1] += tension * dy;
  });
  return forces;
}

long double DirectSum::cutoff_margin(const std::vector<long double>& x) const {
  long double margin = 1;
  every_image(x, [&](int i, int j, long double, long double, long double r) {
    margin = std::min(margin, std::abs(r - form_.parameter("cutoff", species_[i], species_[j])));
  });
  return margin;
}

std::vector<long double> strained(const std::vector<long double>& x, long double xx, long double xy, long double yx,
                                  long double yy) {
  std::vector<long double> moved = x;
  for (std::size_t at = 0; at < x.size(); at += 2) {
    moved[at] += xx * x[at] + xy * x[at + 1];
    moved[at + 1] += yx * x[at] + yy * x[at + 1];
  }
  return moved;
}

} // namespace keycore::test
