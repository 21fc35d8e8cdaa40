#pragma once

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "kernels/minimise.hpp"
#include "systems.hpp"

namespace keycore::test {

/// U and F of a system over a pair list of its own.
[[nodiscard]] Energetics energetics_of(const System& system);

/// What `converged` means, checked from the positions only.
void check_minimum(const System& system, const Minimisation& result, double tolerance);

/// Largest and root-mean-square displacement between two sets of positions, the nearest of all images taken.
[[nodiscard]] std::pair<double, double> displacement(const Box& box, const std::vector<double>& from,
                                                     const std::vector<double>& to);

/// Lennard-Jones pair in a 10 × 10 box.
[[nodiscard]] System dimer(std::vector<double> positions);

} // namespace keycore::test
