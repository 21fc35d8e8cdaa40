#include "kernels/pair-forces.hpp"

#include <stdexcept>

#include "kernels/packed-forces.hpp"

namespace keycore {
namespace {

template <class Form> std::unique_ptr<PairForces> make(const PairTable<Form>& table) {
  if (Formula<Form> && table.smoothed()) throw std::logic_error("a smoothed potential in packs needs sizes");
  return with_packed_form(table, [&]<class Packed>(std::type_identity<Packed>) -> std::unique_ptr<PairForces> {
    if (table.species() <= 3) return std::make_unique<PackedForces<Form, Packed, true, NoSizes>>(table, NoSizes());
    return std::make_unique<PackedForces<Form, Packed, false, NoSizes>>(table, NoSizes());
  });
}

} // namespace

std::unique_ptr<PairForces> make_pair_forces(const Potential& potential) {
  return std::visit([](const auto& table) { return make(table); }, potential);
}

} // namespace keycore
