#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "kernels/cluster-list.hpp"
#include "kernels/clusters.hpp"
#include "kernels/pack.hpp"
#include "kernels/packed-forms.hpp"
#include "kernels/pair-kinds.hpp"

namespace keycore {

/// The loop over a list's pairs that dynamics spends its time in, in single precision and three stages: separations,
/// then forces, then their sums, each one cluster ahead of the next. Every stage is a chain of operations that wait for
/// each other, and no CPU looks far enough ahead to find the next chain by itself.
template <class PackedForm, bool Few, bool Tilted> class StagedForces {
  static constexpr int parts = packs_of_pair<float>;

public:
  using Kinds = PairKinds<float, Few, PackedForm::force_parameters>;

  StagedForces(const PackedForm& form, const Kinds& kinds, const PeriodicGrid& box, const std::int32_t* grid,
               const ClusterSpecies* species, float* forces)
      : form_(form), kinds_(kinds), box_(box), grid_(grid), species_(species), forces_(forces) {}

  void add(const ClusterList& list) const {
    const ClusterOffset* firsts = list.firsts.data();
    const ClusterOffset* partners = list.partners.data();
    std::uint32_t most = 0;
    for (const ClusterList::Run& run : list.runs) most = std::max(most, run.partners);
    const std::unique_ptr<Interaction[]> interactions(new Interaction[3 * (most + std::size_t{1})]);
    // A copy that nothing else can reach: its numbers stay in registers while forces are written.
    const StagedForces own(*this);
    for (const ClusterList::Run& run : list.runs) {
      own.add_run(run, firsts, partners, interactions.get());
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
      box_.template separation<Tilted>(a - first.a[part], b - first.b[part], dx, dy);
      to.dx[part] = dx;
      to.dy[part] = dy;
      to.r_squared[part] = dx * dx + dy * dy;
    }
  }

  /// Self: of the pairs of a cluster with itself each once.
  template <bool Self>
  [[gnu::always_inline]] void find_force(const typename Kinds::First& first, ClusterOffset second,
                                         Interaction& of) const {
    for (int part = 0; part < parts; ++part) {
      Pack<float> p[PackedForm::force_parameters];
      first.with(species_at(species_, second), part, p);
      Distances<Pack<float>> d;
      d.r_squared = of.r_squared[part];
      auto near = d.r_squared < p[0];
      if constexpr (Self) near &= later_than_first<float>(part);
      // Exact functions: a trajectory depends on the build alone, which estimates of reciprocals would not grant.
      d.s = 1.0F / d.r_squared;
      d.y = square_root(d.r_squared) * d.s;
      of.over_r[part] = near ? form_.force_over_r(p, d) : Pack<float>{};
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

  /// Clusters that have the same number of partners. `interactions`: room for three clusters' pairs, those of each with
  /// itself behind those with its partners.
  [[gnu::always_inline]] void add_run(const ClusterList::Run& run, const ClusterOffset* firsts,
                                      const ClusterOffset* partners, Interaction* interactions) const {
    const std::size_t count = run.partners;
    // Beyond the last cluster it goes through the first stages again, for nothing.
    const auto cluster = [&](std::size_t c) { return std::min<std::size_t>(c, run.clusters - 1); };
    Interaction* separated = interactions;
    Interaction* forced = separated + count + 1;
    Interaction* summed = forced + count + 1;
    const auto begin = [&](std::size_t c, Interaction* to) {
      const Place place = place_of(firsts[cluster(c)]);
      separate(place, firsts[cluster(c)], to[count]);
      for (std::size_t k = 0; k < count; ++k) separate(place, partners[cluster(c) * count + k], to[k]);
    };
    begin(0, summed);
    begin(1, forced);
    const typename Kinds::First kinds_of_first(kinds_, species_at(species_, firsts[0]));
    find_force<true>(kinds_of_first, firsts[0], summed[count]);
    for (std::size_t k = 0; k < count; ++k) find_force<false>(kinds_of_first, partners[k], summed[k]);
    for (std::size_t c = 0; c < run.clusters; ++c) {
      const ClusterOffset after_next = firsts[cluster(c + 2)];
      const ClusterOffset next = firsts[cluster(c + 1)];
      const ClusterOffset now = firsts[c];
      const ClusterOffset* const to_separate = partners + cluster(c + 2) * count;
      const ClusterOffset* const to_force = partners + cluster(c + 1) * count;
      const ClusterOffset* const to_sum = partners + c * count;
      const Place place = place_of(after_next);
      const typename Kinds::First kinds(kinds_, species_at(species_, next));
      Sums sums;
      separate(place, after_next, separated[count]);
      find_force<true>(kinds, next, forced[count]);
      add_force(summed[count], now, sums);
      for (std::size_t k = 0; k < count; ++k) {
        separate(place, to_separate[k], separated[k]);
        find_force<false>(kinds, to_force[k], forced[k]);
        add_force(summed[k], to_sum[k], sums);
      }
      store(forces_ + now, load<Octet<float>>(forces_ + now) - sums_over_seconds<float>(sums.x, sums.y));
      summed = std::exchange(forced, std::exchange(separated, summed));
    }
  }

  PackedForm form_;
  Kinds kinds_;
  PeriodicGrid box_;
  const std::int32_t* grid_;
  const ClusterSpecies* species_;
  float* forces_;
};

} // namespace keycore
