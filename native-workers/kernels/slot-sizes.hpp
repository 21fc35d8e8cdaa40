#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/clusters.hpp"
#include "kernels/energetics.hpp"

namespace keycore {

/// The sizes that forces in packs are computed with: those of the particles; 1 where they have none but the potential
/// is one that is evaluated in packs with sizes only.
[[nodiscard]] inline ParticleSizes packed_sizes(const System& system) {
  const bool needed = std::visit([](const auto& table) { return table.smoothed(); }, system.potential);
  if (!needed || !system.sizes.none()) return system.sizes;
  return {std::vector<double>(system.species.size(), 1.0), 0, 0};
}

/// Diameters of the particles in the slots of clusters, in both precisions. Empty where particles have none.
class SlotSizes {
public:
  explicit SlotSizes(ParticleSizes sizes) : sizes_(std::move(sizes)) {}

  [[nodiscard]] bool none() const { return sizes_.none(); }
  [[nodiscard]] double largest() const { return sizes_.largest(); }

  /// After particles have been sorted into slots: index_of[s] is the one in slot s, −1 in an empty one.
  void arrange(const std::int32_t* index_of, std::int32_t slots) {
    if (none()) return;
    full_.resize(static_cast<std::size_t>(slots));
    single_.resize(static_cast<std::size_t>(slots));
    for (std::int32_t s = 0; s < slots; ++s) {
      // The potential reaches no empty slot, whatever its size.
      full_[s] = index_of[s] < 0 ? 1 : sizes_.diameters[index_of[s]];
      single_[s] = static_cast<float>(full_[s]);
    }
  }

  /// Those of a cluster.
  template <class Real> [[nodiscard, gnu::always_inline]] Quad<Real> at(ClusterOffset cluster) const {
    constexpr std::size_t numbers_per_slot = cluster_numbers / cluster_size;
    if constexpr (sizeof(Real) == sizeof(float))
      return load<Quad<float>>(single_.data() + cluster / numbers_per_slot);
    else
      return load<Quad<double>>(full_.data() + cluster / numbers_per_slot);
  }
  template <class Real> [[nodiscard]] Real per_difference() const { return static_cast<Real>(sizes_.per_difference); }

private:
  ParticleSizes sizes_;
  std::vector<float> single_;
  std::vector<double> full_;
};

} // namespace keycore
