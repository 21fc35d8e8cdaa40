#include "kernels/pair-softness.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace keycore {

void require_minimum(const DynamicalMatrix& matrix) {
  const Inertia signs = matrix.inertia();
  if (signs.negative > 0 || signs.zero != 2)
    throw std::invalid_argument("pseudo-harmonic modes exist only at a minimum of the energy: the Hessian has " +
                                std::to_string(signs.negative) + " negative and " + std::to_string(signs.zero) +
                                " zero modes (two are the translations)");
}

std::vector<PairSoftness> pair_softness(const DynamicalMatrix& matrix, const Control& control) {
  require_minimum(matrix);
  const std::vector<double> blocks = matrix.pair_compliances(control);
  std::vector<PairSoftness> softness(blocks.size() / 3);
  for (std::size_t k = 0; k < softness.size(); ++k) {
    const double xx = blocks[3 * k];
    const double xy = blocks[3 * k + 1];
    const double yy = blocks[3 * k + 2];
    const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
    softness[k] = {0.5 * (xx + yy) + std::hypot(0.5 * (xx - yy), xy), std::cos(angle), std::sin(angle)};
  }
  return softness;
}

} // namespace keycore
