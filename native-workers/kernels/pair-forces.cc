#include "kernels/pair-forces.hpp"

#include "kernels/packed-forces.hpp"
#include "kernels/packed-forms.hpp"

namespace keycore {
namespace {

template <class PackedForm, class Form> std::unique_ptr<PairForces> make(const PairTable<Form>& table) {
  if (table.species() <= 3) return std::make_unique<PackedForces<Form, PackedForm, true>>(table);
  return std::make_unique<PackedForces<Form, PackedForm, false>>(table);
}

std::unique_ptr<PairForces> make(const PairTable<InversePower>& table) {
  return table(0, 0).form.half == 5 ? make<InversePowerPack<5>>(table) : make<InversePowerPack<0>>(table);
}

std::unique_ptr<PairForces> make(const PairTable<LennardJones>& table) {
  return make<LennardJonesPack>(table);
}

std::unique_ptr<PairForces> make(const PairTable<Tabulated>& table) {
  return make<TabulatedPack>(table);
}

} // namespace

std::unique_ptr<PairForces> make_pair_forces(const Potential& potential) {
  return std::visit([](const auto& table) { return make(table); }, potential);
}

} // namespace keycore
