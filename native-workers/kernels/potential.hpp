#pragma once

#include <string>
#include <vector>

#include "kernels/forms/forms.hpp"
#include "kernels/potential-parameters.hpp"

namespace keycore {

/// A pair potential of any form (`PairTable` of each), for every pair of species.
using Potential = Forms::Potential;

/// Names of all forms, in the order of `Forms`.
[[nodiscard]] std::vector<std::string> potential_forms();

/// Builds the table of pairs. Throws std::invalid_argument naming an unknown form or a parameter that is
/// missing, of the wrong size, not symmetric, or out of range.
[[nodiscard]] Potential make_potential(const PotentialParameters& parameters);

[[nodiscard]] double potential_cutoff(const Potential& potential);
[[nodiscard]] int potential_species(const Potential& potential);
/// u, u′, u″ of the pair (a, b) at distance r; zero from the cutoff on.
[[nodiscard]] Derivatives evaluate_potential(const Potential& potential, int a, int b, double r);

} // namespace keycore
