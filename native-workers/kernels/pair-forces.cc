#include "kernels/pair-forces.hpp"

#include "kernels/packed-forces.hpp"
#include "kernels/packed-forms.hpp"

namespace keycore {
namespace {

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
