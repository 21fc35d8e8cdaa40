#pragma once

#include <span>
#include <stdexcept>
#include <vector>

namespace keycore {

/// A matrix that was to be positive definite is not, to rounding.
struct NotPositiveDefinite : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Solves A x = b for several b by A = L Lᵀ. `matrix`: n × n, row-major, of which the lower triangle is read. `right`:
/// k vectors of length n, one after another; so is the result. Throws `NotPositiveDefinite`.
[[nodiscard]] std::vector<double> solve_positive_definite(std::span<const double> matrix, int order,
                                                          std::span<const double> right);

} // namespace keycore
