#include "kernels/particle-sizes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace keycore {

ParticleSizes::ParticleSizes(std::vector<double> of_particles, double non_additivity, double mean)
    : diameters(std::move(of_particles)) {
  if (non_additivity == 0 || diameters.empty()) return;
  double unit = mean;
  if (!(unit > 0)) {
    // Diameters that have changed places sum to the same.
    std::vector<double> sorted = diameters;
    std::sort(sorted.begin(), sorted.end());
    unit = std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size());
  }
  per_difference = non_additivity / unit;
}

double ParticleSizes::largest() const {
  // A difference only takes off: the pair of the two largest is as large as they are, and no other one larger.
  return none() ? 1 : *std::max_element(diameters.begin(), diameters.end());
}

void ParticleSizes::check(std::size_t particles) const {
  if (none()) return;
  const auto fail = [](const std::string& message) { throw std::invalid_argument(message); };
  if (diameters.size() != particles)
    fail("diameters must hold one number a particle: " + std::to_string(diameters.size()) + " for " +
         std::to_string(particles));
  for (std::size_t p = 0; p < particles; ++p)
    if (!(diameters[p] > 0) || !std::isfinite(diameters[p]))
      fail("diameter of particle index " + std::to_string(p) + " must be positive and finite, got " +
           std::to_string(diameters[p]));
  const auto [smallest, widest] = std::minmax_element(diameters.begin(), diameters.end());
  if (!(per_difference >= 0) || !(per_difference * (*widest - *smallest) < 1))
    fail("the non-additivity must be 0 or above and leave every pair a size: ε|d_i − d_j|/d̄ reaches " +
         std::to_string(per_difference * (*widest - *smallest)) + ", it must be below 1");
}

} // namespace keycore
