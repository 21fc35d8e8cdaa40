#include "kernels/packed-forces.hpp"
#include "kernels/pair-forces.hpp"

namespace keycore {
namespace {

/// One arrangement for any scheme: here the formula is not what takes the time.
template <class Form> struct SizedForm { using Packed = typename Form::Packed; };
template <Formula Form> struct SizedForm<Form> { using Packed = Smoothed<PackedFormula<Form>>; };

template <class Form> std::unique_ptr<PairForces> make(const PairTable<Form>& table, const SlotSizes& sizes) {
  using Packed = typename SizedForm<Form>::Packed;
  const PackedSizes packed(sizes);
  if (table.species() <= 3) return std::make_unique<PackedForces<Form, Packed, true, PackedSizes>>(table, packed);
  return std::make_unique<PackedForces<Form, Packed, false, PackedSizes>>(table, packed);
}

} // namespace

std::unique_ptr<PairForces> make_pair_forces(const Potential& potential, const SlotSizes& sizes) {
  return std::visit([&](const auto& table) { return make(table, sizes); }, potential);
}

} // namespace keycore
