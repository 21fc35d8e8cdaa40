#include "kernels/pair-forces.hpp"

#include <algorithm>

namespace keycore {
namespace {

/// Blocks whose passes are made together; more cost more than they bring.
constexpr int blocks_at_once = 4;

/// What a pack of pairs is made of: s = 1/r² and y = 1/r are shared by all forms.
struct Distances {
  Pack r_squared;
  Pack s;
  Pack y;
};

/// A form in packs: `parameters` numbers for each pair of species, the first one the squared cutoff; −u′/r and u from
/// them in every lane. Only the first `force_parameters` are needed for the force.

/// φ = ε (σ/r)^n, n = 2·half; half is a constant where it is Half, else a number.
template <int Half> struct InversePowerPack {
  static constexpr int force_parameters = 3;
  static constexpr int parameters = 6;
  int half = Half;

  explicit InversePowerPack(const PairTable<InversePower>& table) : half(table(0, 0).form.half) {}

  void fill(const ForceShifted<InversePower>& pair, double* to) const {
    const double amplitude = pair.form.epsilon * std::pow(pair.form.sigma_squared, pair.form.half);
    to[0] = pair.cutoff_squared;
    to[1] = 2 * pair.form.half * amplitude;
    to[2] = pair.slope_at_cutoff;
    to[3] = amplitude;
    to[4] = pair.value_at_cutoff;
    to[5] = pair.cutoff;
  }
  /// s^half = (1/r)^n.
  [[nodiscard]] Pack power(Pack s) const {
    Pack result = s;
    for (int k = 1; k < half; ++k) result *= s;
    return result;
  }
  /// s^(half + 1).
  [[nodiscard]] Pack power_and_one(Pack s) const {
    if constexpr (Half == 5) {
      const Pack cube = s * s * s;
      return cube * cube;
    } else {
      return power(s) * s;
    }
  }
  [[nodiscard]] Pack force_over_r(const Pack* p, const Distances& d) const {
    return p[1] * power_and_one(d.s) + p[2] * d.y;
  }
  [[nodiscard]] Pack energy(const Pack* p, const Distances& d) const {
    return p[3] * power(d.s) - p[4] - (d.r_squared * d.y - p[5]) * p[2];
  }
};

/// φ = 4ε [(σ/r)¹² − (σ/r)⁶].
struct LennardJonesPack {
  static constexpr int force_parameters = 4;
  static constexpr int parameters = 6;

  explicit LennardJonesPack(const PairTable<LennardJones>&) {}

  void fill(const ForceShifted<LennardJones>& pair, double* to) const {
    const double s6 = std::pow(pair.form.sigma_squared, 3);
    to[0] = pair.cutoff_squared;
    to[1] = 48 * pair.form.epsilon * s6 * s6;
    to[2] = 24 * pair.form.epsilon * s6;
    to[3] = pair.slope_at_cutoff;
    to[4] = pair.value_at_cutoff;
    to[5] = pair.cutoff;
  }
  [[nodiscard]] Pack force_over_r(const Pack* p, const Distances& d) const {
    const Pack s3 = d.s * d.s * d.s;
    return (p[1] * s3 - p[2]) * (s3 * d.s) + p[3] * d.y;
  }
  [[nodiscard]] Pack energy(const Pack* p, const Distances& d) const {
    const Pack s3 = d.s * d.s * d.s;
    return (p[1] * s3 - 2 * p[2]) * s3 * (1.0 / 12) - p[4] - (d.r_squared * d.y - p[5]) * p[3];
  }
};

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
    if (species_ == 1)
      all<1, false>(list, box, points, species, forces, none);
    else if (species_ == 2)
      all<2, false>(list, box, points, species, forces, none);
    else
      all<0, false>(list, box, points, species, forces, none);
  }

  PairSums add_with_sums(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
                         double* forces) const override {
    PairSums sums;
    if (species_ == 1)
      all<1, true>(list, box, points, species, forces, sums);
    else if (species_ == 2)
      all<2, true>(list, box, points, species, forces, sums);
    else
      all<0, true>(list, box, points, species, forces, sums);
    return sums;
  }

private:
  template <int Species, bool Sums>
  void all(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species, double* forces,
           PairSums& sums) const {
    blocks<Species, false, Sums>(list.inside, box, points, species, forces, sums);
    blocks<Species, true, Sums>(list.across, box, points, species, forces, sums);
  }

  /// The pair loop. Species: 1 and 2 are read off the block, 0 stands for more, looked up one by one.
  template <int Species, bool Across, bool Sums>
  void blocks(const std::vector<PairBlock>& blocks, const Box& box, const double* points, const std::uint8_t* species,
              double* forces, PairSums& sums) const {
    constexpr int wanted = Sums ? PackedForm::parameters : PackedForm::force_parameters;
    const PackedForm form = form_;
    const double per_lx = 1 / box.lx;
    const double per_ly = 1 / box.ly;
    Pack energy{};
    Pack virial{};
    // A few blocks go through each of three short passes together: within one block every operation waits for the one
    // before it, and no CPU looks far enough ahead to fill that time with the next blocks.
    Pack dx[blocks_at_once];
    Pack dy[blocks_at_once];
    for (const PairBlock *first = blocks.data(), *const end = first + blocks.size(); first < end;
         first += blocks_at_once) {
      const std::ptrdiff_t count = std::min<std::ptrdiff_t>(blocks_at_once, end - first);
      // Separations from the first particle to the second ones.
      for (std::ptrdiff_t k = 0; k < count; ++k) {
        const PairBlock& block = first[k];
        const Point own = point_at(points, block.i);
        load_points(points, block.j, dx[k], dy[k]);
        dx[k] -= own[0];
        dy[k] -= own[1];
        if constexpr (Across) {
          const Pack nb = round_to_whole(dy[k] * per_ly);
          dx[k] -= nb * box.xy;
          dy[k] -= nb * box.ly;
          dx[k] -= round_to_whole(dx[k] * per_lx) * box.lx;
        }
      }
      // Forces on the second particles, in place of the separations.
      for (std::ptrdiff_t k = 0; k < count; ++k) {
        const PairBlock& block = first[k];
        Pack p[wanted];
        read_parameters<Species>(block, species, p);
        Distances d;
        d.r_squared = dx[k] * dx[k] + dy[k] * dy[k];
        const PackMask near = d.r_squared < p[0];
        inverse_and_root(d.r_squared, d.s, d.y);
        const Pack over_r = form.force_over_r(p, d);
        if constexpr (Sums) {
          energy += near ? form.energy(p, d) : Pack{};
          virial += near ? over_r * d.r_squared : Pack{};
        }
        // A lane to spare has no position, so that its product with zero would not be a number.
        dx[k] = near ? over_r * dx[k] : Pack{};
        dy[k] = near ? over_r * dy[k] : Pack{};
      }
      for (std::ptrdiff_t k = 0; k < count; ++k) {
        add_points(forces, first[k].j, dx[k], dy[k]);
        point_at(forces, first[k].i) -= sum_of(dx[k], dy[k]);
      }
    }
    if constexpr (Sums) {
      sums.energy += sum_of(energy);
      sums.virial += sum_of(virial);
    }
  }

  template <int Species, int Wanted>
  void read_parameters(const PairBlock& block, const std::uint8_t* species, Pack (&p)[Wanted]) const {
    const double* const table = parameters_.data();
    if constexpr (Species == 1) {
      for (int k = 0; k < Wanted; ++k) p[k] = broadcast(table[k]);
    } else if constexpr (Species == 2) {
      const double* const row = table + block.first_species * 2 * PackedForm::parameters;
      for (int k = 0; k < Wanted; ++k) p[k] = choose(block.second_species, row[PackedForm::parameters + k], row[k]);
    } else {
      const double* const row = table + block.first_species * species_ * PackedForm::parameters;
      for (int l = 0; l < pack_width; ++l)
        for (int k = 0; k < Wanted; ++k)
          p[k][l] = row[species[block.j[l] / sizeof(Point)] * PackedForm::parameters + k];
    }
  }

  PackedForm form_;
  int species_;
  std::vector<double> parameters_;
};

/// Any other form: packs of distances, the potential one lane at a time.
template <class Form> class PlainForces final : public PairForces {
public:
  explicit PlainForces(const PairTable<Form>& table) : table_(table) {}

  void add(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
           double* forces) const override {
    static_cast<void>(add_with_sums(list, box, points, species, forces));
  }

  PairSums add_with_sums(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
                         double* forces) const override {
    PairSums sums;
    for (const PairBlock& block : list.inside) add_block(block, box, points, species, forces, sums);
    for (const PairBlock& block : list.across) add_block(block, box, points, species, forces, sums);
    return sums;
  }

private:
  void add_block(const PairBlock& block, const Box& box, const double* points, const std::uint8_t* species,
                 double* forces, PairSums& sums) const {
    const std::size_t i = block.i / sizeof(Point);
    for (const std::uint32_t offset : block.j) {
      const std::size_t j = offset / sizeof(Point);
      const Vec2 d = box.nearest({points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]});
      const double r_squared = d.x * d.x + d.y * d.y;
      const auto& pair = table_(species[i], species[j]);
      if (!(r_squared < pair.cutoff_squared)) continue;
      const double r = std::sqrt(r_squared);
      const Derivatives u = pair(r_squared, r);
      const double over_r = -u.first / r;
      sums.energy += u.value;
      sums.virial += over_r * r_squared;
      forces[2 * i] += over_r * d.x;
      forces[2 * i + 1] += over_r * d.y;
      forces[2 * j] -= over_r * d.x;
      forces[2 * j + 1] -= over_r * d.y;
    }
  }

  PairTable<Form> table_;
};

std::unique_ptr<PairForces> make(const PairTable<InversePower>& table) {
  if (table(0, 0).form.half == 5) return std::make_unique<PackedForces<InversePower, InversePowerPack<5>>>(table);
  return std::make_unique<PackedForces<InversePower, InversePowerPack<0>>>(table);
}

std::unique_ptr<PairForces> make(const PairTable<LennardJones>& table) {
  return std::make_unique<PackedForces<LennardJones, LennardJonesPack>>(table);
}

template <class Form> std::unique_ptr<PairForces> make(const PairTable<Form>& table) {
  return std::make_unique<PlainForces<Form>>(table);
}

} // namespace

std::unique_ptr<PairForces> make_pair_forces(const Potential& potential) {
  return std::visit([](const auto& table) { return make(table); }, potential);
}

} // namespace keycore
