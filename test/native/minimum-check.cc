#include "minimum-check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "deviation.hpp"

namespace keycore::test {

Energetics energetics_of(const System& system) {
  std::vector<double> forces;
  return evaluate(system, interacting_pairs(system), system.positions, forces);
}

void check_minimum(const System& system, const Minimisation& result, double tolerance) {
  REQUIRE(result.status == Status::converged);
  CHECK(std::isfinite(largest_magnitude(system.positions)));
  const Energetics at = energetics_of(system);
  CHECK(result.max_force <= std::max(tolerance, result.rounding_force));
  // The list of pairs is another one, so sums are rounded otherwise: 40 terms of up to 100.
  CHECK(std::abs(at.max_force - result.max_force) <= 5e-13);
  CHECK(result.energy == doctest::Approx(at.energy).epsilon(1e-13));
  for (int p = 0; p < system.particles(); ++p) {
    const Vec2 s = system.box.fractional({system.positions[2 * p], system.positions[2 * p + 1]});
    CHECK(std::abs(s.x) <= 0.5 + 1e-15);
    CHECK(std::abs(s.y) <= 0.5 + 1e-15);
  }
}

std::pair<double, double> displacement(const Box& box, const std::vector<double>& from, const std::vector<double>& to) {
  double largest = 0;
  double sum = 0;
  for (std::size_t at = 0; at < from.size(); at += 2) {
    const Vec2 s = box.fractional({to[at] - from[at], to[at + 1] - from[at + 1]});
    double nearest = std::numeric_limits<double>::infinity();
    for (int a = -2; a <= 2; ++a)
      for (int b = -2; b <= 2; ++b) {
        const Vec2 d = box.lattice(s.x - std::floor(s.x) + a, s.y - std::floor(s.y) + b);
        nearest = std::min(nearest, d.x * d.x + d.y * d.y);
      }
    largest = std::max(largest, nearest);
    sum += nearest;
  }
  return {std::sqrt(largest), std::sqrt(sum / (0.5 * static_cast<double>(from.size())))};
}

System dimer(std::vector<double> positions) {
  return {Box(10, 10, 0),
          std::move(positions),
          {0, 0},
          {1},
          make_potential({"lennard-jones", 1, {{"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {2.5}}}})};
}

} // namespace keycore::test
