#pragma once

#include <cmath>
#include <stdexcept>
#include <string>

namespace keycore {

struct Vec2 {
  double x = 0;
  double y = 0;
};

/// Periodic box with edge vectors a = (lx, 0) and b = (xy, ly); |xy| ≤ lx/2 (any lattice has such a basis).
struct Box {
  double lx = 0;
  double ly = 0;
  double xy = 0;

  Box() = default;
  Box(double length_x, double length_y, double tilt) : lx(length_x), ly(length_y), xy(tilt) {
    if (!(lx > 0) || !(ly > 0) || !std::isfinite(lx) || !std::isfinite(ly) || !std::isfinite(xy))
      throw std::invalid_argument("box must have positive, finite lengths, got lx = " + std::to_string(lx) +
                                  ", ly = " + std::to_string(ly) + ", xy = " + std::to_string(xy));
    // One part in 1e9 of slack: tilts of exactly half a box arrive rounded.
    if (std::abs(xy) > 0.5 * lx * (1 + 1e-9))
      throw std::invalid_argument("box tilt |xy| = " + std::to_string(std::abs(xy)) +
                                  " exceeds lx/2; choose the reduced lattice vector b");
  }

  [[nodiscard]] double area() const { return lx * ly; }
  /// Distance between the two faces spanned by b: the height of the cell along a.
  [[nodiscard]] double width_a() const { return lx * ly / std::hypot(xy, ly); }
  /// Distance between the two faces spanned by a.
  [[nodiscard]] double width_b() const { return ly; }
  [[nodiscard]] Vec2 lattice(double na, double nb) const { return {na * lx + nb * xy, nb * ly}; }
  /// Fractional coordinates of a point.
  [[nodiscard]] Vec2 fractional(Vec2 r) const {
    const double v = r.y / ly;
    return {(r.x - v * xy) / lx, v};
  }
  /// Shifts a point into −½ ≤ fractional < ½. Centred, so that coordinates keep one bit more.
  [[nodiscard]] Vec2 wrap_centred(Vec2 r) const {
    const double nb = std::floor(r.y / ly + 0.5);
    r.x -= nb * xy;
    r.y -= nb * ly;
    const double na = std::floor((r.x - r.y / ly * xy) / lx + 0.5);
    r.x -= na * lx;
    return r;
  }
  /// Nearest image of a separation; exact for separations within half the smaller width.
  [[nodiscard]] Vec2 nearest(Vec2 d) const {
    const double nb = std::round(d.y / ly);
    d.x -= nb * xy;
    d.y -= nb * ly;
    d.x -= std::round(d.x / lx) * lx;
    return d;
  }
};

} // namespace keycore
