#pragma once

#include "kernels/pack.hpp"
#include "kernels/slot-sizes.hpp"

namespace keycore {

/// Of particles without sizes: distances are what the potential takes.
struct NoSizes {
  static constexpr bool some = false;

  template <class Real> struct First {
    First(const NoSizes&, ClusterOffset) {}
  };
};

/// Of particles with sizes: 1/σ_ij² of packs of pairs, by which squared distances are brought to the potential's unit.
class PackedSizes {
public:
  static constexpr bool some = true;

  explicit PackedSizes(const SlotSizes& sizes) : sizes_(&sizes) {}

  /// The first cluster of the pairs that follow.
  template <class Real> class First {
  public:
    [[gnu::always_inline]] First(const PackedSizes& sizes, ClusterOffset first) : sizes_(*sizes.sizes_) {
      const Quad<Real> own = sizes_.at<Real>(first);
      for_parts<Real>([&](auto part)
                          __attribute__((always_inline)) { own_[part.value] = spread<part.value, Real>(own); });
    }

    /// Of pack `part` of its pairs with a second cluster.
    [[nodiscard, gnu::always_inline]] Pack<Real> per_square(ClusterOffset second, int part) const {
      const Pack<Real> size =
          pair_sizes(own_[part], repeat<Real>(sizes_.at<Real>(second)), sizes_.per_difference<Real>());
      return static_cast<Real>(1) / (size * size);
    }

  private:
    const SlotSizes& sizes_;
    Pack<Real> own_[packs_of_pair<Real>];
  };

private:
  const SlotSizes* sizes_;
};

} // namespace keycore
