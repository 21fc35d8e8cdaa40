#pragma once

#include <type_traits>
#include <vector>

#include "kernels/forms/packed-formula.hpp"
#include "kernels/pack.hpp"
#include "kernels/packed-sizes.hpp"
#include "kernels/pair-forces.hpp"
#include "kernels/pair-kinds.hpp"
#include "kernels/staged-forces.hpp"

namespace keycore {

/// Separations of points through the nearest image.
class PointSeparations {
public:
  const double* positions;

  PointSeparations(const Box& box, const double* points)
      : positions(points), box_(box), per_lx_(1 / box.lx), per_ly_(1 / box.ly) {}

  [[gnu::always_inline]] void nearest(Pack<double> dx, Pack<double> dy, Pack<double>& x, Pack<double>& y) const {
    const Pack<double> nb = round_to_whole(dy * per_ly_);
    dx -= nb * box_.xy;
    y = dy - nb * box_.ly;
    x = dx - round_to_whole(dx * per_lx_) * box_.lx;
  }

private:
  Box box_;
  double per_lx_;
  double per_ly_;
};

/// Forces of a form that is written out in packs. Few: at most three species. Sizes: `NoSizes` or `PackedSizes`.
template <class Form, class PackedForm, bool Few, class Sizes> class PackedForces final : public PairForces {
public:
  PackedForces(const PairTable<Form>& table, const Sizes& sizes)
      : form_(table), sizes_(sizes), kinds_(ghost_of(table.species()) + 1) {
    // Nothing is within the reach of a ghost; its other numbers are those of nothing.
    parameters_.resize(static_cast<std::size_t>(kinds_) * kinds_ * PackedForm::parameters, 0.0);
    for (int a = 0; a < table.species(); ++a)
      for (int b = 0; b < table.species(); ++b)
        form_.fill(table, a, b, &parameters_[static_cast<std::size_t>((a * kinds_ + b) * PackedForm::parameters)]);
    single_parameters_.assign(parameters_.begin(), parameters_.end());
  }

  void add(const ClusterList& list, const PeriodicGrid& box, const std::int32_t* grid, const ClusterSpecies* species,
           float* forces) const override {
    const PairKinds<float, Few, PackedForm::force_parameters> kinds(single_parameters_, kinds_, PackedForm::parameters);
    // With sizes the tilt is not what takes the time.
    if (Sizes::some || box.tilted())
      StagedForces<PackedForm, Few, true, Sizes>(form_, sizes_, kinds, box, grid, species, forces).add(list);
    else if constexpr (!Sizes::some)
      StagedForces<PackedForm, Few, false, Sizes>(form_, sizes_, kinds, box, grid, species, forces).add(list);
  }

  void add(const ClusterList& list, const Box& box, const double* points, const ClusterSpecies* species,
           double* forces) const override {
    const PairKinds<double, Few, PackedForm::force_parameters> kinds(parameters_, kinds_, PackedForm::parameters);
    const PointSeparations separations(box, points);
    for_clusters(list, [&](ClusterOffset first, const ClusterOffset* partners, const ClusterOffset* end) {
      Pack<double> force_x[packs_of_pair<double>]{};
      Pack<double> force_y[packs_of_pair<double>]{};
      for_pairs(
          kinds, sizes_, separations, species, first, partners, end,
          [&](ClusterOffset second, auto part, const Pack<double>* p, const Distances<Pack<double>>& d, Pack<double> dx,
              Pack<double> dy, auto near, auto unit) __attribute__((always_inline)) {
            const Pack<double> over_r = near ? in_unit(form_.force_over_r(p, d), unit) : Pack<double>{};
            const Pack<double> fx = over_r * dx;
            const Pack<double> fy = over_r * dy;
            force_x[part.value] += fx;
            force_y[part.value] += fy;
            store(forces + second, load<Octet<double>>(forces + second) + sums_over_firsts<double>(fx, fy));
          });
      store(forces + first, load<Octet<double>>(forces + first) - sums_over_seconds<double>(force_x, force_y));
    });
  }

  PairSums sums(const ClusterList& list, const Box& box, const double* points,
                const ClusterSpecies* species) const override {
    const PairKinds<double, Few, PackedForm::parameters> kinds(parameters_, kinds_, PackedForm::parameters);
    const PointSeparations separations(box, points);
    Pack<double> energy{};
    Pack<double> virial{};
    for_clusters(list, [&](ClusterOffset first, const ClusterOffset* partners, const ClusterOffset* end) {
      for_pairs(
          kinds, sizes_, separations, species, first, partners, end,
          [&](ClusterOffset, auto, const Pack<double>* p, const Distances<Pack<double>>& d, Pack<double>, Pack<double>,
              auto near, auto) __attribute__((always_inline)) {
            energy += near ? form_.energy(p, d) : Pack<double>{};
            virial += near ? form_.force_over_r(p, d) * d.r_squared : Pack<double>{};
          });
    });
    return {sum_of(energy), sum_of(virial)};
  }

private:
  /// Calls with every cluster and its partners.
  template <class Call> static void for_clusters(const ClusterList& list, const Call& call) {
    const ClusterOffset* partners = list.partners.data();
    const ClusterOffset* first = list.firsts.data();
    for (const ClusterList::Run& run : list.runs)
      for (std::uint32_t c = 0; c < run.clusters; ++c, ++first, partners += run.partners)
        call(*first, partners, partners + run.partners);
  }

  /// −u′/r of a pair from that in the potential's unit of length; there is no other where particles have no sizes.
  template <class Unit> [[gnu::always_inline]] static Pack<double> in_unit(Pack<double> over_r, Unit per_square) {
    if constexpr (Sizes::some)
      return over_r * per_square;
    else
      return over_r;
  }

  /// Calls with every pack of pairs of a cluster with its partners, and of itself each pair once: distances in the
  /// potential's unit σ_ij, separations as they are, and 1/σ_ij².
  template <class Kinds, class Call>
  [[gnu::always_inline]] static void
  for_pairs(const Kinds& kinds, const Sizes& sizes, const PointSeparations& separations, const ClusterSpecies* species,
            ClusterOffset first, const ClusterOffset* partners, const ClusterOffset* end, const Call& call) {
    const typename Kinds::First of_first(kinds, species_at(species, first));
    [[maybe_unused]] const typename Sizes::template First<double> first_sizes(sizes, first);
    const auto coordinates = [&](ClusterOffset cluster, int axis) __attribute__((always_inline)) {
      return load<Quad<double>>(separations.positions + cluster + axis * cluster_size);
    };
    const auto with = [&](ClusterOffset second, auto self) __attribute__((always_inline)) {
      for_parts<double>([&](auto part) __attribute__((always_inline)) {
        Pack<double> dx;
        Pack<double> dy;
        separations.nearest(repeat<double>(coordinates(second, 0)) - spread<part.value, double>(coordinates(first, 0)),
                            repeat<double>(coordinates(second, 1)) - spread<part.value, double>(coordinates(first, 1)),
                            dx, dy);
        Pack<double> p[Kinds::wanted];
        of_first.with(species_at(species, second), part.value, p);
        Distances<Pack<double>> d;
        d.r_squared = dx * dx + dy * dy;
        const auto unit = [&] {
          if constexpr (Sizes::some)
            return first_sizes.per_square(second, part.value);
          else
            return sizes;
        }();
        if constexpr (Sizes::some) d.r_squared *= unit;
        auto near = d.r_squared < p[0];
        if constexpr (self.value) near &= later_than_first<double>(part.value);
        d.s = 1.0 / d.r_squared;
        d.y = square_root(d.r_squared) * d.s;
        call(second, part, p, d, dx, dy, near, unit);
      });
    };
    with(first, std::true_type());
    for (; partners < end; ++partners) with(*partners, std::false_type());
  }

  PackedForm form_;
  [[no_unique_address]] Sizes sizes_;
  int kinds_;
  std::vector<double> parameters_;
  std::vector<float> single_parameters_;
};

} // namespace keycore
