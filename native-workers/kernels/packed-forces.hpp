#pragma once

#include <vector>

#include "kernels/pack.hpp"
#include "kernels/packed-forms.hpp"
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

/// Forces of a form that is written out in packs. Few: at most three species.
template <class Form, class PackedForm, bool Few> class PackedForces final : public PairForces {
public:
  explicit PackedForces(const PairTable<Form>& table) : form_(table), kinds_(ghost_of(table.species()) + 1) {
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
    if (box.tilted())
      StagedForces<PackedForm, Few, true>(form_, kinds, box, grid, species, forces).add(list);
    else
      StagedForces<PackedForm, Few, false>(form_, kinds, box, grid, species, forces).add(list);
  }

  PairSums add(const ClusterList& list, const Box& box, const double* points, const ClusterSpecies* species,
               double* forces) const override {
    const PairKinds<double, Few, PackedForm::parameters> kinds(parameters_, kinds_, PackedForm::parameters);
    PlainLoop loop{form_, kinds, PointSeparations(box, points), species, forces};
    const ClusterOffset* partner = list.partners.data();
    const ClusterOffset* first = list.firsts.data();
    for (const ClusterList::Run& run : list.runs)
      for (std::uint32_t c = 0; c < run.clusters; ++c, ++first, partner += run.partners)
        loop.add(*first, partner, partner + run.partners);
    return {sum_of(loop.energy), sum_of(loop.virial)};
  }

private:
  /// Forces and sums in double precision, one pair of clusters after the other.
  struct PlainLoop {
    const PackedForm& form;
    const PairKinds<double, Few, PackedForm::parameters>& kinds;
    PointSeparations separations;
    const ClusterSpecies* species;
    double* forces;
    Pack<double> energy{};
    Pack<double> virial{};

    void add(ClusterOffset first, const ClusterOffset* partners, const ClusterOffset* end) {
      const typename PairKinds<double, Few, PackedForm::parameters>::First of_first(kinds, species_at(species, first));
      add_pair<true>(of_first, first, first);
      for (; partners < end; ++partners) add_pair<false>(of_first, first, *partners);
    }

    template <bool Self>
    void add_pair(const typename PairKinds<double, Few, PackedForm::parameters>::First& of_first, ClusterOffset first,
                  ClusterOffset second) {
      const auto coordinates = [&](ClusterOffset cluster, int axis) __attribute__((always_inline)) {
        return load<Quad<double>>(separations.positions + cluster + axis * cluster_size);
      };
      Pack<double> force_x[packs_of_pair<double>];
      Pack<double> force_y[packs_of_pair<double>];
      Octet<double> on_second{};
      for_parts<double>([&](auto part) __attribute__((always_inline)) {
        Pack<double> dx;
        Pack<double> dy;
        separations.nearest(repeat<double>(coordinates(second, 0)) - spread<part.value, double>(coordinates(first, 0)),
                            repeat<double>(coordinates(second, 1)) - spread<part.value, double>(coordinates(first, 1)),
                            dx, dy);
        Pack<double> p[PackedForm::parameters];
        of_first.with(species_at(species, second), part.value, p);
        Distances<Pack<double>> d;
        d.r_squared = dx * dx + dy * dy;
        auto near = d.r_squared < p[0];
        if constexpr (Self) near &= later_than_first<double>(part.value);
        d.s = 1.0 / d.r_squared;
        d.y = square_root(d.r_squared) * d.s;
        const Pack<double> over_r = near ? form.force_over_r(p, d) : Pack<double>{};
        energy += near ? form.energy(p, d) : Pack<double>{};
        virial += over_r * d.r_squared;
        force_x[part.value] = over_r * dx;
        force_y[part.value] = over_r * dy;
        on_second += sums_over_firsts<double>(force_x[part.value], force_y[part.value]);
      });
      store(forces + second, load<Octet<double>>(forces + second) + on_second);
      store(forces + first, load<Octet<double>>(forces + first) - sums_over_seconds<double>(force_x, force_y));
    }
  };

  PackedForm form_;
  int kinds_;
  std::vector<double> parameters_;
  std::vector<float> single_parameters_;
};

} // namespace keycore
