#pragma once

#include <variant>

#include "kernels/forms/harmonic.hpp"
#include "kernels/forms/hertzian.hpp"
#include "kernels/forms/inverse-power.hpp"
#include "kernels/forms/lennard-jones.hpp"
#include "kernels/forms/tabulated.hpp"

namespace keycore {

/// A list of forms.
template <class... Form> struct FormList { using Potential = std::variant<PairTable<Form>...>; };

/// Every form that the kernels know, in the order in which they are named to the user.
using Forms = FormList<InversePower, LennardJones, Harmonic, Hertzian, Tabulated>;

} // namespace keycore
