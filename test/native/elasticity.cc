#include "kernels/elasticity.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "deviation.hpp"
#include "scenes.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// A pair (r ≤ 2, three steps of each of two gradients, ‖ε‖ ≤ 1) moves by 12 steps; its cutoff is 8e-4 away.
constexpr long double strain_step = 5e-5L;

/// ∂²U/∂s∂t of the energy at the strain s ε_row + t ε_column of the cell and of all that is in it.
double energy_curvature(const Scene& at, int row, int column) {
  return static_cast<double>(central_difference(
      [&](long double s) {
        return central_difference(
            [&](long double t) {
              std::array<long double, 4> e{};
              e[row] += s;
              e[column] += t;
              const DirectSum cell(at.direct.form(), at.direct.lattice().strained(e[0], e[1], e[2], e[3]),
                                   at.system.species);
              return cell.energy(strained(at.x, e[0], e[1], e[2], e[3]));
            },
            strain_step);
      },
      strain_step));
}

} // namespace

TEST_SUITE_BEGIN("elasticity");

TEST_CASE("the Born term is the curvature of the energy under affine strain") {
  every_scene([](const Scene& at) {
    const GradientMatrix found = born_term(at.system, interacting_pairs(at.system));
    std::array<double, 16> expected{};
    for (int row = 0; row < 4; ++row)
      for (int column = row; column < 4; ++column)
        expected[4 * row + column] = expected[4 * column + row] =
            energy_curvature(at, row, column) / at.system.box.area();
    // Differences twice: 2⁻⁶³ U/h² = 4e-11 U, with U of 10 to 10³.
    CHECK(largest_deviation(found, expected) <= 1e-9 * largest_magnitude(expected));
  });
}

TEST_CASE("an infinitesimal rotation costs the trace of the stress") {
  // r → r + sΩr with Ω = [[0, −1], [1, 0]] stretches every pair by 1 + s²/2: C(Ω, Ω) = σ_xx + σ_yy.
  every_scene([](const Scene& at) {
    const PairList pairs = interacting_pairs(at.system);
    const GradientMatrix found = born_term(at.system, pairs);
    std::vector<double> forces;
    const Energetics energetics = evaluate(at.system, pairs, at.system.positions, forces);
    const double rotation = found[4 * 1 + 1] - 2 * found[4 * 1 + 2] + found[4 * 2 + 2];
    const double trace = energetics.stress[0] + energetics.stress[2];
    CHECK(std::abs(rotation - trace) <= 1e-13 * largest_magnitude(found));
  });
}

TEST_SUITE_END();
