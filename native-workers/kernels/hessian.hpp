#pragma once

#include <cstdint>
#include <vector>

#include "kernels/energetics.hpp"

namespace keycore {

/// H_iα,jβ = ∂²U/∂r_iα∂r_jβ as its pairs: each contributes +K to both diagonal blocks and −K to the two
/// off-diagonal ones, K = u″ n nᵀ + (u′/r)(1 − n nᵀ), n = r/|r|. Stored as pairs, the two translations are null
/// vectors of every product exactly, whatever the rounding of K.
struct Hessian {
  int particles = 0;
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> second;
  std::vector<double> xx; ///< K_xx of each pair
  std::vector<double> xy;
  std::vector<double> yy;

  [[nodiscard]] std::size_t size() const { return first.size(); }

  /// y = H x.
  void multiply(const double* x, double* y) const;
};

/// What a pair contributes: K, or max(u″, 0) n nᵀ, which without u′ is never negative.
enum class Prestress { kept, dropped };

/// H at the system's positions; pairs beyond their cutoff are left out.
[[nodiscard]] Hessian assemble_hessian(const System& system, const PairList& pairs,
                                       Prestress prestress = Prestress::kept);

} // namespace keycore
