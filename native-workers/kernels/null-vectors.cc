#include "kernels/null-vectors.hpp"

#include <cstddef>
#include <span>

#include "kernels/random-vector.hpp"

namespace keycore {

std::vector<double> random_null_vectors(const DynamicalMatrix& matrix, int count, std::uint64_t seed,
                                        const Control& control) {
  const auto size = static_cast<std::size_t>(matrix.size());
  const auto grounded = 2 * static_cast<std::size_t>(matrix.grounded_particle());
  std::vector<double> vectors(size * static_cast<std::size_t>(count));
  std::vector<double> image(size);
  for (int k = 0; k < count; ++k) {
    control.poll();
    const std::span<double> x(vectors.data() + size * static_cast<std::size_t>(k), size);
    fill_random(x, seed + static_cast<std::uint64_t>(k));
    x[grounded] = x[grounded + 1] = 0;
    // Once more for what rounding has left of the first.
    for (int pass = 0; pass < 2; ++pass) {
      matrix.hessian().multiply(x.data(), image.data());
      image[grounded] = image[grounded + 1] = 0;
      matrix.grounded().solve(image.data(), 1);
      for (std::size_t at = 0; at < size; ++at) x[at] -= image[at];
    }
  }
  return vectors;
}

} // namespace keycore
