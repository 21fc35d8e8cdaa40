#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "direct-sum.hpp"
#include "kernels/energetics.hpp"

namespace keycore::test {

/// Step of the differences below. With forces of 10⁴ and exponents of 12, truncation h⁶u⁽⁷⁾/140 and rounding
/// 2⁻⁶³ U/h are both near 1e-12.
constexpr long double difference_step = 2e-4L;

/// 25 particles of three species on a jittered grid, some of them outside the cell: no two too close, and no pair
/// within 4 steps of its cutoff, where u″ jumps. The same in the kernels' terms and as a direct sum.
struct Scene {
  System system;
  DirectSum direct;
  std::vector<long double> x;
};

[[nodiscard]] Scene make_scene(const std::string& form, double tilt);

/// Calls back for every registered form, in a straight and in tilted cells.
template <class Visit> void every_scene(Visit visit) {
  for (const auto& form : potential_forms())
    for (const double tilt : {0.0, 0.37, -0.5}) {
      CAPTURE(form);
      CAPTURE(tilt);
      visit(make_scene(form, tilt));
    }
}

/// dF/ds at s = 0 of a function that gives a field for each s: the central difference of sixth order.
template <class Field> [[nodiscard]] std::vector<long double> field_derivative(Field field, long double step) {
  constexpr long double weights[] = {45, -9, 1};
  std::vector<long double> derivative;
  for (int k = 1; k <= 3; ++k) {
    const auto forward = field(k * step);
    const auto backward = field(-k * step);
    derivative.resize(forward.size(), 0.0L);
    for (std::size_t at = 0; at < forward.size(); ++at)
      derivative[at] += weights[k - 1] * (forward[at] - backward[at]) / (60 * step);
  }
  return derivative;
}

} // namespace keycore::test
