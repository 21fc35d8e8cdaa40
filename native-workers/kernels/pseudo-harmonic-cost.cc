#include "kernels/pseudo-harmonic-cost.hpp"

#include <cmath>
#include <numeric>

namespace keycore {

PseudoHarmonicCost pseudo_harmonic_cost(const DynamicalMatrix& matrix, std::span<const double> z) {
  const Hessian& hessian = matrix.hessian();
  std::vector<double> force(z.size());
  std::vector<double> g(z.size(), 0.0);
  hessian.multiply(z.data(), force.data());
  PseudoHarmonicCost result;
  for (std::size_t k = 0; k < hessian.size(); ++k) {
    const std::size_t i = 2 * static_cast<std::size_t>(hessian.first[k]);
    const std::size_t j = 2 * static_cast<std::size_t>(hessian.second[k]);
    const double x = z[j] - z[i];
    const double y = z[j + 1] - z[i + 1];
    const double square = x * x + y * y;
    result.quartic += square * square;
    g[i] -= square * x;
    g[i + 1] -= square * y;
    g[j] += square * x;
    g[j + 1] += square * y;
  }
  result.energy = std::inner_product(z.begin(), z.end(), force.begin(), 0.0);
  result.cost = result.energy * result.energy / result.quartic;
  double residual = 0;
  double norm = 0;
  result.gradient.resize(z.size());
  for (std::size_t at = 0; at < z.size(); ++at) {
    const double off = force[at] - result.energy / result.quartic * g[at];
    result.gradient[at] = 4 * result.energy / result.quartic * off;
    residual += off * off;
    norm += force[at] * force[at];
  }
  result.residual = std::sqrt(residual / norm);
  return result;
}

} // namespace keycore
