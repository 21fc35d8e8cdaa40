#include "kernels/vibrability.hpp"

#include <cstddef>

namespace keycore {

// Q = 1 − T Tᵀ M/ΣM takes the two translations T out, and M^(−1/2) A⁺ M^(−1/2) = Q G Qᵀ with G the inverse grounded at
// one particle. With a = G M T/ΣM its blocks are those of G, less a once for each side, and Tᵀ M a/ΣM for both.
std::vector<double> vibrability(const DynamicalMatrix& matrix, const Control& control) {
  const int n = matrix.particles();
  const auto size = static_cast<std::size_t>(matrix.size());
  const auto grounded = static_cast<std::size_t>(matrix.grounded_particle());
  const auto& root_mass = matrix.root_mass();
  auto blocks = matrix.grounded().inverse_diagonal(control);
  for (std::size_t c = 0; c < 4; ++c) blocks[4 * grounded + c] = 0;
  std::vector<double> a(size * 2, 0.0);
  for (int p = 0; p < n; ++p) {
    if (p == matrix.grounded_particle()) continue;
    const double weight = root_mass[p] * root_mass[p] / matrix.total_mass();
    a[2 * p] = weight;
    a[size + 2 * p + 1] = weight;
  }
  matrix.grounded().solve(a.data(), 2);
  double centre[2] = {0, 0};
  for (int p = 0; p < n; ++p)
    for (std::size_t axis = 0; axis < 2; ++axis)
      centre[axis] += root_mass[p] * root_mass[p] / matrix.total_mass() * a[axis * size + 2 * p + axis];
  std::vector<double> psi(n);
  for (int p = 0; p < n; ++p) {
    psi[p] = blocks[4 * p] + blocks[4 * p + 3] + centre[0] + centre[1];
    for (std::size_t axis = 0; axis < 2; ++axis) psi[p] -= 2 * a[axis * size + 2 * p + axis];
  }
  return psi;
}

} // namespace keycore
