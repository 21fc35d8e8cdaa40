#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "kernels/clusters.hpp"
#include "kernels/pack.hpp"

namespace keycore {

/// Numbers that belong to pairs of species, looked up for packs of pairs. `Few`: at most three species, a table of
/// which is a register or a row of one.
template <class Real, bool Few, int Wanted> class PairKinds {
  using Index = typename VectorOf<IntegerLike<Real>, pack_width<Real>>::type;
  static constexpr bool one_table = Few && pack_width<Real> == cluster_size * cluster_size;

public:
  static constexpr int wanted = Wanted;

  /// `table`: for each of kinds² pairs of species, ghosts included, row-major, `stride` numbers of which the first
  /// `Wanted` are taken. It is not copied.
  PairKinds(const std::vector<Real>& table, int kinds, int stride)
      : table_(table.data()), kinds_(kinds), stride_(stride) {
    if constexpr (Few)
      for (int k = 0; k < Wanted; ++k)
        for (int first = 0; first < cluster_size; ++first)
          for (int second = 0; second < cluster_size; ++second) rows_[k][first][second] = number(first, second, k);
  }

  /// The first cluster of the pairs that follow.
  class First {
  public:
    First(const PairKinds& kinds, const ClusterSpecies& species) : kinds_(kinds), species_(species) {
      if constexpr (one_table) {
        base_ = first_species_in_lanes(species) * cluster_size;
      } else if constexpr (Few) {
        for (int part = 0; part < packs_of_pair<Real>; ++part)
          for (int k = 0; k < Wanted; ++k) chosen_[part][k] = kinds.rows_of(species, part, k);
      }
    }

    /// The numbers of pack `part` of its pairs with a second cluster.
    [[gnu::always_inline]] void with(const ClusterSpecies& second, int part, Pack<Real> (&p)[Wanted]) const {
      if constexpr (one_table) {
        const Index at = species_in_lanes(second) + base_;
        for (int k = 0; k < Wanted; ++k) p[k] = picked(kinds_.table(k), at);
      } else if constexpr (Few) {
        const Index at = species_in_lanes(second) + row_of_lane();
        for (int k = 0; k < Wanted; ++k) p[k] = picked(chosen_[part][k], at);
      } else {
        for (int l = 0; l < pack_width<Real>; ++l) {
          const int first = species_.of[part * firsts_in_pack<Real> + l / cluster_size];
          for (int k = 0; k < Wanted; ++k) p[k][l] = kinds_.number(first, second.of[l % cluster_size], k);
        }
      }
    }

  private:
    const PairKinds& kinds_;
    const ClusterSpecies& species_;
    Index base_{};
    Pack<Real> chosen_[packs_of_pair<Real>][Wanted];
  };

private:
  [[gnu::always_inline]] static Index species_in_lanes(const ClusterSpecies& species) {
    return load_bytes<Real>(species.of);
  }
  [[gnu::always_inline]] static Index first_species_in_lanes(const ClusterSpecies& species) {
    // In a pack of sixteen particle l of a cluster stands in lane l, l + 4 …; here in 4 l, 4 l + 1 …
    const auto lanes = load_bytes<Real>(species.of);
    return __builtin_shufflevector(lanes, lanes, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
  }
  [[nodiscard]] static constexpr Index row_of_lane() {
    Index row{};
    for (int l = 0; l < pack_width<Real>; ++l) row[l] = l / cluster_size * cluster_size;
    return row;
  }
  [[nodiscard]] Pack<Real> table(int k) const { return load<Pack<Real>>(reinterpret_cast<const Real*>(rows_[k])); }
  /// The rows of a pack's first particles, one behind the other.
  [[nodiscard]] Pack<Real> rows_of(const ClusterSpecies& species, int part, int k) const {
    const Quad<Real> row = rows_[k][species.of[part * firsts_in_pack<Real>]];
    if constexpr (firsts_in_pack<Real> == 2)
      return __builtin_shufflevector(row, rows_[k][species.of[part * 2 + 1]], 0, 1, 2, 3, 4, 5, 6, 7);
    else if constexpr (firsts_in_pack<Real> == 1)
      return row;
    else
      return {};
  }

  [[nodiscard]] Real number(int first, int second, int k) const {
    return table_[static_cast<std::ptrdiff_t>(first * kinds_ + second) * stride_ + k];
  }

  const Real* table_;
  int kinds_;
  int stride_;
  Quad<Real> rows_[Wanted][cluster_size];
};

} // namespace keycore
