#pragma once

#include "kernels/forms/packed-formula.hpp"
#include "kernels/pack.hpp"

namespace keycore {

/// φ(r) = (2ε/5) (1 − r/σ)^(5/2) for r < σ, else 0: elastic spheres that overlap. φ, φ′ and φ″ vanish at contact, φ‴
/// diverges there. O'Hern, Silbert, Liu & Nagel, Phys. Rev. E 68, 011306 (2003).
struct Hertzian {
  static constexpr std::string_view name = "hertzian";
  static constexpr std::array pair_parameters{PairParameter{"epsilon", false}, PairParameter{"sigma", true}};

  template <class Number>
  [[nodiscard]] DerivativesOf<Number> phi(const std::array<Number, 2>& pair, Number, Number r) const {
    const auto& [epsilon, sigma] = pair;
    const Number overlap = positive_part(1 - r / sigma);
    const Number root = square_root(overlap);
    return {constant<Number>(0.4) * epsilon * overlap * overlap * root, -epsilon / sigma * overlap * root,
            constant<Number>(1.5) * epsilon / (sigma * sigma) * root};
  }
};

} // namespace keycore
