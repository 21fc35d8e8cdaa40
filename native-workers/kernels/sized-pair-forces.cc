#include "kernels/packed-forces.hpp"
#include "kernels/pair-forces.hpp"

namespace keycore {
namespace {

template <class Form> std::unique_ptr<PairForces> make(const PairTable<Form>& table, const SlotSizes& sizes) {
  const PackedSizes packed(sizes);
  return with_packed_form(table, [&]<class Packed>(std::type_identity<Packed>) -> std::unique_ptr<PairForces> {
    if (table.species() <= 3) return std::make_unique<PackedForces<Form, Packed, true, PackedSizes>>(table, packed);
    return std::make_unique<PackedForces<Form, Packed, false, PackedSizes>>(table, packed);
  });
}

} // namespace

std::unique_ptr<PairForces> make_pair_forces(const Potential& potential, const SlotSizes& sizes) {
  return std::visit([&](const auto& table) { return make(table, sizes); }, potential);
}

} // namespace keycore
