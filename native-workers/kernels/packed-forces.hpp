#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "kernels/pack.hpp"
#include "kernels/packed-forms.hpp"
#include "kernels/pair-forces.hpp"

namespace keycore {

/// Parameters of the pairs of a block, for 1 or 2 species or (0) any number of them.
template <int Species, int Wanted> class PairParameters {
public:
  /// `table`: `stride` numbers for each pair of species, row-major.
  PairParameters(const std::vector<double>& table, int species, int stride)
      : table_(table.data()), species_(species), stride_(stride), values_(spread(std::make_index_sequence<Wanted>())) {}

  void read(const PairBlock& block, const std::uint8_t* species, Pack (&p)[Wanted]) const {
    if constexpr (Species == 0) {
      const double* const row = table_ + species[block.i / sizeof(Point)] * species_ * stride_;
      for (int l = 0; l < pack_width; ++l)
        for (int k = 0; k < Wanted; ++k) p[k][l] = row[species[block.j[l] / sizeof(Point)] * stride_ + k];
    } else {
      const Choice choice(block.kind);
      for (int k = 0; k < Wanted; ++k) p[k] = choice.of(values_[k]);
    }
  }

private:
  template <std::size_t... K> [[nodiscard]] std::array<Choice::Values, Wanted> spread(std::index_sequence<K...>) const {
    return {values(K)...};
  }
  [[nodiscard]] Choice::Values values(std::size_t k) const {
    const auto at = [&](int pair) { return table_[static_cast<std::size_t>(pair) * stride_ + k]; };
    if constexpr (Species == 2) return Choice::Values({at(0), at(1), at(2), at(3)});
    return Choice::Values({at(0), at(0), at(0), at(0)});
  }

  const double* table_;
  int species_;
  int stride_;
  std::array<Choice::Values, Wanted> values_;
};

/// Forces of a form that is written out in packs.
template <class Form, class PackedForm> class PackedForces final : public PairForces {
public:
  explicit PackedForces(const PairTable<Form>& table) : form_(table), species_(table.species()) {
    parameters_.resize(static_cast<std::size_t>(species_) * species_ * PackedForm::parameters);
    for (int a = 0; a < species_; ++a)
      for (int b = 0; b < species_; ++b)
        form_.fill(table(a, b), &parameters_[static_cast<std::size_t>((a * species_ + b) * PackedForm::parameters)]);
  }

  void add(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
           double* forces) const override {
    PairSums none;
    for_species<false>(list, box, points, species, forces, none);
  }

  PairSums add_with_sums(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
                         double* forces) const override {
    PairSums sums;
    for_species<true>(list, box, points, species, forces, sums);
    return sums;
  }

private:
  template <bool Sums>
  void for_species(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
                   double* forces, PairSums& sums) const {
    if (species_ == 1)
      all<1, Sums>(list, box, points, species, forces, sums);
    else if (species_ == 2)
      all<2, Sums>(list, box, points, species, forces, sums);
    else
      all<0, Sums>(list, box, points, species, forces, sums);
  }

  template <int Species, bool Sums>
  void all(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species, double* forces,
           PairSums& sums) const {
    pair_loop<Species, false, Sums>(list.inside, box, points, species, forces, sums);
    pair_loop<Species, true, Sums>(list.across, box, points, species, forces, sums);
  }

  /// Calls with 0 … n − 1 as constants: the arrays over a group stay in registers.
  template <class Call, std::size_t... K> static void unrolled(const Call& call, std::index_sequence<K...>) {
    (call(std::integral_constant<std::size_t, K>()), ...);
  }

  /// Of each group of blocks the forces are found while those of the group before are added to the particles and the
  /// separations of the next one are loaded: each of the three is a chain of operations that wait for each other, and
  /// no CPU looks far enough ahead to find the next chain by itself.
  template <int Species, bool Across, bool Sums>
  void pair_loop(const BlockList& blocks, const Box& box, const double* points, const std::uint8_t* species,
                 double* forces, PairSums& sums) const {
    if (blocks.size() == 0) return;
    constexpr std::size_t group = BlockList::group;
    constexpr auto each = std::make_index_sequence<group>();
    const PackedForm form = form_;
    const PairParameters<Species, Sums ? PackedForm::parameters : PackedForm::force_parameters> parameters(
        parameters_, species_, PackedForm::parameters);
    const double per_lx = 1 / box.lx;
    const double per_ly = 1 / box.ly;
    const auto separate = [&](const PairBlock& block, Pack& dx, Pack& dy) __attribute__((always_inline)) {
      load_separations(points, block.i, block.j, dx, dy);
      if constexpr (Across) {
        const Pack nb = round_to_whole(dy * per_ly);
        dx -= nb * box.xy;
        dy -= nb * box.ly;
        dx -= round_to_whole(dx * per_lx) * box.lx;
      }
    };
    Pack energy{};
    Pack virial{};
    // From the separations the forces on the second particles.
    const auto interact = [&](const PairBlock& block, Pack dx, Pack dy, Pack& fx, Pack& fy)
        __attribute__((always_inline)) {
      Pack p[Sums ? PackedForm::parameters : PackedForm::force_parameters];
      parameters.read(block, species, p);
      Distances d;
      d.r_squared = dx * dx + dy * dy;
      const PackMask near = d.r_squared < p[0];
      inverse_and_root(d.r_squared, d.s, d.y);
      const Pack over_r = form.force_over_r(p, d);
      if constexpr (Sums) {
        energy += near ? form.energy(p, d) : Pack{};
        virial += product_where(near, over_r, d.r_squared);
      }
      // A lane to spare has no position, so that its product with zero would not be a number.
      fx = product_where(near, over_r, dx);
      fy = product_where(near, over_r, dy);
    };
    const auto exert = [&](const PairBlock& block, Pack fx, Pack fy) __attribute__((always_inline)) {
      add_points(forces, block.j, fx, fy);
      add_point(forces, block.i, -sum_of(fx, fy));
    };

    Pack dx[group];
    Pack dy[group];
    Pack fx[group]{};
    Pack fy[group]{};
    const PairBlock* before = blocks.begin();
    unrolled(
        [&](auto k) __attribute__((always_inline)) { separate(before[k], dx[k], dy[k]); }, each);
    for (const PairBlock *first = before, *const end = blocks.end_of_groups(); first < end; first += group) {
      unrolled(
          [&](auto k) __attribute__((always_inline)) {
            Pack next_fx;
            Pack next_fy;
            interact(first[k], dx[k], dy[k], next_fx, next_fy);
            exert(before[k], fx[k], fy[k]);
            separate(first[group + k], dx[k], dy[k]);
            fx[k] = next_fx;
            fy[k] = next_fy;
          },
          each);
      before = first;
    }
    unrolled(
        [&](auto k) __attribute__((always_inline)) { exert(before[k], fx[k], fy[k]); }, each);
    if constexpr (Sums) {
      sums.energy += sum_of(energy);
      sums.virial += sum_of(virial);
    }
  }

  PackedForm form_;
  int species_;
  std::vector<double> parameters_;
};

} // namespace keycore
