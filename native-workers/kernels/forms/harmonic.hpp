#pragma once

#include "kernels/forms/packed-formula.hpp"

namespace keycore {

/// φ(r) = (ε/2) (1 − r/σ)² for r < σ, else 0: discs that push each other apart where they overlap. φ and φ′ vanish at
/// contact, φ″ jumps there. Durian, Phys. Rev. Lett. 75, 4780 (1995).
struct Harmonic {
  static constexpr std::string_view name = "harmonic";
  static constexpr std::array pair_parameters{PairParameter{"epsilon", false}, PairParameter{"sigma", true}};

  template <class Number>
  [[nodiscard]] DerivativesOf<Number> phi(const std::array<Number, 2>& pair, Number, Number r) const {
    const auto& [epsilon, sigma] = pair;
    const Number overlap = positive_part(1 - r / sigma);
    const Number stiffness = epsilon / (sigma * sigma);
    return {constant<Number>(0.5) * epsilon * overlap * overlap, -epsilon / sigma * overlap,
            r < sigma ? stiffness : Number{}};
  }
};

} // namespace keycore
