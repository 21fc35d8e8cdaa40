#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "kernels/cluster-list.hpp"
#include "kernels/clusters.hpp"
#include "kernels/forms/packed-formula.hpp"
#include "kernels/pack.hpp"
#include "kernels/packed-sizes.hpp"
#include "kernels/pair-kinds.hpp"

namespace keycore {

/// The loop over a list's pairs that dynamics spends its time in, in single precision and three stages: separations,
/// then forces, then their sums, each one cluster ahead of the next. Every stage is a chain of operations that wait for
/// each other, and no CPU looks far enough ahead to find the next chain by itself.
template <class PackedForm, bool Few, bool Tilted, class Sizes> class StagedForces {
  static constexpr int parts = packs_of_pair<float>;
  using FirstSizes = typename Sizes::template First<float>;

public:
  using Kinds = PairKinds<float, Few, PackedForm::force_parameters>;

  StagedForces(const PackedForm& form, const Sizes& sizes, const Kinds& kinds, const PeriodicGrid& box,
               const std::int32_t* grid, const ClusterSpecies* species, float* forces)
      : form_(form), sizes_(sizes), kinds_(kinds), box_(box), grid_(grid), species_(species), forces_(forces) {}

  void add(const ClusterList& list) const {
    const ClusterOffset* firsts = list.firsts.data();
    const ClusterOffset* partners = list.partners.data();
    std::uint32_t most = 0;
    for (const ClusterList::Run& run : list.runs) most = std::max(most, run.partners);
    const std::unique_ptr<Interaction[]> interactions(new Interaction[3 * (most + std::size_t{1})]);
    // A copy that nothing else can reach: its numbers stay in registers while forces are written.
    const StagedForces own(*this);
    for (const ClusterList::Run& run : list.runs) {
      own.add_run({firsts, partners, run.partners}, run.clusters, interactions.get());
      firsts += run.clusters;
      partners += static_cast<std::size_t>(run.clusters) * run.partners;
    }
  }

private:
  /// Pairs of two clusters on their way through the stages.
  struct Interaction {
    Pack<float> dx[parts];
    Pack<float> dy[parts];
    Pack<float> r_squared[parts];
    Pack<float> over_r[parts]; ///< −u′/r, 0 out of reach
  };

  /// A first cluster whose separations are taken.
  struct Place {
    Pack<std::int32_t> a[parts];
    Pack<std::int32_t> b[parts];
  };

  struct Sums {
    Pack<float> x[parts]{};
    Pack<float> y[parts]{};
  };

  [[gnu::always_inline]] Place place_of(ClusterOffset cluster) const {
    Place place;
    for_parts<float>([&](auto part) __attribute__((always_inline)) {
      place.a[part.value] = spread<part.value, std::int32_t>(load<Quad<std::int32_t>>(grid_ + cluster));
      place.b[part.value] = spread<part.value, std::int32_t>(load<Quad<std::int32_t>>(grid_ + cluster + cluster_size));
    });
    return place;
  }

  [[gnu::always_inline]] void separate(const Place& first, ClusterOffset second, Interaction& to) const {
    const auto a = repeat<std::int32_t>(load<Quad<std::int32_t>>(grid_ + second));
    const auto b = repeat<std::int32_t>(load<Quad<std::int32_t>>(grid_ + second + cluster_size));
    for (int part = 0; part < parts; ++part) {
      Pack<float> dx;
      Pack<float> dy;
      box_.template separation<Tilted>(wrapped_difference(a, first.a[part]), wrapped_difference(b, first.b[part]), dx,
                                       dy);
      to.dx[part] = dx;
      to.dy[part] = dy;
      to.r_squared[part] = dx * dx + dy * dy;
    }
  }

  /// Self: of the pairs of a cluster with itself each once.
  template <bool Self>
  [[gnu::always_inline]] void find_force(const typename Kinds::First& kinds, [[maybe_unused]] const FirstSizes& sizes,
                                         ClusterOffset second, Interaction& of) const {
    for (int part = 0; part < parts; ++part) {
      Pack<float> p[PackedForm::force_parameters];
      kinds.with(species_at(species_, second), part, p);
      Distances<Pack<float>> d;
      d.r_squared = of.r_squared[part];
      [[maybe_unused]] Pack<float> unit;
      if constexpr (Sizes::some) {
        unit = sizes.per_square(second, part);
        d.r_squared *= unit;
      }
      // A reach of 0 leaves a lane out; a mask of lanes would take the way through a general register.
      if constexpr (Self) p[0] = (Pack<float>)((Pack<std::int32_t>)p[0] & later_than_first<float>(part));
      const auto near = d.r_squared < p[0];
      // Exact functions: a trajectory depends only on the build, which estimates of reciprocals would not grant.
      d.s = 1.0F / d.r_squared;
      d.y = square_root(d.r_squared) * d.s;
      of.over_r[part] = near ? form_.force_over_r(p, d) : Pack<float>{};
      if constexpr (Sizes::some) of.over_r[part] *= unit;
    }
  }

  [[gnu::always_inline]] void add_force(const Interaction& of, ClusterOffset second, Sums& on_first) const {
    Octet<float> on_second{};
    for (int part = 0; part < parts; ++part) {
      const Pack<float> fx = of.over_r[part] * of.dx[part];
      const Pack<float> fy = of.over_r[part] * of.dy[part];
      on_first.x[part] += fx;
      on_first.y[part] += fy;
      on_second = part == 0 ? sums_over_firsts<float>(fx, fy) : on_second + sums_over_firsts<float>(fx, fy);
    }
    store(forces_ + second, load<Octet<float>>(forces_ + second) + on_second);
  }

  /// Room for three clusters' pairs, those of each with itself behind those with its partners.
  struct Stages {
    Interaction* separated;
    Interaction* forced;
    Interaction* summed;

    /// What was begun goes on to the next stage.
    void advance() { summed = std::exchange(forced, std::exchange(separated, summed)); }
  };

  /// Clusters that have the same number of partners.
  struct SameCount {
    const ClusterOffset* firsts;
    const ClusterOffset* partners;
    std::size_t count; ///< of partners of each

    [[nodiscard]] ClusterOffset first(std::size_t c) const { return firsts[c]; }
    [[nodiscard]] const ClusterOffset* partners_of(std::size_t c) const { return partners + c * count; }
  };

  /// The last stage for cluster number `now` of a run, the second one for the next and the first one for that after it;
  /// each where it is asked for, else there need be no such cluster.
  template <bool Separate, bool Force, bool Sum>
  [[gnu::always_inline]] void step(const SameCount& run, std::size_t now, const Stages& at) const {
    const std::size_t count = run.count;
    const ClusterOffset to_separate = Separate ? run.first(now + 2) : 0;
    const ClusterOffset to_force = Force ? run.first(now + 1) : 0;
    const ClusterOffset to_sum = Sum ? run.first(now) : 0;
    const ClusterOffset* const separating = Separate ? run.partners_of(now + 2) : nullptr;
    const ClusterOffset* const forcing = Force ? run.partners_of(now + 1) : nullptr;
    const ClusterOffset* const summing = Sum ? run.partners_of(now) : nullptr;
    const Place place = place_of(to_separate);
    const typename Kinds::First kinds(kinds_, species_at(species_, to_force));
    const FirstSizes sizes(sizes_, to_force);
    Sums sums;
    if constexpr (Separate) separate(place, to_separate, at.separated[count]);
    if constexpr (Force) find_force<true>(kinds, sizes, to_force, at.forced[count]);
    if constexpr (Sum) add_force(at.summed[count], to_sum, sums);
    for (std::size_t k = 0; k < count; ++k) {
      if constexpr (Separate) separate(place, separating[k], at.separated[k]);
      if constexpr (Force) find_force<false>(kinds, sizes, forcing[k], at.forced[k]);
      if constexpr (Sum) add_force(at.summed[k], summing[k], sums);
    }
    if constexpr (Sum)
      store(forces_ + to_sum, load<Octet<float>>(forces_ + to_sum) - sums_over_seconds<float>(sums.x, sums.y));
  }

  [[gnu::always_inline]] void add_run(const SameCount& run, std::size_t clusters, Interaction* interactions) const {
    const std::size_t row = run.count + 1;
    Stages at{interactions, interactions + row, interactions + 2 * row};
    constexpr auto before_first = static_cast<std::size_t>(-1);
    step<true, false, false>(run, before_first - 1, at);
    at.advance();
    if (clusters == 1)
      step<false, true, false>(run, before_first, at);
    else
      step<true, true, false>(run, before_first, at);
    at.advance();
    std::size_t now = 0;
    for (; now + 2 < clusters; ++now) {
      step<true, true, true>(run, now, at);
      at.advance();
    }
    if (clusters > 1) {
      step<false, true, true>(run, now++, at);
      at.advance();
    }
    step<false, false, true>(run, now, at);
  }

  PackedForm form_;
  [[no_unique_address]] Sizes sizes_;
  Kinds kinds_;
  PeriodicGrid box_;
  const std::int32_t* grid_;
  const ClusterSpecies* species_;
  float* forces_;
};

} // namespace keycore
