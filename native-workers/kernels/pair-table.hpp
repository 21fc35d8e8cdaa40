#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "kernels/cutoff-scheme.hpp"

namespace keycore {

namespace detail {

template <class Form> struct PairFunctionOf { using type = Form; };
template <Formula Form> struct PairFunctionOf<Form> { using type = PairFormula<Form>; };

} // namespace detail

/// One potential, cut off, for every ordered pair of species.
template <class Form> class PairTable {
public:
  using Pair = CutOff<typename detail::PairFunctionOf<Form>::type>;

  PairTable(int species, std::vector<Pair> pairs) : species_(species), pairs_(std::move(pairs)) {
    for (const auto& pair : pairs_) {
      cutoff_ = std::max(cutoff_, pair.cutoff);
      smoothed_ |= pair.smoothed;
    }
  }
  [[nodiscard]] const Pair& operator()(int a, int b) const {
    return pairs_[static_cast<std::size_t>(a * species_ + b)];
  }
  [[nodiscard]] int species() const { return species_; }
  [[nodiscard]] double cutoff() const { return cutoff_; }
  /// Whether pairs have the polynomial of `CutoffScheme::smoothed`.
  [[nodiscard]] bool smoothed() const { return smoothed_; }

private:
  int species_;
  std::vector<Pair> pairs_;
  double cutoff_ = 0;
  bool smoothed_ = false;
};

} // namespace keycore
